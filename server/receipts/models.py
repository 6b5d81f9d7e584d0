"""When each mark rose: what makes "read by Els at 13:42" true for every message, not just the last."""

from sqlalchemy import ForeignKey
from sqlmodel import Field, SQLModel

from server.db import At, Id


class Mark(SQLModel, table=True):
    conversation_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("conversation.id")], primary_key=True)
    person_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("person.id")], primary_key=True)
    delivered_upto: int = Field(sa_type=Id, primary_key=True)
    read_upto: int = Field(sa_type=Id, primary_key=True)
    at: int = Field(sa_type=At)
