"""What is on record for good: each entry carries the digest of all before it, so that none can be changed alone."""

from sqlalchemy import ForeignKey, Index
from sqlmodel import Field, SQLModel

from server.db import At, Id


class Audit(SQLModel, table=True):
    """One entry of an office, numbered 1..n. Nobody updates or deletes one; the database refuses it too.

    `data` is JSON, as it was digested. `digest` is of the entry and of the digest before it.
    """

    __table_args__ = (Index(None, "conversation_id", "message_seq"),)

    office_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("office.id")], primary_key=True)
    seq: int = Field(sa_type=Id, primary_key=True)
    at: int = Field(sa_type=At)
    kind: str
    person_id: int = Field(sa_type=Id)
    conversation_id: int | None = Field(default=None, sa_type=Id)
    message_seq: int | None = Field(default=None, sa_type=Id)
    data: str
    digest: str


class AuditHead(SQLModel, table=True):
    """Where an office's record ends. Its lock makes one chain of what several nodes write."""

    __tablename__ = "audit_head"

    office_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("office.id")], primary_key=True)
    seq: int = Field(sa_type=Id)
    digest: str
