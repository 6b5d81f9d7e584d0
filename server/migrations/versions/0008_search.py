"""Words beside the messages with the full-text index of each database over them; hours for mail."""

import sqlalchemy as sa
from alembic import op

from server.migrations.types import Id

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Words are parted by spaces already; each gets the office and the era in front, and the office and the age.
TERMS = """
CREATE FUNCTION searchable_terms(office bigint, era bigint, words text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT array_to_tsvector(string_to_array(
    CAST(office AS text) || 'e' || CAST(era AS text) || 'x'
    || replace(words, ' ', ' ' || CAST(office AS text) || 'e' || CAST(era AS text) || 'x') || ' '
    || CAST(office AS text) || 'a' || CAST(era / 64 AS text) || 'x'
    || replace(words, ' ', ' ' || CAST(office AS text) || 'a' || CAST(era / 64 AS text) || 'x'), ' ')) $$
"""
GIN = """
CREATE INDEX ix_searchable_words ON searchable USING gin (searchable_terms(office_id, era, words))
WITH (fastupdate = off)
"""
# What changes or goes must not be found by its old words from that transaction on.
CHANGED = "OLD.text IS DISTINCT FROM NEW.text OR OLD.deleted_at IS DISTINCT FROM NEW.deleted_at"
FORGET = """
UPDATE searchable SET words = CASE WHEN NEW.deleted_at IS NULL THEN NULL ELSE '' END
WHERE conversation_id = NEW.conversation_id AND seq = NEW.seq;
"""
RENAMED = "OLD.name IS DISTINCT FROM NEW.name OR OLD.number IS DISTINCT FROM NEW.number"
FORGET_SUBJECTS = """
UPDATE searchable SET words = NULL
WHERE seq = 0 AND conversation_id IN (SELECT id FROM conversation WHERE dossier_id = NEW.id);
"""


def _function(name: str, does: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {does} RETURN NULL; END $$"


ON_POSTGRESQL = [
    TERMS,
    GIN,
    _function("searchable_forget", FORGET),
    _function("searchable_forget_subjects", FORGET_SUBJECTS),
    "CREATE TRIGGER message_searchable AFTER UPDATE OF text, deleted_at ON message FOR EACH ROW "
    f"WHEN ({CHANGED}) EXECUTE FUNCTION searchable_forget()",
    "CREATE TRIGGER dossier_searchable AFTER UPDATE OF name, number ON dossier FOR EACH ROW "
    f"WHEN ({RENAMED}) EXECUTE FUNCTION searchable_forget_subjects()",
]

FTS = """
CREATE VIRTUAL TABLE searchable_words
USING fts5(terms, content='', columnsize=0, detail=none, tokenize='ascii')
"""


def _terms(row: str) -> str:
    heads = (f"{row}.office_id || '{kind}' || {number} || 'x'" for kind, number in _pieces(row))
    return " || ' ' || ".join(f"{head} || replace({row}.words, ' ', ' ' || {head})" for head in heads)


def _pieces(row: str) -> list[tuple[str, str]]:
    return [("e", f"{row}.era"), ("a", f"({row}.era / 64)")]


ADD = (
    f"INSERT INTO searchable_words (rowid, terms) SELECT NEW.id, {_terms('NEW')} WHERE NEW.words IS NOT NULL;"
)
DROP = (
    "INSERT INTO searchable_words (searchable_words, rowid, terms) "
    f"SELECT 'delete', OLD.id, {_terms('OLD')} WHERE OLD.words IS NOT NULL;"
)
ON_SQLITE = [
    FTS,
    f"CREATE TRIGGER searchable_added AFTER INSERT ON searchable BEGIN {ADD} END",
    f"CREATE TRIGGER searchable_changed AFTER UPDATE OF words ON searchable BEGIN {DROP} {ADD} END",
    f"CREATE TRIGGER searchable_gone AFTER DELETE ON searchable BEGIN {DROP} END",
    "CREATE TRIGGER message_searchable AFTER UPDATE OF text, deleted_at ON message "
    f"WHEN {CHANGED.replace('IS DISTINCT FROM', 'IS NOT')} BEGIN {FORGET} END",
    "CREATE TRIGGER dossier_searchable AFTER UPDATE OF name, number ON dossier "
    f"WHEN {RENAMED.replace('IS DISTINCT FROM', 'IS NOT')} BEGIN {FORGET_SUBJECTS} END",
]


def upgrade() -> None:
    op.add_column("office", sa.Column("hours", sa.String(), nullable=True))
    op.add_column("person", sa.Column("quiet", sa.String(), nullable=True))
    op.add_column("reminder", sa.Column("held_until", Id, nullable=True))
    op.create_table(
        "searchable",
        sa.Column("id", Id, nullable=False),
        sa.Column("conversation_id", Id, nullable=False),
        sa.Column("seq", Id, nullable=False),
        sa.Column("office_id", Id, nullable=False),
        sa.Column("era", Id, nullable=False),
        sa.Column("at", Id, nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_searchable")),
        sa.UniqueConstraint("conversation_id", "seq", name=op.f("uq_searchable_conversation_id_seq")),
    )
    stale = sa.text("words IS NULL")
    op.create_index(
        "ix_searchable_stale", "searchable", ["office_id"], postgresql_where=stale, sqlite_where=stale
    )
    op.create_table(
        "search_state",
        sa.Column("office_id", Id, nullable=False, autoincrement=False),
        sa.Column("cursor", Id, nullable=True),
        sa.Column("upto", Id, nullable=False),
        sa.Column("era", Id, nullable=False),
        sa.Column("filled", Id, nullable=False),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_search_state")),
    )
    op.create_table(
        "search_era",
        *(sa.Column(name, Id, nullable=False, autoincrement=False) for name in ("office_id", "since", "era")),
        sa.PrimaryKeyConstraint("office_id", "since", "era", name=op.f("pk_search_era")),
    )
    for one in ON_SQLITE if op.get_context().dialect.name == "sqlite" else ON_POSTGRESQL:
        op.execute(one)


def downgrade() -> None:
    op.drop_column("reminder", "held_until")
    op.drop_column("person", "quiet")
    op.drop_column("office", "hours")
    for table in ("message", "dossier"):
        op.execute(f"DROP TRIGGER {table}_searchable" + ("" if _sqlite() else f" ON {table}"))
    if _sqlite():
        op.drop_table("searchable_words")
    else:
        op.execute("DROP FUNCTION searchable_forget()")
        op.execute("DROP FUNCTION searchable_forget_subjects()")
    op.drop_table("searchable")
    if not _sqlite():
        op.execute("DROP FUNCTION searchable_terms(bigint, bigint, text)")
    op.drop_table("search_era")
    op.drop_table("search_state")


def _sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"
