"""Messages, numbered 1..n in their conversation; that number and the conversation are their name."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from server.db import At, Id


class Message(SQLModel, table=True):
    """`digest` is of the content as first sent, so that a resend is recognised after an edit too. `files`: how many it
    was given.

    No foreign keys: the transaction that writes it holds both rows, and PostgreSQL would ask for each once more.
    """

    __table_args__ = (UniqueConstraint("author_id", "cid"),)

    conversation_id: int = Field(sa_type=Id, primary_key=True)
    seq: int = Field(sa_type=Id, primary_key=True)
    author_id: int = Field(sa_type=Id)
    side: str
    cid: str
    digest: str
    text: str
    at: int = Field(sa_type=At)
    version: int = 1
    files: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    edited_at: int | None = Field(default=None, sa_type=At)
    deleted_at: int | None = Field(default=None, sa_type=At)
