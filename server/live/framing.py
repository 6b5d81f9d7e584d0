"""WebSocket frames as bytes (RFC 6455, 5.2), as far as the fast way needs them."""

import struct

try:
    from websockets.speedups import apply_mask
except ImportError:  # no compiler was there when it was installed
    from websockets.utils import apply_mask

TEXT = 0x81  # FIN and the text opcode
MASKED = 0x80
UNKNOWN = -1


def text_frame(payload: bytes) -> bytes:
    """An unmasked, uncompressed text frame, ready for any number of transports."""
    length = len(payload)
    if length < 126:
        return struct.pack("!BB", TEXT, length) + payload
    if length < 65_536:
        return struct.pack("!BBH", TEXT, 126, length) + payload
    return struct.pack("!BBQ", TEXT, 127, length) + payload


def end_of_frame(data: bytes, at: int) -> int:
    """Where the frame that begins at `at` ends, maybe beyond `data`; `UNKNOWN` if not even its header is there."""
    if len(data) < at + 2:
        return UNKNOWN
    length = data[at + 1] & 0x7F
    header = 6 if data[at + 1] & MASKED else 2
    if length == 126:
        length, header = int.from_bytes(data[at + 2 : at + 4]), header + 2
    elif length == 127:
        length, header = int.from_bytes(data[at + 2 : at + 10]), header + 8
    return at + header + length if len(data) >= at + header else UNKNOWN


def plain_text(data: bytes, at: int, end: int) -> bytes | None:
    """The bytes of a whole, masked text frame of the usual size; `None` for any other."""
    length = data[at + 1] - MASKED
    if data[at] != TEXT or length < 0 or length == 127:
        return None
    start = at + 4 if length == 126 else at + 2
    return apply_mask(data[start + 4 : end], data[start : start + 4])
