"""The envelope of a client's frame, its `d` still to be read by the command it names."""

from typing import TypeVar

import msgspec

from server.commands import COMMANDS
from server.commands.base import Command
from server.errors import BadFrame, TooLarge, UnknownCommand
from server.strict import refuse_doubtful, wrongly

ID_AT_MOST = 36
T_AT_MOST = 40
T = TypeVar("T")


class Incoming(msgspec.Struct, forbid_unknown_fields=True):
    t: str
    id: str = ""
    d: msgspec.Raw = msgspec.Raw(b"{}")


decoder = msgspec.json.Decoder(Incoming)


def read(text: bytes) -> Incoming:
    """Errors: `BadFrame`, `TooLarge` for a name that is too long."""
    try:
        frame = decoder.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise BadFrame(str(wrong)[:200]) from None
    if len(frame.id) > ID_AT_MOST or len(frame.t) > T_AT_MOST:
        raise TooLarge(field="id" if len(frame.id) > ID_AT_MOST else "t")
    refuse_doubtful(text)
    return frame


def command(t: str) -> Command:
    """Its row of the table. Errors: `UnknownCommand`."""
    found = COMMANDS.get(t)
    if found is None:
        raise UnknownCommand(field="t")
    return found


def as_type(takes: type[T], d: msgspec.Raw) -> T:
    """`d` as the command wants it. Errors: `BadRequest`, naming the field."""
    try:
        return msgspec.json.decode(d, type=takes)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise wrongly(wrong) from None
