"""A device of a schedule over a real network: it may lose its line, stay away, and loads afresh over HTTP."""

import asyncio
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx

from tests.device import Cursor, Device
from tests.drills.app import App
from tests.knowledge import Known, Marks, Violation, said
from tests.properties.cast import Cast, token
from tests.properties.truth import Viewer

MARKER = re.compile(rb"\[c(\d+)\]")
TEMPORARY = (httpx.TransportError, httpx.HTTPStatusError)


class Phone(App):
    """`may_see(marker)` tells whether its person could ever see the conversation of that marker."""

    def __init__(
        self, cast: Cast, name: str, nodes: list[httpx.AsyncClient], may_see: Callable[[int], bool]
    ) -> None:
        self.viewer, self.name, self.nodes, self.may_see = cast.viewers[name], name, nodes, may_see
        me = {"person": {"id": self.viewer.person}, "side": self.viewer.side, "streams": ()}
        super().__init__([str(node.base_url) for node in nodes], me, token(self.viewer.person))
        self.device = Device(self.viewer.person, self.viewer.side, self._reload, uuid4)
        self.allowed = asyncio.Event()
        self.loads: set[asyncio.Task[None]] = set()

    async def begins(self) -> None:
        self.device.loaded(*await fresh(self.nodes, self.viewer))
        self.allowed.set()
        self.running = asyncio.create_task(self._runs())

    async def ends(self) -> None:
        for task in (self.running, *self.loads):
            task.cancel()
        await asyncio.gather(self.running, *self.loads, return_exceptions=True)

    def cut(self) -> None:
        """The line breaks, and it stays away until it is `allowed` back."""
        self.allowed.clear()
        if self.socket is not None:
            self.socket.transport.abort()

    async def _talks(self, url: str) -> None:
        await self.allowed.wait()
        await super()._talks(url)

    def _hears(self, text: bytes) -> None:
        for number in set(map(int, MARKER.findall(text))):
            if not self.may_see(number):
                raise Violation(f"{self.name} was sent what he may not see: {text!r}")
        super()._hears(text)

    def _reload(self) -> None:
        task = asyncio.create_task(self._loads())
        self.loads.add(task)
        task.add_done_callback(self.loads.discard)

    async def _loads(self) -> None:
        self.device.loaded(*await fresh(self.nodes, self.viewer))


async def fresh(
    nodes: list[httpx.AsyncClient], viewer: Viewer, at: Cursor | None = None
) -> tuple[dict[int, Known], Cursor]:
    """What this person sees on a fresh load, from whichever node answers. When it is not `at` that cursor, only the
    cursor."""
    attempt = 0
    while True:
        try:
            return await _fresh(nodes[attempt % len(nodes)], viewer, at)
        except TEMPORARY as trouble:
            attempt += 1
            if attempt > 300:
                raise Violation(f"no node answers: {trouble!r}") from trouble
            await asyncio.sleep(0.1)


async def _fresh(
    node: httpx.AsyncClient, viewer: Viewer, at: Cursor | None
) -> tuple[dict[int, Known], Cursor]:
    async def gets(path: str, **query: Any) -> Any:
        headers = {"Authorization": f"Bearer {token(viewer.person)}"}
        answer = await node.get(f"/api/v1/conversations{path}", params=query, headers=headers)
        return answer.raise_for_status().json()

    page = await gets("", status="all", limit=100)
    known: dict[int, Known] = {}
    if at not in (None, page["cursor"]):
        return known, page["cursor"]
    for row in page["conversations"]:
        past = await gets(f"/{row['id']}/messages", limit=100)
        known[row["id"]] = _known(row, past["messages"])
    return known, page["cursor"]


def _known(row: Any, messages: list[Any]) -> Known:
    """The row and the messages up to its head: later ones come as news."""
    return Known(
        subject=row["subject"],
        private_to=row["private_to"] and row["private_to"]["id"],
        messages={message["seq"]: said(message) for message in messages if message["seq"] <= row["head"]},
        closed=row["closed"] and row["closed"]["at"],
        needs_answer_since=row.get("needs_answer_since"),
        asked=row.get("asked", False),
        own=Marks(row["delivered_upto"], row["read_upto"]),
        seats={
            seat["person"]["id"]: Marks(seat["delivered_upto"], seat["read_upto"])
            for seat in row.get("seats", ())
        },
    )
