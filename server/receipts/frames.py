"""Receipts as they stand on the wire: for staff, and for the client's own devices."""

from msgspec import Struct

from server.clock import Time


class ReceiptNews(Struct):
    conversation: int
    person: int
    delivered_upto: int
    read_upto: int
    at: Time


class MarkFrame(Struct):
    """When a client reader's marks rose to here: what dates the tick of every message, not just of the last."""

    person: int
    delivered_upto: int
    read_upto: int
    at: Time
