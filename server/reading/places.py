"""Where a page ended, as text that goes into an address."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import TypeVar

import msgspec

from server.errors import BadRequest

T = TypeVar("T")


def token_of(place: msgspec.Struct) -> str:
    return urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def place_of(token: str, shape: type[T]) -> T:
    """Raises `BadRequest` for what no page ended with."""
    try:
        return msgspec.json.decode(urlsafe_b64decode(token + "=" * (-len(token) % 4)), type=shape)
    except (msgspec.MsgspecError, UnicodeError, Error, ValueError):
        raise BadRequest("This is not where a page ended.", field="after") from None
