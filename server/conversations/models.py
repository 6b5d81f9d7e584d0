"""A conversation and the seat of each of its readers."""

from sqlalchemy import Column, Computed, ForeignKey, Index, text
from sqlmodel import Field, SQLModel

from server.db import At, Id
from server.ids import new_id


def _only(name: str, where: str, *columns: str) -> Index:
    """An index of the conversations that are so: the others, and what is written to them, do not touch it."""
    condition = text(where)
    return Index(f"ix_conversation_{name}", *columns, postgresql_where=condition, sqlite_where=condition)


class Conversation(SQLModel, table=True):
    """One question in one dossier.

    `head` is the number of its last message; `office_head` and `client_head` are each side's last undeleted one.
    `needs_answer_since` is set while the office owes an answer (R5): the oldest client message it has to answer.
    `office_remind_from` is the office's two-hour clock: empty when nothing is unread or its mail is claimed.
    `last_minute` is `last_at`, coarse: what is indexed stays the same while people talk, so no index moves.
    Each conversation stands in one of the two lists, the open or the closed ones: `all` reads both.
    """

    __table_args__ = (
        _only("open", "closed_at IS NULL", "office_id", "last_minute"),
        _only("closed", "closed_at IS NOT NULL", "office_id", "last_minute"),
        _only("private", "private_to IS NOT NULL", "office_id", "last_minute"),
        _only("needs_answer", "needs_answer_since IS NOT NULL", "office_id", "last_minute"),
        _only("owing", "needs_answer_since IS NOT NULL", "office_id", "dossier_id", "needs_answer_since"),
        _only("dossier_open", "closed_at IS NULL", "dossier_id"),
        _only("office_remind", "office_remind_from IS NOT NULL", "office_remind_from"),
        Index("ix_conversation_dossier", "dossier_id", "office_id", "last_minute"),
        {"postgresql_with": {"fillfactor": 60}},
    )

    id: int = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    office_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("office.id")])
    dossier_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("dossier.id")])
    subject: str
    type: str = "specific"
    private_to: int | None = Field(default=None, sa_type=Id, sa_column_args=[ForeignKey("person.id")])
    starter_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("person.id")])
    starter_side: str
    assignee_id: int | None = Field(default=None, sa_type=Id, sa_column_args=[ForeignKey("person.id")])
    created_at: int = Field(sa_type=At)
    head: int = Field(default=0, sa_type=Id)
    office_head: int = Field(default=0, sa_type=Id)
    client_head: int = Field(default=0, sa_type=Id)
    last_at: int = Field(sa_type=At)
    last_minute: int | None = Field(
        default=None, sa_column=Column(At, Computed("last_at / 60000", persisted=True))
    )
    needs_answer_since: int | None = Field(default=None, sa_type=At)
    dismissed_upto: int = Field(default=0, sa_type=Id)
    office_remind_from: int | None = Field(default=None, sa_type=At)
    closed_at: int | None = Field(default=None, sa_type=At)
    closed_by: int | None = Field(default=None, sa_type=Id, sa_column_args=[ForeignKey("person.id")])


class Seat(SQLModel, table=True):
    """One reader of one conversation: two high-water marks, and the two-hour clock of what he has not read.

    A later joiner starts at the head: `first` is that number, and no receipt is shown up to it (R2). Who loses
    access keeps an inactive seat: what he read stays on record.
    """

    __table_args__ = (
        Index(
            "ix_seat_unread",
            "unread_since",
            postgresql_where=text("unread_since IS NOT NULL"),
            sqlite_where=text("unread_since IS NOT NULL"),
        ),
        Index(
            "ix_seat_read_in_part",
            "read_at",
            postgresql_where=text("unread_since IS NOT NULL"),
            sqlite_where=text("unread_since IS NOT NULL"),
        ),
        Index(None, "person_id", "conversation_id"),
        {"postgresql_with": {"fillfactor": 70}},  # a delivered mark then moves no index
    )

    conversation_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("conversation.id")], primary_key=True)
    person_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("person.id")], primary_key=True)
    side: str
    active: bool = True
    first: int = Field(default=0, sa_type=Id)
    delivered_upto: int = Field(default=0, sa_type=Id)
    read_upto: int = Field(default=0, sa_type=Id)
    delivered_at: int | None = Field(default=None, sa_type=At)
    read_at: int | None = Field(default=None, sa_type=At)
    unread_since: int | None = Field(default=None, sa_type=At)
