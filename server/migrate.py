"""Bringing a database to the tables of this version, and telling how far it is."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import BigInteger, Connection, Text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool
from sqlmodel.sql.sqltypes import AutoString

from server.db import create_engine, is_sqlite

FOLDER = Path(__file__).parent / "migrations"
ALONE = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(84808480)"}


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at `url` to `revision`; callable from inside a running event loop as well."""
    if is_sqlite(url) and (file := make_url(url).database):
        Path(file).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _apart(url, lambda connection: command.upgrade(config(connection), revision))


def downgrade(url: str, revision: str) -> None:
    _apart(url, lambda connection: command.downgrade(config(connection), revision))


def write(url: str, message: str) -> None:
    """Write the next migration: what the models have and the database at `url` has not."""
    known = len(list(ScriptDirectory.from_config(config()).walk_revisions()))
    _apart(
        url,
        lambda connection: command.revision(
            config(connection), message, autogenerate=True, rev_id=f"{known + 1:04}"
        ),
    )


def head() -> str | None:
    """The newest revision this version knows."""
    return ScriptDirectory.from_config(config()).get_current_head()


def current(connection: Connection) -> str | None:
    """The revision this database stands at; none when it was never migrated."""
    return MigrationContext.configure(connection).get_current_revision()


def config(connection: Connection | None = None) -> Config:
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.set_main_option("path_separator", "os")
    made.attributes.update(connection=connection, render_item=_type_name, include_name=ours)
    return made


def ours(name: str | None, kind: str, parents: Any) -> bool:
    """Whether the models know of it: a full-text index is the database's own, and only the migration's."""
    return not (name or "").startswith(("searchable_words", "ix_searchable_words"))


def _type_name(kind: str, item: Any, context: Any) -> str | Literal[False]:
    """The short name of a column's type in a migration."""
    if kind != "type":
        return False
    if isinstance(item, AutoString):
        return "sa.String()"
    if isinstance(item, BigInteger | Text):
        name = "Id" if isinstance(item, BigInteger) else "StreamName"
        context.imports.add(f"from server.migrations.types import {name}")
        return name
    return False


def _apart(url: str, work: Callable[[Connection], object]) -> None:
    """Run in a thread with an event loop of its own: the caller may be inside one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(_connected(url, work))).result()


async def _connected(url: str, work: Callable[[Connection], object]) -> None:
    engine = create_engine(url, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.exec_driver_sql(ALONE[engine.dialect.name])
            await connection.run_sync(work)
    finally:
        await engine.dispose()
