"""Who is typing in which conversation. Nobody has to say that he stopped: it ends by itself."""

from server.presence.messages import Typed, Who


class Typists:
    """Times are the loop's, in seconds."""

    def __init__(self, lasts: float) -> None:
        self.lasts = lasts
        self.until: dict[tuple[int, Who], float] = {}
        self.said: dict[tuple[int, Who], float] = {}

    def hears(self, typed: Typed, now: float) -> bool:
        """Whether this is news."""
        key = (typed.conversation, typed.who)
        known = key in self.until
        if typed.on:
            self.until[key] = now + self.lasts
        else:
            self.until.pop(key, None)
            self.said.pop(key, None)
        return known != typed.on

    def passes_on(self, typed: Typed, now: float) -> bool:
        """Whether the other nodes have to hear it: when it is news to us, and in time before they forget it."""
        key = (typed.conversation, typed.who)
        recently = now - self.said.get(key, -self.lasts) < self.lasts / 3
        if not self.hears(typed, now) and (not typed.on or recently):
            return False
        if typed.on:
            self.said[key] = now
        return True

    def expire(self, now: float) -> set[tuple[int, Who]]:
        gone = {key for key, until in self.until.items() if until <= now}
        for key in gone:
            del self.until[key]
            self.said.pop(key, None)
        return gone

    def of(self, person: int) -> set[int]:
        """The conversations he types in."""
        return {conversation for conversation, who in self.until if who.person == person}

    def within(self, conversation: int) -> list[Who]:
        return [who for id, who in self.until if id == conversation]
