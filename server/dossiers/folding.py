"""Words as they are compared: without case and accents, so that `elec` finds Électricité."""

import re
import unicodedata

ALSO = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "’": "'", "‘": "'", "\xa0": " "})
BETWEEN = re.compile(r"[^0-9a-z]")


def folded(text: str) -> str:
    """Lower case, no accents, one kind of apostrophe."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one)).translate(ALSO)


def compact(text: str) -> str:
    """A number without its dots and spaces: `be0999123457`."""
    return BETWEEN.sub("", folded(text))


def searched(name: str, number: str, vat_number: str) -> str:
    """What a dossier is found by, and sorted by: its name first."""
    return "\n".join(filter(None, (folded(name), folded(number), folded(vat_number), compact(vat_number))))
