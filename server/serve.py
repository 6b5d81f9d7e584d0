"""One web process: uvicorn with our own socket protocol, from the settings."""

import gc
import resource
import sys

import uvicorn

from server.config import Settings
from server.live.protocol import LiveProtocol
from server.live.serving import Server
from server.web.punctual import PunctualProtocol

# A batch makes thousands of objects that are gone after it; by default each would make Python look through all sockets.
SELDOM = (50_000, 20, 50)


def config(settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        "server.app:create_app",
        factory=True,
        host=settings.web.host,
        port=settings.web.port,
        http=PunctualProtocol,
        ws=LiveProtocol,
        ws_max_size=settings.live.frame_bytes,
        ws_ping_interval=settings.live.ping_every / 1000,
        ws_ping_timeout=settings.live.pong_within / 1000,
        ws_per_message_deflate=False,
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=round(settings.live.drain / 1000) + 3,
    )


def serve(settings: Settings) -> None:
    """Ends at once where production would send its cookies over plain HTTP."""
    if settings.is_exposed:
        sys.exit(f"vinkje: public_url is {settings.public_url}; in production it has to be https://")
    gc.set_threshold(*SELDOM)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # every socket is an open file
    Server(config(settings)).run()
