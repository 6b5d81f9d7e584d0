"""One question to many dossiers, and what became of it in each."""

from typing import Literal

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from server.db import At, Id
from server.ids import new_id

BulkState = Literal["waiting", "leaving", "done", "cancelled"]
# In the order in which they are listed, which is that of the alphabet: what went wrong comes first.
RowState = Literal["failed", "skipped", "started", "waiting"]
UNFINISHED = text("state IN ('waiting', 'leaving')")


class Bulk(SQLModel, table=True):
    """What somebody wants to ask many. `texts` and `given` are JSON: a subject and a text per language, and what he
    says the variables stand for.

    `waiting` until `leaves_at`, and may be undone until then. Each chunk adds to the counts in its own transaction;
    when nothing waits it is `done`. `told_at` is when its starter was last told how far it is.
    """

    __table_args__ = (
        UniqueConstraint("starter_id", "cid"),
        Index(None, "office_id", "created_at"),
        Index("ix_bulk_leaves", "leaves_at", postgresql_where=UNFINISHED, sqlite_where=UNFINISHED),
    )

    id: int = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    office_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("office.id")])
    starter_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("person.id")])
    cid: str
    digest: str
    audience: str
    template: int | None = Field(default=None, sa_type=Id)
    kind: str
    texts: str
    given: str
    created_at: int = Field(sa_type=At)
    leaves_at: int = Field(sa_type=At)
    state: str = "waiting"
    reason: str = ""
    total: int
    started: int = 0
    failed: int = 0
    skipped: int = 0
    told_at: int = Field(sa_type=At)


class BulkDossier(SQLModel, table=True):
    """One dossier of it, in the order of `place`. `reason` says why it was skipped or failed; a variable without a
    value is named behind a colon: `unfilled:manager_name`."""

    __tablename__ = "bulk_dossier"
    __table_args__ = (Index(None, "bulk_id", "state", "place"),)

    bulk_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("bulk.id")], primary_key=True)
    dossier_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("dossier.id")], primary_key=True)
    place: int
    state: str
    reason: str = ""
    conversation_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=[ForeignKey("conversation.id")]
    )
