"""Receipts as they stand on the wire: for staff, and for the client's own devices."""

from msgspec import Struct


class ReceiptNews(Struct):
    conversation: int
    person: int
    delivered_upto: int
    read_upto: int
    at: str
