"""Conversations started for many dossiers at once."""

import sqlalchemy as sa
from alembic import op

from server.migrations.types import Id

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UNFINISHED = sa.text("state IN ('waiting', 'leaving')")


def upgrade() -> None:
    op.create_table(
        "bulk",
        sa.Column("id", Id, nullable=False),
        sa.Column("office_id", Id, nullable=False),
        sa.Column("starter_id", Id, nullable=False),
        sa.Column("cid", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("template", Id, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("texts", sa.String(), nullable=False),
        sa.Column("given", sa.String(), nullable=False),
        sa.Column("created_at", Id, nullable=False),
        sa.Column("leaves_at", Id, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("started", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("told_at", Id, nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_bulk_office_id")),
        sa.ForeignKeyConstraint(["starter_id"], ["person.id"], name=op.f("fk_bulk_starter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk")),
        sa.UniqueConstraint("starter_id", "cid", name=op.f("uq_bulk_starter_id_cid")),
    )
    op.create_index(op.f("ix_bulk_office_id_created_at"), "bulk", ["office_id", "created_at"])
    op.create_index(
        "ix_bulk_leaves", "bulk", ["leaves_at"], postgresql_where=UNFINISHED, sqlite_where=UNFINISHED
    )
    op.create_table(
        "bulk_dossier",
        sa.Column("bulk_id", Id, nullable=False),
        sa.Column("dossier_id", Id, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("conversation_id", Id, nullable=True),
        sa.ForeignKeyConstraint(["bulk_id"], ["bulk.id"], name=op.f("fk_bulk_dossier_bulk_id")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_bulk_dossier_dossier_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_bulk_dossier_conversation_id")
        ),
        sa.PrimaryKeyConstraint("bulk_id", "dossier_id", name=op.f("pk_bulk_dossier")),
    )
    op.create_index(
        op.f("ix_bulk_dossier_bulk_id_state_place"), "bulk_dossier", ["bulk_id", "state", "place"]
    )


def downgrade() -> None:
    op.drop_table("bulk_dossier")
    op.drop_table("bulk")
