"""People, the offices they work for, and the sessions they signed in with."""

from typing import Literal

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from server.db import At, Id
from server.ids import new_id

Side = Literal["office", "client"]
Role = Literal["admin", "staff", "support", "client"]
LetterState = Literal["planned", "handing", "sent", "failed", "void"]

WAITING = text("state IN ('planned', 'handing')")


class Office(SQLModel, table=True):
    """The tenant. `remind_after_ms` empty means the installation's default of two hours. `languages` is the order in
    which templates fall back (`nl,fr`); empty: its own language first."""

    id: int = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    name: str
    language: str = "nl"
    languages: str | None = None
    time_zone: str = "Europe/Brussels"
    mailbox: str
    remind_after_ms: int | None = Field(default=None, sa_type=Id)
    subject_in_mail: bool = True
    hours: str | None = None
    created_at: int = Field(sa_type=At)


class Person(SQLModel, table=True):
    """Somebody who can sign in. `password_hash` is argon2id; `email` is lower case. `quiet`: hours without mail."""

    __table_args__ = (UniqueConstraint("email"),)

    id: int = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    email: str
    password_hash: str | None = None
    first_name: str
    last_name: str
    title: str = ""
    language: str = "nl"
    time_zone: str = "Europe/Brussels"
    quiet: str | None = None
    active: bool = True
    created_at: int = Field(sa_type=At)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Staff(SQLModel, table=True):
    """A person's place in an office. `joined_at` bounds what counts as unread for a newcomer."""

    office_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("office.id")], primary_key=True)
    person_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("person.id")], primary_key=True, index=True)
    role: str = "staff"
    active: bool = True
    joined_at: int = Field(sa_type=At)


class Session(SQLModel, table=True):
    """One signed-in browser or app, in one office at a time. Only the SHA-256 of its secret is kept."""

    __table_args__ = (Index(None, "person_id"), Index(None, "expires_at"))

    digest: str = Field(primary_key=True)
    id: int = Field(default_factory=new_id, sa_type=Id, unique=True)
    person_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("person.id")])
    office_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("office.id")])
    label: str = ""
    created_at: int = Field(sa_type=At)
    seen_at: int = Field(sa_type=At)
    expires_at: int = Field(sa_type=At)
    revoked_at: int | None = Field(default=None, sa_type=At)


class Letter(SQLModel, table=True):
    """A mail about an account that somebody asked for: an invitation by an office, or a forgotten password.

    Written for any address alike: whether anybody has it is looked up by who sends it, not while somebody waits.
    """

    __table_args__ = (
        Index(None, "email", "at"),
        Index(None, "at"),
        Index("ix_letter_waiting", "changed_at", postgresql_where=WAITING, sqlite_where=WAITING),
    )

    id: int = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    email: str
    office_id: int | None = Field(default=None, sa_type=Id, sa_column_args=[ForeignKey("office.id")])
    writer_id: int | None = Field(default=None, sa_type=Id, sa_column_args=[ForeignKey("person.id")])
    state: str = "planned"
    reason: str = ""
    attempts: int = 0
    at: int = Field(sa_type=At)
    changed_at: int = Field(sa_type=At)


class Link(SQLModel, table=True):
    """A single-use way to a new password. Only the SHA-256 of its secret is kept."""

    digest: str = Field(primary_key=True)
    person_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("person.id")], index=True)
    expires_at: int = Field(sa_type=At, index=True)


class Ticket(SQLModel, table=True):
    """A single-use way into the socket for an app that cannot set headers; thirty seconds."""

    digest: str = Field(primary_key=True)
    session_id: int = Field(sa_type=Id)
    expires_at: int = Field(sa_type=At, index=True)
