"""The first tables."""

import secrets

import sqlalchemy as sa
from alembic import op

from server.migrations.types import Id, StreamName

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("stream_id", StreamName, nullable=False),
        sa.Column("seq", Id, nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("conversation_id", Id, nullable=True),
        sa.Column("message_seq", Id, nullable=True),
        sa.Column("data", sa.String(), nullable=True),
        sa.Column("at", Id, nullable=False),
        sa.PrimaryKeyConstraint("stream_id", "seq", name=op.f("pk_event")),
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "office",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("mailbox", sa.String(), nullable=False),
        sa.Column("remind_after_ms", Id, nullable=True),
        sa.Column("subject_in_mail", sa.Boolean(), nullable=False),
        sa.Column("created_at", Id, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
    )
    op.create_table(
        "person",
        sa.Column("id", Id, nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", Id, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "stream",
        sa.Column("id", StreamName, nullable=False),
        sa.Column("head", Id, nullable=False),
        sa.Column("floor", Id, nullable=False),
        sa.Column("moved_at", Id, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stream")),
        postgresql_with={"fillfactor": 50},
    )
    op.create_index(op.f("ix_stream_moved_at"), "stream", ["moved_at"], unique=False)
    op.create_table(
        "ticket",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("session_id", Id, nullable=False),
        sa.Column("expires_at", Id, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_ticket")),
    )
    op.create_index(op.f("ix_ticket_expires_at"), "ticket", ["expires_at"], unique=False)
    op.create_table(
        "dossier",
        sa.Column("id", Id, nullable=False),
        sa.Column("office_id", Id, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("vat_number", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("vat_rhythm", sa.String(), nullable=False),
        sa.Column("responsible_id", Id, nullable=True),
        sa.Column("contact_id", Id, nullable=True),
        sa.Column("tags", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", Id, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["person.id"], name=op.f("fk_dossier_contact_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_dossier_office_id")),
        sa.ForeignKeyConstraint(["responsible_id"], ["person.id"], name=op.f("fk_dossier_responsible_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_dossier_office_id_number")),
    )
    op.create_index(op.f("ix_dossier_office_id_name"), "dossier", ["office_id", "name"], unique=False)
    op.create_table(
        "session",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("office_id", Id, nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("created_at", Id, nullable=False),
        sa.Column("seen_at", Id, nullable=False),
        sa.Column("expires_at", Id, nullable=False),
        sa.Column("revoked_at", Id, nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_session_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_session_person_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_session")),
        sa.UniqueConstraint("id", name=op.f("uq_session_id")),
    )
    op.create_index(op.f("ix_session_person_id"), "session", ["person_id"], unique=False)
    op.create_table(
        "staff",
        sa.Column("office_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("joined_at", Id, nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_staff_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_staff_person_id")),
        sa.PrimaryKeyConstraint("office_id", "person_id", name=op.f("pk_staff")),
    )
    op.create_index(op.f("ix_staff_person_id"), "staff", ["person_id"], unique=False)
    op.create_table(
        "client",
        sa.Column("dossier_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("since", Id, nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_client_dossier_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_client_person_id")),
        sa.PrimaryKeyConstraint("dossier_id", "person_id", name=op.f("pk_client")),
    )
    op.create_index(op.f("ix_client_person_id"), "client", ["person_id"], unique=False)
    op.create_table(
        "conversation",
        sa.Column("id", Id, nullable=False),
        sa.Column("office_id", Id, nullable=False),
        sa.Column("dossier_id", Id, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("private_to", Id, nullable=True),
        sa.Column("starter_id", Id, nullable=False),
        sa.Column("starter_side", sa.String(), nullable=False),
        sa.Column("assignee_id", Id, nullable=True),
        sa.Column("created_at", Id, nullable=False),
        sa.Column("head", Id, nullable=False),
        sa.Column("office_head", Id, nullable=False),
        sa.Column("client_head", Id, nullable=False),
        sa.Column("last_at", Id, nullable=False),
        sa.Column("last_minute", Id, sa.Computed("last_at / 60000", persisted=True), nullable=True),
        sa.Column("needs_answer_since", Id, nullable=True),
        sa.Column("dismissed_upto", Id, nullable=False),
        sa.Column("office_remind_from", Id, nullable=True),
        sa.Column("closed_at", Id, nullable=True),
        sa.Column("closed_by", Id, nullable=True),
        sa.ForeignKeyConstraint(["assignee_id"], ["person.id"], name=op.f("fk_conversation_assignee_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("fk_conversation_closed_by")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_conversation_dossier_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_conversation_office_id")),
        sa.ForeignKeyConstraint(["private_to"], ["person.id"], name=op.f("fk_conversation_private_to")),
        sa.ForeignKeyConstraint(["starter_id"], ["person.id"], name=op.f("fk_conversation_starter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        postgresql_with={"fillfactor": 60},
    )
    op.create_index("ix_conversation_dossier", "conversation", ["dossier_id", "last_minute"], unique=False)
    op.create_index("ix_conversation_list", "conversation", ["office_id", "last_minute"], unique=False)
    op.create_index(
        "ix_conversation_needs_answer",
        "conversation",
        ["office_id", "needs_answer_since"],
        unique=False,
        postgresql_where=sa.text("needs_answer_since IS NOT NULL"),
        sqlite_where=sa.text("needs_answer_since IS NOT NULL"),
    )
    op.create_index(
        "ix_conversation_office_remind",
        "conversation",
        ["office_remind_from"],
        unique=False,
        postgresql_where=sa.text("office_remind_from IS NOT NULL"),
        sqlite_where=sa.text("office_remind_from IS NOT NULL"),
    )
    op.create_table(
        "mark",
        sa.Column("conversation_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("delivered_upto", Id, nullable=False),
        sa.Column("read_upto", Id, nullable=False),
        sa.Column("at", Id, nullable=False),
        sa.PrimaryKeyConstraint(
            "conversation_id", "person_id", "delivered_upto", "read_upto", name=op.f("pk_mark")
        ),
    )
    op.create_table(
        "message",
        sa.Column("conversation_id", Id, nullable=False),
        sa.Column("seq", Id, nullable=False),
        sa.Column("author_id", Id, nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("cid", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", Id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_at", Id, nullable=True),
        sa.Column("deleted_at", Id, nullable=True),
        sa.PrimaryKeyConstraint("conversation_id", "seq", name=op.f("pk_message")),
        sa.UniqueConstraint("author_id", "cid", name=op.f("uq_message_author_id_cid")),
    )
    op.create_table(
        "reminder",
        sa.Column("id", Id, nullable=False),
        sa.Column("office_id", Id, nullable=False),
        sa.Column("conversation_id", Id, nullable=False),
        sa.Column("recipient_id", Id, nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("run", Id, nullable=False),
        sa.Column("unread_since", Id, nullable=False),
        sa.Column("due_at", Id, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("mail", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("changed_at", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_reminder_conversation_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_reminder_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "conversation_id",
            "recipient_id",
            "run",
            name=op.f("uq_reminder_conversation_id_recipient_id_run"),
        ),
    )
    op.create_index(op.f("ix_reminder_mail"), "reminder", ["mail"], unique=False)
    op.create_index(op.f("ix_reminder_office_id_due_at"), "reminder", ["office_id", "due_at"], unique=False)
    op.create_index(op.f("ix_reminder_state_due_at"), "reminder", ["state", "due_at"], unique=False)
    op.create_index(
        "ix_reminder_suspended",
        "reminder",
        ["conversation_id"],
        unique=False,
        postgresql_where=sa.text("state = 'cancelled' AND reason IN ('closed', 'deactivated')"),
        sqlite_where=sa.text("state = 'cancelled' AND reason IN ('closed', 'deactivated')"),
    )
    op.create_table(
        "seat",
        sa.Column("conversation_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("first", Id, nullable=False),
        sa.Column("delivered_upto", Id, nullable=False),
        sa.Column("read_upto", Id, nullable=False),
        sa.Column("delivered_at", Id, nullable=True),
        sa.Column("read_at", Id, nullable=True),
        sa.Column("unread_since", Id, nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_seat_conversation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_seat_person_id")),
        sa.PrimaryKeyConstraint("conversation_id", "person_id", name=op.f("pk_seat")),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index(
        op.f("ix_seat_person_id_conversation_id"), "seat", ["person_id", "conversation_id"], unique=False
    )
    op.create_index(
        "ix_seat_read_in_part",
        "seat",
        ["read_at"],
        unique=False,
        postgresql_where=sa.text("unread_since IS NOT NULL"),
        sqlite_where=sa.text("unread_since IS NOT NULL"),
    )
    op.create_index(
        "ix_seat_unread",
        "seat",
        ["unread_since"],
        unique=False,
        postgresql_where=sa.text("unread_since IS NOT NULL"),
        sqlite_where=sa.text("unread_since IS NOT NULL"),
    )
    op.execute(
        sa.text("INSERT INTO installation (id, epoch) VALUES (1, :epoch)").bindparams(
            epoch=secrets.token_hex(8)
        )
    )


def downgrade() -> None:
    op.drop_index(
        "ix_seat_unread",
        table_name="seat",
        postgresql_where=sa.text("unread_since IS NOT NULL"),
        sqlite_where=sa.text("unread_since IS NOT NULL"),
    )
    op.drop_index(
        "ix_seat_read_in_part",
        table_name="seat",
        postgresql_where=sa.text("unread_since IS NOT NULL"),
        sqlite_where=sa.text("unread_since IS NOT NULL"),
    )
    op.drop_index(op.f("ix_seat_person_id_conversation_id"), table_name="seat")
    op.drop_table("seat")
    op.drop_index(
        "ix_reminder_suspended",
        table_name="reminder",
        postgresql_where=sa.text("state = 'cancelled' AND reason IN ('closed', 'deactivated')"),
        sqlite_where=sa.text("state = 'cancelled' AND reason IN ('closed', 'deactivated')"),
    )
    op.drop_index(op.f("ix_reminder_state_due_at"), table_name="reminder")
    op.drop_index(op.f("ix_reminder_office_id_due_at"), table_name="reminder")
    op.drop_index(op.f("ix_reminder_mail"), table_name="reminder")
    op.drop_table("reminder")
    op.drop_table("message")
    op.drop_table("mark")
    op.drop_index(
        "ix_conversation_office_remind",
        table_name="conversation",
        postgresql_where=sa.text("office_remind_from IS NOT NULL"),
        sqlite_where=sa.text("office_remind_from IS NOT NULL"),
    )
    op.drop_index(
        "ix_conversation_needs_answer",
        table_name="conversation",
        postgresql_where=sa.text("needs_answer_since IS NOT NULL"),
        sqlite_where=sa.text("needs_answer_since IS NOT NULL"),
    )
    op.drop_index("ix_conversation_list", table_name="conversation")
    op.drop_index("ix_conversation_dossier", table_name="conversation")
    op.drop_table("conversation")
    op.drop_index(op.f("ix_client_person_id"), table_name="client")
    op.drop_table("client")
    op.drop_index(op.f("ix_staff_person_id"), table_name="staff")
    op.drop_table("staff")
    op.drop_index(op.f("ix_session_person_id"), table_name="session")
    op.drop_table("session")
    op.drop_index(op.f("ix_dossier_office_id_name"), table_name="dossier")
    op.drop_table("dossier")
    op.drop_index(op.f("ix_ticket_expires_at"), table_name="ticket")
    op.drop_table("ticket")
    op.drop_index(op.f("ix_stream_moved_at"), table_name="stream")
    op.drop_table("stream")
    op.drop_table("person")
    op.drop_table("office")
    op.drop_table("installation")
    op.drop_table("event")
