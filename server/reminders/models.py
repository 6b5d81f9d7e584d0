"""The ledger of the two-hour mails, visible to the office."""

from typing import Literal

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from server.db import At, Id
from server.ids import new_id

MAILBOX = 0  # the recipient that is nobody: the office's own address

# Why a run may be over although its reader has not read: he closed it himself, or was away.
SUSPENDED = "state = 'cancelled' AND reason IN ('closed', 'deactivated')"

ReminderState = Literal["planned", "sending", "handing", "sent", "cancelled", "failed", "bounced"]


class Reminder(SQLModel, table=True):
    """One unread run of one recipient: `run` is his `read_upto` when it began. Recipient 0 is the office mailbox.
    What is due outside the hours for mail is `held_until` they begin."""

    __table_args__ = (
        UniqueConstraint("conversation_id", "recipient_id", "run"),
        Index(None, "state", "due_at"),
        Index(
            "ix_reminder_suspended",
            "state",
            "changed_at",
            postgresql_where=text(SUSPENDED),
            sqlite_where=text(SUSPENDED),
        ),
    )

    id: int = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    office_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("office.id")])
    conversation_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("conversation.id")])
    recipient_id: int = Field(sa_type=Id)
    side: str
    run: int = Field(sa_type=Id)
    unread_since: int = Field(sa_type=At)
    due_at: int = Field(sa_type=At)
    state: str = "planned"
    reason: str = ""
    mail: str | None = Field(default=None, index=True)
    attempts: int = 0
    changed_at: int = Field(sa_type=At)
    held_until: int | None = Field(default=None, sa_type=At)
