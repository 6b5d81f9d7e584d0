"""The index of words. It follows the messages: a worker fills it, a trigger empties it in the edit's transaction."""

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from server.db import At, Id

IN_AN_ERA = 1_024


class Searchable(SQLModel, table=True):
    """The words of message `seq`; when that is 0, of the subject and the dossier's name. Without words
    it is to be read again.

    On top of it lies a full-text index, of the database's own kind, whose words begin with `<office>e<era>x` or
    `<office>a<age>x`: see the migration. Eras part an office's past in pieces of `IN_AN_ERA`, newest
    last; 64 are an age.
    """

    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        Index(
            "ix_searchable_stale",
            "office_id",
            postgresql_where=text("words IS NULL"),
            sqlite_where=text("words IS NULL"),
        ),
    )

    id: int | None = Field(default=None, sa_type=Id, primary_key=True)
    conversation_id: int = Field(sa_type=Id)
    seq: int = Field(sa_type=Id)
    office_id: int = Field(sa_type=Id)
    era: int = Field(sa_type=Id)
    at: int = Field(sa_type=At)
    words: str | None = None


class SearchState(SQLModel, table=True):
    """How far an office is indexed: `cursor` in its stream, empty while its past is read for the first time."""

    __tablename__ = "search_state"

    office_id: int = Field(sa_type=Id, primary_key=True)
    cursor: int | None = Field(default=None, sa_type=Id)
    upto: int = Field(default=0, sa_type=At)
    era: int = Field(default=1, sa_type=Id)
    filled: int = Field(default=0, sa_type=Id)


class SearchEra(SQLModel, table=True):
    """When an era begins: which ones can hold what was said between two instants."""

    __tablename__ = "search_era"

    office_id: int = Field(sa_type=Id, primary_key=True)
    since: int = Field(sa_type=At, primary_key=True)
    era: int = Field(sa_type=Id, primary_key=True)
