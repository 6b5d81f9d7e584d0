"""A question in the language of each database's full-text index.

Every word is indexed twice, with its office and era in front and with its office and age: a question reads what it may
find and nothing else. Another office's words, however many, are elsewhere in the index.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

ERAS_IN_AN_AGE = 64
MOST = 3  # of the words, the longest: the others are compared afterwards
Piece = tuple[Literal["e", "a"], int]


def telling(terms: Sequence[str]) -> list[str]:
    """The terms worth asking an index for."""
    longest = sorted(terms, key=len, reverse=True)[:MOST]
    return [term for term in longest if len(term) > 2] or longest[:1]


def tsquery(office: int, pieces: Iterable[Piece], terms: Sequence[str]) -> str:
    """For PostgreSQL. Terms are letters and digits only: nothing in them has to be quoted."""
    each = (" & ".join(f"'{office}{kind}{number}x{term}':*" for term in terms) for kind, number in pieces)
    return " | ".join(f"({one})" for one in each)


def fts5(office: int, pieces: Iterable[Piece], terms: Sequence[str]) -> str:
    """For SQLite."""
    each = (" AND ".join(f'"{office}{kind}{number}x{term}"*' for term in terms) for kind, number in pieces)
    return " OR ".join(f"({one})" for one in each)
