"""Commands about the socket that says them: they have no meaning over HTTP."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta

from server.accounts.principal import Principal
from server.commands.base import Frame, Id
from server.conversations import access
from server.errors import Forbidden, HelloRequired, LimitExceeded
from server.frames import NOTHING, Nothing
from server.presence import queries
from server.presence.frames import State
from server.presence.messages import Place, Typed, Who

if TYPE_CHECKING:
    from server.live.connection import Connection
    from server.live.node import Live

PEOPLE_AT_MOST, CONVERSATIONS_AT_MOST = 200, 50


class Where(Frame):
    """A conversation says its dossier by itself."""

    dossier: Id | None = None
    conversation: Id | None = None


class PresenceSet(Frame):
    state: State
    where: Where | None = None


class PresenceSync(Frame):
    people: Annotated[list[Id], Meta(max_length=PEOPLE_AT_MOST)] = []


class Typing(Frame):
    conversation: Id
    on: bool


class Watch(Frame):
    conversations: Annotated[list[Id], Meta(max_length=CONVERSATIONS_AT_MOST)]


Handler = Callable[["Live", "Connection", Any], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Own:
    """As a row of `server/commands/`."""

    takes: type[Frame]
    does: Handler
    answers: Any


async def in_turn(own: Own, node: "Live", connection: "Connection", d: Any) -> Any:
    """What a socket says of itself counts in the order it was said, whatever had to be looked up for it."""
    async with connection.turn:
        return await own.does(node, connection, d)


async def show(node: "Live", connection: "Connection", d: PresenceSet) -> Nothing:
    """How this device is used now, and where. Until it says so it is online, nowhere."""
    place = await _place(node, _who(connection), d.where)
    node.presence.says(connection, d.state, place)
    return NOTHING


async def sync(node: "Live", connection: "Connection", d: PresenceSync) -> Nothing:
    """Tells, as `presence.sync`, who is there now, and from here on every change; of all staff, and of the clients in
    `people`, also when they were last seen."""
    by = _who(connection)
    if access.sees_presence(by, node.settings.presence.shown_to_clients) is None:
        raise Forbidden
    wanted = d.people if by.side == "office" else []
    known = await queries.last_seen(node.store, by.office_id, wanted)
    node.presence.of(connection).shows(connection, known)
    return NOTHING


async def types(node: "Live", connection: "Connection", d: Typing) -> Nothing:
    """This person is writing in it, or no longer. It ends by itself after six seconds: say it again before."""
    by = _who(connection)
    await queries.conversation(node.store, by, d.conversation)
    office = node.presence.of(connection)
    office.types(Typed(d.conversation, Who(by.person_id, by.name, by.side), d.on))
    return NOTHING


async def watch(node: "Live", connection: "Connection", d: Watch) -> Nothing:
    """Staff: hear who types in these and who has them before him, besides those watched already."""
    await _staff_and_there(node, connection, d)
    office = node.presence.of(connection)
    watched = office.listeners.watched.get(connection, set())
    if len(watched | set(d.conversations)) > CONVERSATIONS_AT_MOST:
        raise LimitExceeded(field="conversations")
    office.watches(connection, d.conversations)
    return NOTHING


async def unwatch(node: "Live", connection: "Connection", d: Watch) -> Nothing:
    """Staff: no longer."""
    await _staff_and_there(node, connection, d)
    node.presence.of(connection).listeners.unwatch(connection, d.conversations)
    return NOTHING


async def _staff_and_there(node: "Live", connection: "Connection", d: Watch) -> None:
    by = _who(connection)
    await queries.all_there(node.store, by, d.conversations)
    if not access.may_watch(by):
        raise Forbidden


async def _place(node: "Live", by: Principal, where: Where | None) -> Place | None:
    if where is None:
        return None
    if where.conversation is not None:
        return await queries.conversation(node.store, by, where.conversation)
    return None if where.dossier is None else await queries.dossier(node.store, by, where.dossier)


def _who(connection: "Connection") -> Principal:
    if connection.principal is None:
        raise HelloRequired
    return connection.principal


OF_A_CONNECTION: dict[str, Own] = {
    "presence.set": Own(PresenceSet, show, Nothing),
    "presence.sync": Own(PresenceSync, sync, Nothing),
    "typing": Own(Typing, types, Nothing),
    "watch": Own(Watch, watch, Nothing),
    "unwatch": Own(Watch, unwatch, Nothing),
}
