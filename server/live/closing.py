"""Close codes that say what to do: 40xx stay away, 41xx come back after a random wait, 42xx come back at once."""

from typing import NamedTuple


class Close(NamedTuple):
    code: int
    reason: str


NOT_UTF8 = Close(1007, "not UTF-8")
TOO_BIG = Close(1009, "too big")
TEXT_ONLY = Close(4000, "text frames only")
PROTOCOL_ERROR = Close(4000, "protocol error")
SIGN_IN_AGAIN = Close(4004, "sign in again")
SESSION_REVOKED = Close(4005, "session revoked")
ABUSE = Close(4006, "abuse")
TOO_MANY = Close(4007, "too many connections")
RATE_LIMITED = Close(4100, "rate limited")
OVERLOADED = Close(4101, "overloaded")
NO_HELLO = Close(4103, "no hello")
INTERNAL = Close(4104, "internal")
DRAINING = Close(4200, "draining")
PONG_MISSED = Close(4201, "pong missed")
EXPIRED = Close(4202, "credentials expired")
RESYNC = Close(4203, "resync")
