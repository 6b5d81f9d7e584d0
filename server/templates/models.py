"""An office's own templates and its copies of standard ones, with every version they had."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from server.db import At, Id
from server.ids import new_id


class Template(SQLModel, table=True):
    """`standard` is the number of the standard one it stands in for; it then has no name of its own. Version 0 is
    the standard itself: every change adds one. A deleted one is kept, so that it can come back."""

    __table_args__ = (
        UniqueConstraint("office_id", "standard"),
        Index(
            "ix_template_name",
            "office_id",
            "name",
            unique=True,
            postgresql_where=text("deleted_at IS NULL"),
            sqlite_where=text("deleted_at IS NULL"),
        ),
    )

    id: int = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    office_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("office.id")])
    standard: int | None = Field(default=None, sa_type=Id)
    name: str | None = None
    kind: str
    version: int = Field(default=1, sa_type=Id)
    deleted_at: int | None = Field(default=None, sa_type=At)


class TemplateVersion(SQLModel, table=True):
    """What a template said from then on. `texts` and `base` are JSON: language → subject, text, stale. `base` is the
    standard as it was when the office made its copy. `what` is `created|edited|reset|restored|deleted`."""

    __tablename__ = "template_version"

    template_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("template.id")], primary_key=True)
    version: int = Field(sa_type=Id, primary_key=True)
    what: str
    name: str | None = None
    texts: str
    base: str
    at: int = Field(sa_type=At)
    by_id: int = Field(sa_type=Id, sa_column_args=[ForeignKey("person.id")])
