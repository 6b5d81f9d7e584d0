"""Random identifiers of 53 bits: unguessable next to the access check, exact as a JSON number everywhere."""

import secrets

BITS = 53


def new_id() -> int:
    return secrets.randbits(BITS - 1) + (1 << (BITS - 1))
