"""Engines: SQLite in one file by default, PostgreSQL by URL. Both keep what they said they kept."""

import asyncio
import sqlite3
from typing import Any

import asyncpg
from sqlalchemy import BigInteger, Integer, MetaData, Text, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import await_only, greenlet_spawn
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata

Id = BigInteger().with_variant(Integer, "sqlite")
At = Id
StreamName = Text().with_variant(Text(collation="C"), "postgresql")
Folded = StreamName  # in the order of its bytes on both databases

# A frozen process must not keep its locks. What is asked by key is answered before it would be compiled, and a plan
# that goes against the wishes below counts as one that takes for ever.
SETTINGS = {"idle_in_transaction_session_timeout": "10s", "jit": "off"}
# Whatever we ask is asked by key: a small table is read as the large one it will be.
READER_SETTINGS = {**SETTINGS, "enable_seqscan": "off", "enable_hashjoin": "off", "enable_mergejoin": "off"}
WRITER_SETTINGS = {
    **SETTINGS,
    # A plan made on empty tables would stay for ever: keep to the indexes, plan once.
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_bitmapscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
}

PRAGMAS = (
    "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000",
    "cache_size=-16000",  # KiB; what the newest conversations lie on, also in a large file
)  # fmt: skip

# SQLSTATE classes: connection, resources, object not in the right state, an operator's intervention.
CONFUSED = asyncpg.InterfaceError | asyncpg.InternalClientError  # a connection lost in the middle
AWAY = {"08", "53", "55", "57"}


def is_sqlite(url: str | URL) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def libpq_url(url: str) -> str:
    """The same database in libpq's words: `ssl=require` is its `sslmode`, several hosts are one list."""
    parts = make_url(url).set(drivername="postgresql")
    query = dict(parts.query)
    if "ssl" in query:
        query["sslmode"] = query.pop("ssl")
    if isinstance(hosts := query.get("host"), tuple):
        pairs = [host.partition(":") for host in hosts]
        query["host"] = ",".join(host for host, _, _ in pairs)
        query["port"] = ",".join(port or "5432" for _, _, port in pairs)
    return parts.set(query=query).render_as_string(hide_password=False)


def create_engine(url: str, settings: dict[str, str] = READER_SETTINGS, **options: Any) -> AsyncEngine:
    """An engine for `sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`."""
    options["hide_parameters"] = True  # or an error in the log would quote what people wrote
    if is_sqlite(url):
        wishes = {"timeout": 10, "isolation_level": None, "factory": Sqlite}
        made = create_async_engine(url, connect_args=wishes, **options)
        event.listen(made.sync_engine, "do_connect", _connect_whole)
        return made
    engine = create_async_engine(url, connect_args={"server_settings": settings}, **options)
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    return engine


def _connect_whole(dialect: Any, record: Any, arguments: Any, wishes: Any) -> Any:
    """The thread that opens the file answers our loop: who gives up waits for it, and closes what it opened."""

    async def connect() -> Any:
        opening = asyncio.ensure_future(greenlet_spawn(dialect.connect, *arguments, **wishes))
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            await asyncio.wait([opening])
            if not opening.exception():
                await opening.result().driver_connection.close()
            raise

    return await_only(connect())


def _refuse_closed(connection: Any, record: Any, proxy: Any) -> None:
    """What the other end has closed is made anew. Asking it first would cost three trips each time."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


class Sqlite(sqlite3.Connection):
    """Ready as soon as it is there: who is cancelled while it connects leaves no half of one behind."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        prepare_sqlite(self)


def prepare_sqlite(connection: Any) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def out_of_reach(error: BaseException) -> bool:
    """Whether the database did not answer, rather than answered no."""
    if isinstance(error, DBAPIError):
        state = getattr(error.orig, "sqlstate", None) or ""
        return (
            error.connection_invalidated
            or state[:2] in AWAY
            or isinstance(error, OperationalError | InterfaceError)
        )
    return isinstance(error, OSError | PoolTimeout | asyncpg.PostgresConnectionError | CONFUSED)
