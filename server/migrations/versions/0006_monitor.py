"""What the client monitor filters by, and views that were saved."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

from server.migrations.types import Id, StreamName

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OWING = sa.text("needs_answer_since IS NOT NULL")
OPEN = sa.text("closed_at IS NULL")
ALSO = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "’": "'", "‘": "'", "\xa0": " "})
DOSSIERS = "SELECT id, office_id, name, number, vat_number, tags FROM dossier"


def folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one)).translate(ALSO)


def upgrade() -> None:
    op.create_table(
        "tag",
        sa.Column("dossier_id", Id, nullable=False),
        sa.Column("folded", StreamName, nullable=False),
        sa.Column("office_id", Id, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_tag_dossier_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_tag_office_id")),
        sa.PrimaryKeyConstraint("dossier_id", "folded", name=op.f("pk_tag")),
    )
    op.create_index(op.f("ix_tag_office_id_folded_dossier_id"), "tag", ["office_id", "folded", "dossier_id"])
    _views()
    op.add_column("dossier", sa.Column("folded", StreamName, nullable=False, server_default=sa.text("''")))
    _fold()
    op.drop_index(op.f("ix_dossier_office_id_name"), table_name="dossier")
    op.drop_column("dossier", "tags")
    op.create_index("ix_dossier_office_id_folded", "dossier", ["office_id", "folded", "id", "active"])
    _owing(["office_id", "dossier_id", "needs_answer_since"])
    op.create_index(
        "ix_conversation_dossier_open", "conversation", ["dossier_id"],
        postgresql_where=OPEN, sqlite_where=OPEN,
    )  # fmt: skip


def _views() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", Id, nullable=False),
        sa.Column("office_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("place", Id, nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_saved_view_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_index(op.f("ix_saved_view_office_id_person_id"), "saved_view", ["office_id", "person_id"])


def _fold() -> None:
    """What is there is found by its words from now on."""
    connection = op.get_bind()
    for id, office, name, number, vat, tags in connection.execute(sa.text(DOSSIERS)).all():
        plain = re.sub(r"[^0-9a-z]", "", folded(vat))
        words = "\n".join(filter(None, (*map(folded, (name, number, vat)), plain)))
        connection.execute(
            sa.text("UPDATE dossier SET folded = :words WHERE id = :id"), {"words": words, "id": id}
        )
        for key, tag in {folded(tag.strip()): tag.strip() for tag in tags.split(",") if tag.strip()}.items():
            connection.execute(
                sa.text(
                    "INSERT INTO tag (dossier_id, folded, office_id, name) VALUES (:id, :key, :office, :tag)"
                ),
                {"id": id, "key": key, "office": office, "tag": tag},
            )


def _owing(columns: list[str]) -> None:
    op.drop_index("ix_conversation_owing", table_name="conversation")
    op.create_index(
        "ix_conversation_owing", "conversation", columns, postgresql_where=OWING, sqlite_where=OWING
    )


def downgrade() -> None:
    op.drop_index("ix_conversation_dossier_open", table_name="conversation")
    _owing(["office_id", "dossier_id"])
    op.drop_index("ix_dossier_office_id_folded", table_name="dossier")
    op.drop_column("dossier", "folded")
    op.add_column("dossier", sa.Column("tags", sa.String(), nullable=False, server_default=sa.text("''")))
    op.create_index(op.f("ix_dossier_office_id_name"), "dossier", ["office_id", "name"])
    op.drop_table("saved_view")
    op.drop_table("tag")
