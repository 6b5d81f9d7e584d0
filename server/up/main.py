"""`vinkje up`: one command from an empty folder to a running installation."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from server import demo, migrate
from server.config import ROOT, Settings, settings
from server.up import plan, procfile, ready, summary
from server.up.errors import CannotStart, database_in_reach
from server.up.folder import DataFolder
from server.up.plan import Plan
from server.up.supervisor import Supervisor


def up(port: int | None, data: Path | None, fresh: bool) -> None:
    """Run until Ctrl-C. Ends the process with one clear line when it cannot."""
    if data:
        os.environ["VINKJE_DATA"] = str(data.absolute())
    folder = DataFolder(settings().data)
    try:
        folder.claim()
        if fresh:
            folder.empty()
        made = plan.make(settings(), procfile.read(ROOT / "Procfile"), port)
        asyncio.run(_run(made, folder))
    except CannotStart as error:
        sys.exit(f"vinkje: {error}")
    finally:
        folder.forget()


async def _run(made: Plan, folder: DataFolder) -> None:
    os.environ.update(made.overlay)
    settings.cache_clear()
    chosen = settings()
    supervisor = Supervisor(made.programs, made.environment, folder.lock_file)
    supervisor.end_on_signals()
    try:
        folder.note(url=chosen.public_url, environment=made.overlay)
        await _start(made, supervisor, chosen)
        await supervisor.over
    finally:
        supervisor.output.own("ending")
        await supervisor.end()


async def _start(made: Plan, supervisor: Supervisor, chosen: Settings) -> None:
    if made.runs("redis"):
        await supervisor.start("redis")
        await supervisor.until(lambda: ready.redis_answers(chosen.redis_url), "Redis")
    people = await _prepare(chosen)
    for name in ("mail", "web", "worker"):
        if made.runs(name):
            await supervisor.start(name)
    healthy = f"http://{chosen.web.host}:{chosen.web.port}/healthz"
    await supervisor.until(lambda: ready.http_answers(healthy), "the web server")
    if supervisor.over.done():
        return
    supervisor.settled = True
    mail = f"http://127.0.0.1:{chosen.smtp.page_port}" if made.runs("mail") else None
    summary.show(chosen.public_url, mail, people, demo.PASSWORD)


async def _prepare(chosen: Settings) -> list[dict[str, Any]]:
    """Migrate, and in development fill an empty installation with the demo office."""
    with database_in_reach("the database cannot be brought up to date"):
        migrate.upgrade(chosen.database_url)
    if chosen.environment == "production":
        return []
    await demo.load_if_empty(chosen)
    return demo.describe(chosen)
