"""What travels on the bus: ready frames per audience, and what the nodes tell each other."""

import secrets
from typing import Any

import msgspec

from server.presence.messages import Message
from server.work import Published

SENDER_BYTES = 8


class Packet(msgspec.Struct, array_like=True):
    """`news`: (stream, q, frame); `control`: (kind, data); `presence`: who is there. A new field stands last: older
    nodes leave it out."""

    news: list[tuple[str, int, bytes]] = []
    control: list[tuple[str, dict[str, Any]]] = []
    presence: list[Message] = []


encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(Packet).decode


def new_sender() -> bytes:
    return secrets.token_bytes(SENDER_BYTES)


def of_news(published: list[Published]) -> Packet:
    return Packet([(news.stream, news.q, news.frame) for news in published])


def pack(sender: bytes, packet: Packet) -> bytes:
    return sender + encode(packet)


def unpack(payload: bytes) -> Packet:
    return decode(memoryview(payload)[SENDER_BYTES:])
