"""What may come over the wire, down to the bits: talk as RFC 6455 wants it, every way to break it, and plain noise."""

import struct
from dataclasses import dataclass, field

from hypothesis import strategies as some
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.live.raw import framed

CONT, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
CONTROL = some.sampled_from([CLOSE, PING, PONG])
SMALL = some.binary(max_size=20)
HUGE = 262_145
MAY_CLOSE = some.integers(1000, 1003) | some.integers(1007, 1014) | some.integers(3000, 4999)
MAY_NOT_CLOSE = some.integers(0, 999) | some.sampled_from([1004, 1005, 1006, 1015, 2999, 5000, 65_535])


def _undecodable(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return True
    return False


NOT_UTF8 = some.binary(min_size=1, max_size=40).filter(_undecodable)


@dataclass
class Talk:
    """Bytes, the pongs and answers they earn, and the code of the close that ends them."""

    says: list[bytes] = field(default_factory=list)
    pongs: list[bytes] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    ends: int = 0


@some.composite
def control(draw: DrawFn, talk: Talk) -> bytes:
    payload = draw(some.binary(max_size=125))
    if draw(some.booleans()):
        return framed(payload, PONG)
    talk.pongs.append(payload)
    return framed(payload, PING)


@some.composite
def talks(draw: DrawFn) -> Talk:
    """A few pings of the protocol, in fragments with control frames between them; then an end."""
    talk = Talk()
    for number in range(draw(some.integers(0, 3))):
        talk.ids.append(str(number))
        text = b'{"t":"ping","id":"%d"}' % number
        cuts = sorted(draw(some.lists(some.integers(0, len(text)), max_size=4)))
        parts = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
        for place, part in enumerate(parts):
            opcode = CONT if place else TEXT
            talk.says.append(framed(part, opcode, fin=place == len(parts) - 1))
            talk.says += draw(some.lists(control(talk), max_size=2))
    last, talk.ends = draw(ENDS)
    talk.says.append(last)
    return talk


def ending(code: int, *how: SearchStrategy[bytes]) -> SearchStrategy[tuple[bytes, int]]:
    return some.tuples(some.one_of(how), some.just(code))


def frames(**of: SearchStrategy[object]) -> SearchStrategy[bytes]:
    return some.builds(framed, **{"payload": SMALL, **of})  # type: ignore[arg-type]


def halved(payload: SearchStrategy[bytes], opcode: int) -> SearchStrategy[bytes]:
    """A message in two fragments."""
    return some.builds(
        lambda text, cut: framed(text[:cut], opcode, fin=False) + framed(text[cut:], CONT),
        payload,
        some.integers(0, 40),
    )


def closes(code: SearchStrategy[int], reason: SearchStrategy[bytes]) -> SearchStrategy[bytes]:
    return some.builds(lambda code, reason: framed(struct.pack("!H", code) + reason, CLOSE), code, reason)


def goodbye(code: int) -> tuple[bytes, int]:
    return framed(struct.pack("!H", code) + b"tot ziens", CLOSE), code


ENDS: SearchStrategy[tuple[bytes, int]] = some.one_of(
    ending(
        1002,
        frames(opcode=some.sampled_from([CONT, TEXT, BINARY, PING, PONG]), reserved=some.integers(1, 7)),
        frames(opcode=some.sampled_from([3, 4, 5, 6, 7, 11, 12, 13, 14, 15])),
        frames(opcode=some.integers(0, 15), masked=some.just(False)),
        frames(opcode=CONTROL, fin=some.just(False)),
        frames(opcode=CONTROL, payload=some.binary(min_size=126, max_size=300)),
        frames(opcode=some.just(CONT), fin=some.booleans()),
        some.builds(lambda text: framed(b"{", fin=False) + framed(text), SMALL),
        frames(opcode=some.just(CLOSE), payload=some.binary(min_size=1, max_size=1)),
        closes(MAY_NOT_CLOSE, some.just(b"")),
    ),
    ending(1007, frames(payload=NOT_UTF8), halved(NOT_UTF8, TEXT), closes(MAY_CLOSE, NOT_UTF8)),
    ending(1009, some.integers(HUGE, 2**63 - 1).map(lambda size: struct.pack("!BBQ", 0x81, 0xFF, size))),
    ending(4000, frames(opcode=some.just(BINARY)), halved(SMALL, BINARY)),
    ending(1005, some.just(framed(b"", CLOSE))),
    MAY_CLOSE.map(goodbye),
)  # fmt: skip

NOISE = some.lists(
    some.one_of(
        some.binary(max_size=60),
        frames(opcode=some.integers(0, 15), fin=some.booleans(), payload=some.binary(max_size=200)),
        some.integers(0, 2**64 - 1).map(lambda size: struct.pack("!BBQ", 0x81, 0xFF, size)),
    ),
    min_size=1,
    max_size=6,
).map(b"".join)


@some.composite
def handshakes(draw: DrawFn, good: bytes) -> bytes:
    """A good one, spoilt somewhere."""
    lines = good.removesuffix(b"\r\n\r\n").split(b"\r\n")
    for _ in range(draw(some.integers(1, 3))):
        place = draw(some.integers(0, len(lines) - 1))
        name, _, value = lines[place].partition(b": ")
        match draw(some.sampled_from(["gone", "twice", "value", "name", "bytes", "long", "cut"])):
            case "gone" if len(lines) > 1:
                del lines[place]
            case "twice":
                lines.insert(place, lines[place])
            case "value":
                lines[place] = name + b": " + draw(SMALL)
            case "name":
                lines[place] = draw(SMALL) + b": " + value
            case "long":
                lines[place] += b"x" * draw(some.integers(1_000, 70_000))
            case "cut":
                lines[place] = lines[place][: draw(some.integers(0, 20))]
            case _:
                lines.insert(place, draw(SMALL))
    return b"\r\n".join(lines) + draw(some.sampled_from([b"\r\n\r\n", b"\r\n", b"\n\n", b""]))
