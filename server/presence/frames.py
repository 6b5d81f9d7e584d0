"""Presence as it stands on the wire. What somebody may not know is left out, not empty."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from server.accounts.models import Side
from server.clock import Time

State = Literal["online", "away"]
Seen = Literal["online", "away", "unknown"]
DeviceKind = Literal["web", "mobile", "desktop", "other"]


class WhereDossier(Struct):
    """For support staff the number alone."""

    number: str
    id: int | UnsetType = UNSET
    name: str | UnsetType = UNSET


class WhereConversation(Struct):
    id: int
    subject: str


class WhereNow(Struct):
    dossier: WhereDossier
    conversation: WhereConversation | UnsetType = UNSET


class Somebody(Struct, frozen=True):
    id: int
    name: str
    side: Side


class Present(Struct):
    """`since` when he is in this state; of whom nothing is known, when he was last seen, if ever."""

    person: Somebody
    state: Seen
    since: Time | None
    device: DeviceKind | UnsetType = UNSET
    where: WhereNow | UnsetType = UNSET
    typing: bool | UnsetType = UNSET


class PresenceTold(Struct):
    """These people as they are now; of all others nothing changed."""

    people: list[Present]


class PresenceAll(Struct):
    """Everybody who is there; of whoever is not named nothing is known now."""

    people: list[Present]


class TypingTold(Struct):
    """Everybody who is typing in it now."""

    conversation: int
    people: list[Somebody]


class LookingTold(Struct):
    """Everybody who has it before him now."""

    conversation: int
    people: list[Somebody]
