"""Client files and who of the client's people may see them."""

from typing import Any, Literal

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from server.db import At, Folded, Id
from server.dossiers.folding import searched
from server.ids import new_id

Profile = Literal["full", "limited"]


class Dossier(SQLModel, table=True):
    """One client file of one office. `vat_rhythm` is `monthly`, `quarterly` or `none`.

    It is found and sorted by `folded`, see `server/dossiers/folding.py`; who changes a name or a number sets it.
    """

    __table_args__ = (
        UniqueConstraint("office_id", "number"),
        Index("ix_dossier_office_id_folded", "office_id", "folded", "id", "active"),
    )

    id: int = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    office_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("office.id")])
    number: str
    name: str
    vat_number: str = ""
    language: str = "nl"
    vat_rhythm: str = "none"
    responsible_id: int | None = Field(default=None, sa_type=Id, sa_column_args=[ForeignKey("person.id")])
    contact_id: int | None = Field(default=None, sa_type=Id, sa_column_args=[ForeignKey("person.id")])
    active: bool = True
    created_at: int = Field(sa_type=At)
    folded: str = Field(default="", sa_type=Folded, sa_column_kwargs={"server_default": text("''")})

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.folded = self.folded or searched(self.name, self.number, self.vat_number)


class Tag(SQLModel, table=True):
    """A word that staff gave a dossier; the same word in other letters, `folded`, is the same tag."""

    __tablename__ = "tag"
    __table_args__ = (Index(None, "office_id", "folded", "dossier_id"),)

    dossier_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("dossier.id")], primary_key=True)
    folded: str = Field(sa_type=Folded, primary_key=True)
    office_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("office.id")])
    name: str


class SavedView(SQLModel, table=True):
    """A filter with an order, by name: `query` as in the monitor's address. A shared one is the office's to see."""

    __tablename__ = "saved_view"
    __table_args__ = (Index(None, "office_id", "person_id"),)

    id: int = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    office_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("office.id")])
    person_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("person.id")])
    name: str
    query: str
    shared: bool = False
    place: int = Field(default=0, sa_type=Id)


class Client(SQLModel, table=True):
    """A person's place in a dossier, with full access or limited to private conversations with him."""

    dossier_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("dossier.id")], primary_key=True)
    person_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("person.id")], primary_key=True, index=True)
    profile: str = "full"
    since: int = Field(sa_type=At)
