"""What every command is made of: its frame, its place in the table, and the words it is given."""

import re
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from msgspec import Meta, Struct

from server.accounts.principal import Principal
from server.attachments.room import FileRoom
from server.clock import iso
from server.config import Settings
from server.errors import BadRequest, LimitExceeded, TooLarge
from server.frames import Now
from server.rates import Rates
from server.store import Store
from server.templates.variables import TEXT_AT_MOST as VALUE_AT_MOST
from server.writer import Writer

MOST_ID = 2**53 - 1


Id = Annotated[int, Meta(ge=1, le=MOST_ID)]


Number = Annotated[int, Meta(ge=0, le=MOST_ID)]


Given = Annotated[dict[str, str], Meta(max_length=20)]


Files = list[Id]  # each once; how many at most is a setting
CID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


Cid = Annotated[str, Meta(pattern=CID, max_length=36)]  # `$` alone would let a line end through


NAME_AT_MOST = 120


UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Services:
    """What a command needs of the process it runs in."""

    store: Store
    writer: Writer
    settings: Settings

    @cached_property
    def rates(self) -> Rates:
        return Rates(self.settings.live)

    @cached_property
    def files(self) -> FileRoom:
        return FileRoom(self.store, self.settings)


class Frame(Struct, forbid_unknown_fields=True):
    """The `d` of a command."""


class Ping(Frame):
    pass


Handler = Callable[[Services, Principal, Any], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Command:
    """A row of the table: the shape of `d`, who does it, and the shape of the answer."""

    takes: type[Frame]
    does: Handler
    answers: Any


def clean(text: str, most: int, field: str, *, may_be_empty: bool = False) -> str:
    """Text as it is stored: composed, no trailing space, storable. Errors: `BadRequest`, `TooLarge`."""
    if UNSTORABLE.search(text):
        raise BadRequest("There is a character here that cannot be stored.", field=field)
    kept = unicodedata.normalize("NFC", text).strip()
    if not kept and not may_be_empty:
        raise BadRequest("This may not be empty.", field=field)
    if len(kept) > most:
        raise TooLarge(f"At most {most} characters.", field=field)
    return kept


def given(values: dict[str, str]) -> dict[str, str]:
    """What somebody typed for the variables of a template; an empty one is not given."""
    return {name: clean(text, VALUE_AT_MOST, name) for name, text in values.items() if text.strip()}


def files_of(services: Services, files: Files) -> tuple[int, ...]:
    """Errors: `LimitExceeded`, `BadRequest` for one that stands twice."""
    if len(files) > services.settings.attachments.files_per_message:
        raise LimitExceeded(field="attachments")
    if len(set(files)) < len(files):
        raise BadRequest("A file stands twice.", field="attachments")
    return tuple(files)


async def ping(services: Services, by: Principal, d: Ping) -> Now:
    """Whether the connection lives; the server's time."""
    return Now(iso(services.store.clock()))


COMMANDS: dict[str, Command] = {
    "ping": Command(Ping, ping, Now),
}
