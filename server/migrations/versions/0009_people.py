"""Letters about accounts, and the links in them."""

import sqlalchemy as sa
from alembic import op

from server.migrations.types import Id

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WAITING = sa.text("state IN ('planned', 'handing')")


def upgrade() -> None:
    op.create_table(
        "letter",
        sa.Column("id", Id, nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("office_id", Id, nullable=True),
        sa.Column("writer_id", Id, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("at", Id, nullable=False),
        sa.Column("changed_at", Id, nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_letter_office_id_office")),
        sa.ForeignKeyConstraint(["writer_id"], ["person.id"], name=op.f("fk_letter_writer_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_index(op.f("ix_letter_email_at"), "letter", ["email", "at"])
    op.create_index(op.f("ix_letter_at"), "letter", ["at"])
    op.create_index(
        "ix_letter_waiting", "letter", ["changed_at"], postgresql_where=WAITING, sqlite_where=WAITING
    )
    op.create_table(
        "link",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("expires_at", Id, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_link_person_id_person")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_link")),
    )
    op.create_index(op.f("ix_link_person_id"), "link", ["person_id"])
    op.create_index(op.f("ix_link_expires_at"), "link", ["expires_at"])


def downgrade() -> None:
    op.drop_table("link")
    op.drop_table("letter")
