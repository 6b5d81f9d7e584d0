"""Attachments."""

import sqlalchemy as sa
from alembic import op

from server.migrations.types import Id

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEXES = {
    "message": ("seq IS NOT NULL", ["conversation_id", "seq"]),
    "expiring": ("expires_at IS NOT NULL", ["expires_at"]),
}


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", Id, nullable=False),
        sa.Column("office_id", Id, nullable=False),
        sa.Column("dossier_id", Id, nullable=False),
        sa.Column("uploader_id", Id, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", Id, nullable=False),
        sa.Column("received", Id, nullable=False),
        sa.Column("pieces", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("conversation_id", Id, nullable=True),
        sa.Column("seq", Id, nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("created_at", Id, nullable=False),
        sa.Column("expires_at", Id, nullable=True),
        sa.Column("removed_at", Id, nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_attachment_office_id")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_attachment_dossier_id")),
        sa.ForeignKeyConstraint(["uploader_id"], ["person.id"], name=op.f("fk_attachment_uploader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    for name, (where, columns) in INDEXES.items():
        condition = sa.text(where)
        op.create_index(
            f"ix_attachment_{name}", "attachment", columns, postgresql_where=condition, sqlite_where=condition
        )
    op.create_index(
        op.f("ix_attachment_uploader_id_expires_at"),
        "attachment",
        ["uploader_id", "expires_at"],
        unique=False,
    )
    op.create_table(
        "storage",
        sa.Column("office_id", Id, nullable=False),
        sa.Column("bytes", Id, nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_storage_office_id")),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_storage")),
    )
    op.add_column("message", sa.Column("files", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("message", "files")
    op.drop_table("storage")
    op.drop_table("attachment")
