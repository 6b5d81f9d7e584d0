"""Random identifiers of 53 bits: unguessable next to the access check, exact as a JSON number everywhere."""

import secrets
from collections.abc import Callable

BITS = 53


class Source:
    """Where the bits come from. A run that is to be repeated exactly puts another one here."""

    bits: Callable[[int], int] = staticmethod(secrets.randbits)


def new_id() -> int:
    return Source.bits(BITS - 1) + (1 << (BITS - 1))
