"""The demo office: Kantoor Van Damme with its clients, and a neighbour that must not be seen. Never in production."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rich.console import Console
from rich.table import Table

from server.accounts.models import Office
from server.accounts.passwords import hasher
from server.config import Settings
from server.demo.load import PASSWORD, NotForProduction, load
from server.demo.people import people
from server.seed import seed as large
from server.store import Store

__all__ = ["PASSWORD", "NotForProduction", "describe", "grow", "load_if_empty", "seed", "show"]


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


def grow(settings: Settings, dossiers: int, messages: int) -> None:
    """`vinkje seed --dossiers 5000 --messages 1000000`."""
    if settings.environment == "production":
        raise SystemExit("vinkje: not in production: everybody knows the password")
    office = asyncio.run(_grow(settings, dossiers, messages))
    Console().print(f"{office.name} is there. Sign in as staff@{office.id}.example with {PASSWORD}.")


async def _grow(settings: Settings, dossiers: int, messages: int) -> Office:
    store = Store(settings.database_url)
    try:
        return await large(store, dossiers=dossiers, messages=messages, password_hash=hasher.hash(PASSWORD))
    finally:
        await store.close()


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
