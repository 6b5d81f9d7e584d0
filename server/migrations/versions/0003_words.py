"""Edits and deletions on record, and no text of a message in the news."""

import sqlalchemy as sa
from alembic import op

from server.migrations.types import Id

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Also by who forgets that it is append-only.
ON_SQLITE = (
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    """
    UPDATE event SET message_seq = 1, data = json_object(
        'conversation', json_remove(json_extract(data, '$.conversation'), '$.last'))
    WHERE type = 'conversation.started'
    """,
)
ON_POSTGRESQL = (
    """
    CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'audit is append-only'; END $$
    """,
    """
    CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()
    """,
    """
    UPDATE event SET message_seq = 1, data = jsonb_build_object(
        'conversation', (data::jsonb -> 'conversation') - 'last')::text
    WHERE type = 'conversation.started'
    """,
)


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column(
            "office_id", Id, sa.ForeignKey("office.id", name=op.f("fk_audit_office_id")), nullable=False
        ),
        sa.Column("seq", Id, nullable=False),
        sa.Column("at", Id, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("conversation_id", Id, nullable=True),
        sa.Column("message_seq", Id, nullable=True),
        sa.Column("data", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "seq", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_conversation_id_message_seq"), "audit", ["conversation_id", "message_seq"])
    op.create_table(
        "audit_head",
        sa.Column(
            "office_id", Id, sa.ForeignKey("office.id", name=op.f("fk_audit_head_office_id")), nullable=False
        ),
        sa.Column("seq", Id, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_audit_head")),
    )
    for statement in ON_SQLITE if op.get_bind().dialect.name == "sqlite" else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("audit_head")
    op.drop_table("audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_is_append_only")
