"""A person's initials and colour in a mail: the same as on every screen."""

import re

SKIPPED = set("van de den der du le la ’t 't t von dr mr bv nv srl sa gmbh ag commv vof vzw asbl cv".split())
TRADES = set("kantoor bureau cabinet fiduciaire büro".split())
COLOURS = (
    *("#A4464D", "#A34C28", "#915B00", "#736C04", "#3D7A2F", "#017C59"),
    *("#047974", "#0D7589", "#695AAB", "#81519C", "#934A85", "#9E466D"),
)


def initials(name: str) -> str:
    """Two letters: of the first and the last telling word. Of an office, its trade does not count."""
    found: list[str] = re.findall(r"[^\W\d_’']+", name)
    words = [word for word in found if word.lower() not in TRADES]
    telling = [word for word in words if word.lower() not in SKIPPED]
    if len(telling) > 1:
        return (telling[0][0] + telling[-1][0]).upper()
    if len(words) > 1:
        return (words[0][0] + words[1][0]).upper()
    return "".join(words)[:2].upper() or "?"


def colour(id: int) -> str:
    """By 32-bit FNV-1a of the id."""
    hashed = 0x811C9DC5
    for byte in str(id).encode():
        hashed = (hashed ^ byte) * 0x01000193 & 0xFFFFFFFF
    return COLOURS[hashed % len(COLOURS)]
