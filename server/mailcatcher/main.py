"""An SMTP server that keeps what it gets, and a page to read it on; both on this machine only."""

import asyncio

import uvicorn
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession

from server.config import Settings
from server.mailcatcher.pages import create_app
from server.mailcatcher.store import Store

HOST = "127.0.0.1"
LARGEST = 32 * 1024 * 1024


class Catcher:
    """aiosmtpd's handler: a mail is accepted once it is on disk."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def handle_DATA(self, _: SMTP, __: SmtpSession, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        return f"250 Caught as {self.store.add(content)}"


def run(settings: Settings) -> None:
    asyncio.run(catch(Store(settings.data / "mails"), settings.smtp.port, settings.smtp.page_port))


async def catch(store: Store, smtp_port: int, page_port: int) -> None:
    """Serve both until asked to end."""
    smtp = await asyncio.get_running_loop().create_server(
        lambda: SMTP(Catcher(store), data_size_limit=LARGEST, ident="Vinkje mail catcher"), HOST, smtp_port
    )
    page = uvicorn.Config(create_app(store), host=HOST, port=page_port, log_level="warning", access_log=False)
    async with smtp:
        await uvicorn.Server(page).serve()
