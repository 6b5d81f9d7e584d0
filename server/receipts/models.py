"""When each mark rose: what makes "read by Els at 13:42" true for every message, not just the last."""

from sqlmodel import Field, SQLModel

from server.db import At, Id


class Mark(SQLModel, table=True):
    """No foreign keys: the transaction that writes it holds both rows, and PostgreSQL would ask for each once more."""

    conversation_id: int = Field(sa_type=Id, primary_key=True)
    person_id: int = Field(sa_type=Id, primary_key=True)
    delivered_upto: int = Field(sa_type=Id, primary_key=True)
    read_upto: int = Field(sa_type=Id, primary_key=True)
    at: int = Field(sa_type=At)
