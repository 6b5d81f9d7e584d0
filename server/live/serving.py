"""uvicorn, with a farewell before it closes the sockets."""

import socket

import uvicorn


class Server(uvicorn.Server):
    """On SIGTERM the node first drains: not ready, everybody told when to come back, commands answered."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        live = self.lifespan.state.get("live")
        if live is not None and not self.force_exit:
            await live.drain()
        await super().shutdown(sockets)
