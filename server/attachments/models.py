"""A file that somebody sends along, and how much an office has stored."""

from sqlalchemy import ForeignKey, Index, text
from sqlmodel import Field, SQLModel

from server.db import At, Id
from server.ids import new_id


def _only(name: str, where: str, *columns: str) -> Index:
    condition = text(where)
    return Index(f"ix_attachment_{name}", *columns, postgresql_where=condition, sqlite_where=condition)


class Attachment(SQLModel, table=True):
    """`key` is where it lies, drawn at random; it is never told. `pieces` are the names of what came so far.

    `state`: coming → kept, or gone once nobody sent it in time. `expires_at` is empty as soon as a message has it:
    then `conversation_id` and `seq` name that message, and `place` its place in it. `removed_at`: no longer shown.
    """

    __table_args__ = (
        _only("message", "seq IS NOT NULL", "conversation_id", "seq"),
        _only("expiring", "expires_at IS NOT NULL", "expires_at"),
        Index(None, "uploader_id", "expires_at"),
    )

    id: int = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    office_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("office.id")])
    dossier_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("dossier.id")])
    uploader_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("person.id")])
    key: str
    name: str
    size: int = Field(sa_type=Id)
    received: int = Field(default=0, sa_type=Id)
    pieces: str = ""
    state: str = "coming"
    type: str = ""
    sha256: str = ""
    width: int | None = None
    height: int | None = None
    conversation_id: int | None = Field(default=None, sa_type=Id)
    seq: int | None = Field(default=None, sa_type=Id)
    place: int = 0
    created_at: int = Field(sa_type=At)
    expires_at: int | None = Field(default=None, sa_type=At)
    removed_at: int | None = Field(default=None, sa_type=At)


class Storage(SQLModel, table=True):
    """The bytes an office has stored or has announced, for its quota."""

    office_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("office.id")], primary_key=True)
    bytes: int = Field(default=0, sa_type=Id)
