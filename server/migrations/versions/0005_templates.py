"""Templates of an office, and what became of the standard ones."""

import sqlalchemy as sa
from alembic import op

from server.migrations.types import Id

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LIVE = sa.text("deleted_at IS NULL")


def upgrade() -> None:
    op.add_column("office", sa.Column("languages", sa.String(), nullable=True))
    op.create_table(
        "template",
        sa.Column("id", Id, nullable=False),
        sa.Column("office_id", Id, nullable=False),
        sa.Column("standard", Id, nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", Id, nullable=False),
        sa.Column("deleted_at", Id, nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_template_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template")),
        sa.UniqueConstraint("office_id", "standard", name=op.f("uq_template_office_id_standard")),
    )
    op.create_index(
        "ix_template_name",
        "template",
        ["office_id", "name"],
        unique=True,
        postgresql_where=LIVE,
        sqlite_where=LIVE,
    )
    op.create_table(
        "template_version",
        sa.Column("template_id", Id, nullable=False),
        sa.Column("version", Id, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("texts", sa.String(), nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("at", Id, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_template_version_by_id")),
        sa.ForeignKeyConstraint(
            ["template_id"], ["template.id"], name=op.f("fk_template_version_template_id")
        ),
        sa.PrimaryKeyConstraint("template_id", "version", name=op.f("pk_template_version")),
    )


def downgrade() -> None:
    op.drop_table("template_version")
    op.drop_index("ix_template_name", table_name="template")
    op.drop_table("template")
    op.drop_column("office", "languages")
