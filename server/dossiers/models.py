"""Client files and who of the client's people may see them."""

from typing import Literal

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from server.db import At, Id
from server.ids import new_id

Profile = Literal["full", "limited"]


class Dossier(SQLModel, table=True):
    """One client file of one office. `vat_rhythm` is `monthly`, `quarterly` or `none`."""

    __table_args__ = (UniqueConstraint("office_id", "number"), Index(None, "office_id", "name"))

    id: int = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    office_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("office.id")])
    number: str
    name: str
    vat_number: str = ""
    language: str = "nl"
    vat_rhythm: str = "none"
    responsible_id: int | None = Field(default=None, sa_type=Id, sa_column_args=[ForeignKey("person.id")])
    contact_id: int | None = Field(default=None, sa_type=Id, sa_column_args=[ForeignKey("person.id")])
    tags: str = ""
    active: bool = True
    created_at: int = Field(sa_type=At)


class Client(SQLModel, table=True):
    """A person's place in a dossier, with full access or limited to private conversations with him."""

    dossier_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("dossier.id")], primary_key=True)
    person_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("person.id")], primary_key=True, index=True)
    profile: str = "full"
    since: int = Field(sa_type=At)
