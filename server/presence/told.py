"""What of somebody's presence each audience may know, as frames: made from what it may know, nothing taken away."""

from collections.abc import Iterable

from msgspec import UNSET

from server.clock import Instant, iso, iso_or_none
from server.conversations.access import Sight
from server.presence.frames import Present, Somebody, WhereConversation, WhereDossier, WhereNow
from server.presence.messages import Member, Place, Who


def named(who: Who) -> Somebody:
    return Somebody(who.person, who.name, who.side)


def all_named(people: Iterable[Who]) -> list[Somebody]:
    return sorted(map(named, people), key=lambda one: (one.name, one.id))


def shown(who: Who, sight: Sight) -> bool:
    """Clients see staff and nobody else."""
    return sight != "client" or who.side == "office"


def present(member: Member, typing: bool, sight: Sight) -> Present:
    """One who is there."""
    told = Present(named(member.who), member.state, None)
    if sight == "client":
        return told
    told.since, told.device, told.typing = iso(member.since), member.device, typing
    if member.place:
        told.where = _for_staff(member.place) if sight == "staff" else _for_support(member.place)
    return told


def absent(who: Who, seen: Instant | None, sight: Sight) -> Present:
    """One of whom nothing is known now."""
    return Present(named(who), "unknown", None if sight == "client" else iso_or_none(seen))


def _for_staff(place: Place) -> WhereNow:
    talk = WhereConversation(place.conversation, place.subject) if place.conversation else UNSET
    return WhereNow(WhereDossier(place.number, place.dossier, place.name), talk)


def _for_support(place: Place) -> WhereNow:
    return WhereNow(WhereDossier(place.number))
