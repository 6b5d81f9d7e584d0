"""Answers that commands of several domains share."""

from msgspec import Struct


class Nothing(Struct):
    pass


class Now(Struct):
    at: str


NOTHING = Nothing()
