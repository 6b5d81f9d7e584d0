"""The demo office: Kantoor Van Damme with its clients, and a neighbour that must not be seen. Never in production."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rich.console import Console
from rich.table import Table

from server.config import Settings
from server.demo.load import PASSWORD, NotForProduction, load
from server.demo.people import people
from server.store import Store

__all__ = ["PASSWORD", "NotForProduction", "describe", "load_if_empty", "seed", "show"]


async def load_if_empty(settings: Settings) -> bool:
    """True if it was loaded now."""
    store = Store(settings.database_url)
    try:
        return await load(store, settings)
    finally:
        await store.close()


def describe(settings: Settings) -> list[dict[str, Any]]:
    """Who can sign in, per office he is at: name, email, role, office, dossiers. Callable inside a running loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, people(settings)).result()


def seed(settings: Settings) -> None:
    """`vinkje seed`."""
    try:
        loaded = asyncio.run(load_if_empty(settings))
    except NotForProduction as refused:
        raise SystemExit(f"vinkje: {refused}") from None
    Console().print(
        "The demo office is loaded." if loaded else "There is an office already; nothing was changed."
    )


def show(settings: Settings, as_json: bool) -> None:
    """`vinkje demo`."""
    described = describe(settings)
    if as_json:
        print(json.dumps(described, ensure_ascii=False, indent=2))
        return
    table = Table(title=f"Sign in with {PASSWORD}", show_lines=True)
    table.add_column("Who", no_wrap=True, overflow="fold")
    table.add_column("Is")
    table.add_column("Of the dossiers")
    for person in described:
        dossiers = "\n".join(f"{one['name']} ({one['profile']})" for one in person["dossiers"])
        who = f"{person['name']}\n{person['email']}"
        table.add_row(who, f"{person['role']}\n{person['office']}", dossiers)
    Console().print(table)
