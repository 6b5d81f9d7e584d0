"""How everybody of an office was told last: what changed since, and who has a conversation before him."""

from dataclasses import dataclass, field

from msgspec import Struct

from server.clock import Instant
from server.conversations.access import Sight
from server.presence.frames import Present
from server.presence.messages import Member, Who
from server.presence.told import absent, present, shown

SEEN_AT_MOST = 2_000


class Shown(Struct, frozen=True):
    member: Member
    typing: bool

    @property
    def looks_at(self) -> int:
        """A conversation; 0 for none."""
        place = self.member.place
        return place.conversation if place and self.member.state == "online" else 0


@dataclass
class Moved:
    """`state`: more than where he is or whether he types."""

    person: int
    state: bool
    conversations: set[int] = field(default_factory=set)


class View:
    def __init__(self) -> None:
        self.shown: dict[int, Shown] = {}
        self.seen: dict[int, tuple[Who, Instant]] = {}
        self.looking: dict[int, dict[int, Who]] = {}

    def update(self, person: int, member: Member | None, typing: bool, now: Instant) -> Moved | None:
        """How he is now; `now` is when he was last seen, if he is gone. None: as he was told."""
        before = self.shown.get(person)
        after = Shown(member, typing) if member else None
        if before == after:
            return None
        if after:
            self.shown[person] = after
        elif before:
            del self.shown[person]
            self._remember(before.member.who, now)
        state = before is None or after is None or before.member.state != after.member.state
        return Moved(person, state, self._looks(person, before, after))

    def lookers(self, conversation: int) -> list[Who]:
        return list(self.looking.get(conversation, {}).values())

    def one(self, person: int, sight: Sight) -> Present | None:
        """None: he is not for this audience, or never was there."""
        if here := self.shown.get(person):
            who = here.member.who
            return present(here.member, here.typing, sight) if shown(who, sight) else None
        if gone := self.seen.get(person):
            return absent(*gone, sight) if shown(gone[0], sight) else None
        return None

    def everybody(self, sight: Sight) -> list[Present]:
        """Who is there."""
        return [one for person in self.shown if (one := self.one(person, sight))]

    def last_seen(self, person: int) -> Instant | None:
        gone = self.seen.get(person)
        return gone and gone[1]

    def _remember(self, who: Who, now: Instant) -> None:
        self.seen.pop(who.person, None)
        self.seen[who.person] = who, now
        if len(self.seen) > SEEN_AT_MOST:
            del self.seen[next(iter(self.seen))]

    def _looks(self, person: int, before: Shown | None, after: Shown | None) -> set[int]:
        """The conversations he left and came to."""
        left, came = before.looks_at if before else 0, after.looks_at if after else 0
        if left == came:
            return set()
        if left:
            self.looking[left].pop(person)
            if not self.looking[left]:
                del self.looking[left]
        if came and after:
            self.looking.setdefault(came, {})[person] = after.member.who
        return {left, came} - {0}
