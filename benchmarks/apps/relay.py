"""Passes every frame on to the others in its room; that is all."""

import json
from collections import defaultdict

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

rooms: defaultdict[str, set[WebSocket]] = defaultdict(set)


async def relay(socket: WebSocket) -> None:
    await socket.accept()
    room = json.loads(await socket.receive_text())["room"]
    rooms[room].add(socket)
    await socket.send_text('{"kind": "entered"}')
    try:
        while True:
            said = await socket.receive_text()
            for other in rooms[json.loads(said)["room"]] - {socket}:
                await other.send_text(said)
    except WebSocketDisconnect:
        rooms[room].discard(socket)


app = Starlette(routes=[WebSocketRoute("/", relay)])
