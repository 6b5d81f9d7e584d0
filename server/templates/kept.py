"""A template as the rows have it, or as the application has it where an office changed nothing."""

from msgspec import Struct, json

from server.rows import Ask, Row, Statement, statement
from server.templates.standards import MOST, standards
from server.templates.texts import Texts
from server.templates.variables import Kind

COLUMNS = "t.id, t.standard, t.kind, t.version, t.name, t.deleted_at IS NOT NULL, x.what, x.texts, x.base"
JOINED = "JOIN template_version x ON x.template_id = t.id AND x.version = t.version"


def _by(column: str) -> Statement:
    named = f"t.{column} = v.template AND t.office_id = v.office"
    sql = f"SELECT t.office_id, {COLUMNS} FROM {{v}} JOIN template t ON {named} {JOINED}"  # noqa: S608
    return statement(sql, office=int, template=int)


BY_ID, BY_STANDARD = _by("id"), _by("standard")


class Kept(Struct, frozen=True):
    """`id` is empty for a standard one that the office never touched. `base` is what the standard said when the office
    made its copy; a standard one without texts in its row says what the standard says."""

    id: int | None
    standard: int | None
    kind: Kind
    version: int
    name: str | None
    is_deleted: bool
    what: str
    own: Texts
    base: Texts

    @property
    def number(self) -> int:
        """Its name on the wire."""
        return self.standard or self.id or 0

    @property
    def is_changed(self) -> bool:
        return self.standard is not None and bool(self.own)

    @property
    def texts(self) -> Texts:
        return self.own or self.standards

    @property
    def standards(self) -> Texts:
        return standards()[self.standard].texts if self.standard else {}

    def named(self, language: str) -> str:
        return standards()[self.standard].name(language) if self.standard else self.name or ""


def untouched(number: int) -> Kept | None:
    standard = standards().get(number)
    if standard is None:
        return None
    return Kept(None, number, standard.kind, 0, None, False, "standard", {}, {})


def ask_for(office: int, number: int) -> Ask:
    """The question whose answer `kept_of` reads."""
    return (BY_STANDARD if number < MOST else BY_ID)(office=[office], template=[number])


def kept_of(rows: list[Row], number: int) -> Kept | None:
    """What the office has under this number; the standard itself where it changed nothing."""
    return read(rows[0][1:]) if rows else untouched(number)


def read(row: Row) -> Kept:
    id, standard, kind, version, name, is_deleted, what, own, base = row
    return Kept(id, standard, kind, version, name, bool(is_deleted), what, texts_of(own), texts_of(base))


def texts_of(text: str) -> Texts:
    return json.decode(text, type=Texts)


def text_of(texts: Texts) -> str:
    return json.encode(texts).decode()
