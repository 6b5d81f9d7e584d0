"""What a file may be called: its own name, without anything that could mislead a person or a file system."""

import re
import unicodedata

LONGEST = 180
LONGEST_ENDING = 20
# Controls, what turns the direction of reading (a `fdp.exe` that looks like `exe.pdf`), what cannot be seen.
HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\uffff\ud800-\udfff]"
)
UNSAFE = re.compile(r'[<>:"|?*]')
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def cleaned(name: str) -> str:
    """The last part of a path, composed, at most 180 characters with its ending kept; `file` if nothing is left."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", HIDDEN.sub("", name)))[-1]
    plain = " ".join(UNSAFE.sub("_", last).split()).strip(". ")
    if DEVICES.match(plain):
        plain = f"_{plain}"
    return _shortened(plain) or "file"


def ending(name: str) -> str:
    """`pdf` of `Factuur.PDF`; empty if it has none."""
    _, dot, last = name.rpartition(".")
    return last.strip().lower() if dot else ""


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    stem, dot, last = name.rpartition(".")
    kept = dot + last if stem and len(last) <= LONGEST_ENDING else ""
    return name[: LONGEST - len(kept)].rstrip(". ") + kept
