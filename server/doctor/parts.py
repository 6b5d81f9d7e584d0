"""The parts an installation stands on: database, migrations, the worker, the mail server."""

import asyncio
import smtplib
import ssl

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from server import migrate
from server.clock import now
from server.config import Settings, Smtp
from server.db import create_engine
from server.doctor.check import START, WITHIN_S, Wrong, reason
from server.doctor.redis import AWAY, client_of, cure

TICK = "vinkje:tick"
TICKS_MISSED = 4


async def database(settings: Settings) -> str:
    engine = create_engine(settings.database_url)
    name = make_url(settings.database_url).render_as_string(hide_password=True)
    try:
        async with asyncio.timeout(WITHIN_S), engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
            stands = await connection.run_sync(migrate.current)
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        raise Wrong(
            f"the database {name} cannot be opened: {reason(error)}",
            "see that it runs, and that database.url and its password are right",
        ) from error
    finally:
        await engine.dispose()
    if stands != migrate.head():
        raise Wrong(
            f"the database is at migration {stands or 'none'}, this version needs {migrate.head()}",
            "run `vinkje migrate`, then start again",
        )
    return f"{name} answers and is up to date ({stands})"


async def worker(settings: Settings) -> str:
    """The worker leaves the time of its last tick in Redis."""
    try:
        async with asyncio.timeout(WITHIN_S), client_of(settings) as client:
            ticked = await client.get(TICK)
    except AWAY as error:
        raise Wrong("whether the worker runs cannot be told without Redis", cure(settings)) from error
    if ticked is None:
        raise Wrong("no worker has ticked: no mail will be sent", f"start `vinkje work`, or {START}")
    late = now() - int(ticked)
    if late > settings.reminders.tick * TICKS_MISSED:
        raise Wrong(
            f"the worker last ticked {late // 1000} s ago: mails are late",
            "restart `vinkje work` and read what it says",
        )
    return f"the worker ticked {max(late, 0) // 1000} s ago"


async def mail(settings: Settings) -> str:
    smtp = settings.smtp
    try:
        await asyncio.to_thread(_greet, smtp)
    except smtplib.SMTPAuthenticationError as error:
        raise Wrong(f"the mail server refuses {smtp.user}", "see smtp.user and smtp.password") from error
    except (smtplib.SMTPException, OSError) as error:
        raise Wrong(
            f"the mail server {smtp.host}:{smtp.port} does not answer: {reason(error)}",
            "see smtp.host, smtp.port and smtp.security; mails wait and are tried again",
        ) from error
    return f"the mail server {smtp.host}:{smtp.port} accepts mail"


def _greet(smtp: Smtp) -> None:
    """Say hello and sign in as a mail would, and send none."""
    kind = smtplib.SMTP_SSL if smtp.security == "tls" else smtplib.SMTP
    with kind(smtp.host, smtp.port, timeout=WITHIN_S) as server:
        server.ehlo_or_helo_if_needed()
        if smtp.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if smtp.user:
            server.login(smtp.user, smtp.password)
