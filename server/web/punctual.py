"""uvicorn's HTTP, for which a request has to begin soon and then come whole: a line that only stays open is let go."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


class PunctualProtocol(H11Protocol):
    """Its own keepalive bounds only the time after an answer; this the time until the head of a request is there."""

    head_within = 10.0

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def _watch(self) -> None:
        answered = self.conn.our_state is h11.DONE  # the rest of such a request is read by nobody
        if self.conn.their_state is not h11.IDLE and not answered:
            self._forget()
        elif self.late is None:
            self.late = self.loop.call_later(self.head_within, self.transport.abort)

    def _forget(self) -> None:
        if self.late is not None:
            self.late.cancel()
            self.late = None
