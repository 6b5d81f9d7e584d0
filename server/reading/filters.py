"""Which conversations: what a list may be filtered by, as conditions on rows."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct
from sqlalchemy import ColumnElement, and_, tuple_
from sqlmodel import col

from server.accounts.principal import Principal
from server.conversations import access
from server.conversations.models import Conversation
from server.dossiers.models import Dossier
from server.errors import BadRequest

Status = Literal["open", "closed", "all"]
Wanted = Annotated[int, Meta(ge=1, le=2**53 - 1)]


# S61: the office spoke last, nobody on the client's side answered, and it did not say that none is needed.
def asks_client(of: Any) -> ColumnElement[bool]:
    """`of` has the conversation's columns."""
    return and_(of.office_head > of.client_head, of.office_head > of.dismissed_upto)


ASKS_CLIENT = asks_client(Conversation)
AWAITS_CLIENT: ColumnElement[bool] = and_(col(Conversation.closed_at).is_(None), ASKS_CLIENT)

MINUTE = 60_000


class Filter(Struct, forbid_unknown_fields=True):
    """The query of a list. `before` is the `next` of the page before; `waiting=office` and `mine` are staff's."""

    status: Status = "open"
    dossier: Wanted | None = None
    waiting: Literal["office", "client"] | None = None
    mine: bool = False
    private: bool = False
    q: Annotated[str, Meta(max_length=200)] = ""
    before: Annotated[str, Meta(pattern=r"^\d{1,15}\.\d{1,16}(\.\d{1,16})?$")] | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 50


def conditions(wanted: Filter, by: Principal) -> Iterator[ColumnElement[bool]]:
    """On `Conversation` joined with its `Dossier`, but for the words. Raises `BadRequest` for the other side's."""
    if by.side == "client" and (wanted.mine or wanted.waiting == "office"):
        raise BadRequest("This filter is the office's.", field="mine" if wanted.mine else "waiting")
    yield access.visible(by)
    if wanted.status != "all":
        closed = col(Conversation.closed_at)
        yield closed.is_(None) if wanted.status == "open" else closed.is_not(None)
    if wanted.dossier:
        yield col(Conversation.dossier_id) == wanted.dossier
    if wanted.waiting == "office":
        yield col(Conversation.needs_answer_since).is_not(None)
    if wanted.waiting == "client":
        yield AWAITS_CLIENT
    if wanted.mine:
        yield (col(Dossier.responsible_id) == by.person_id) | (col(Conversation.assignee_id) == by.person_id)
    if wanted.private:
        yield col(Conversation.private_to).is_not(None)
    if wanted.before:
        yield _older_than(wanted.before)


def next_of(last_at: int, id: int) -> str:
    """Where the next page goes on."""
    return f"{last_at}.{id}"


def _older_than(before: str) -> ColumnElement[bool]:
    last_at, id = map(int, before.split(".")[:2])
    older = tuple_(col(Conversation.last_at), col(Conversation.id)) < tuple_(last_at, id)
    return older & (col(Conversation.last_minute) <= last_at // MINUTE)
