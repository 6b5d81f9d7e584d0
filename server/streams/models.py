"""Audience streams: one row of news per audience, numbered without holes in the order of commits."""

from sqlmodel import Field, SQLModel

from server.db import At, Id, StreamName

MOVED_WITHIN = 10_000


class Stream(SQLModel, table=True):
    """`head` is a counter row: its lock orders commits, so a cursor never misses one. Below `floor` is pruned.

    `moved_at` is only right to `MOVED_WITHIN` milliseconds: while it stays the same, no index of a busy row moves.
    """

    __table_args__ = ({"postgresql_with": {"fillfactor": 50}},)

    id: str = Field(sa_type=StreamName, primary_key=True)
    head: int = Field(default=0, sa_type=Id)
    floor: int = Field(default=0, sa_type=Id)
    moved_at: int = Field(sa_type=At, index=True)


class Event(SQLModel, table=True):
    """Thin news: `message.new` only refers to its message; `data` holds the small rest as JSON."""

    stream_id: str = Field(sa_type=StreamName, primary_key=True)
    seq: int = Field(sa_type=Id, primary_key=True)
    type: str
    conversation_id: int | None = Field(default=None, sa_type=Id)
    message_seq: int | None = Field(default=None, sa_type=Id)
    data: str | None = None
    at: int = Field(sa_type=At)


class Installation(SQLModel, table=True):
    """One row. A restore from a backup draws a new `epoch`, and every cursor of before starts afresh.

    `looked_to` is up to when the two-hour clocks were looked at, for a worker that has just begun.
    """

    id: int = Field(default=1, primary_key=True)
    epoch: str
    looked_to: int | None = Field(default=None, sa_type=At)
