"""How both databases go about a statement: which tables they read, by which index, and what bounds that."""

import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

from server.db import READER_SETTINGS, WRITER_SETTINGS, is_sqlite
from server.rows import Ask, as_json
from tests.growth.heard import Heard
from tests.postgres import plain

# They gain rows as long as an installation lives. Offices, their staff and the installation itself do not.
GROWING = {
    "audit", "conversation", "message", "seat", "mark", "reminder", "stream", "event",
    "session", "ticket", "bulk", "bulk_dossier", "dossier", "client", "person", "tag", "attachment", "saved_view",
    "searchable", "search_era",
}  # fmt: skip

ALLOWED = {
    "ix_searchable_words": "full text: its condition is the words that are asked for",
    "ix_reminder_suspended": "its first column is the same in all of it, so PostgreSQL leaves that condition out",
}
LEADS = """
    SELECT c.relname::text, a.attname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_attribute a ON a.attrelid = i.indexrelid AND a.attnum = 1
"""
NODES = {"Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Index Scan", "Tid Scan"}
SCAN = re.compile(r"^(SCAN|SEARCH) (?:TABLE )?(\w+)(?: AS (\w+))?(?: USING (.*))?$")
NAMED = re.compile(r"\b(?:FROM|JOIN|UPDATE|INTO)\s+(\w+)(?:\s+(?:AS\s+)?(\w+))?", re.IGNORECASE)


@dataclass(frozen=True)
class Access:
    """One reading of a table. `bound`: some condition on the first column of the index says where to begin or end."""

    table: str
    index: str
    bound: bool
    sql: str

    def __str__(self) -> str:
        how = f"by {self.index}" if self.index else "without an index"
        return f"{self.table} is read whole, {how}: {self.sql}"


async def accesses(url: str, heard: Heard) -> list[Access]:
    """Of every statement heard, as planned on this database."""
    if is_sqlite(url):
        return list(_on_sqlite(url, heard))
    return await _on_postgresql(url, heard)


def whole(found: list[Access]) -> list[Access]:
    """Growing tables of which a statement reads everything, or everything an index has."""
    return [one for one in found if one.table in GROWING and not one.bound and one.index not in ALLOWED]


def _on_sqlite(url: str, heard: Heard) -> Iterator[Access]:
    connection = sqlite3.connect(make_url(url).database or "")
    asked = [(one.statement.sqlite, (as_json(one),) if one.columns else ()) for one in heard.asked.values()]
    for sql, parameters in [*heard.sql.items(), *asked]:
        if _plannable(sql):
            names = {alias or table: table for table, alias in NAMED.findall(sql)}
            for _, _, _, said in connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters):
                yield from _sqlite_access(said, names, sql)
    connection.close()


def _sqlite_access(said: str, names: dict[str, str], sql: str) -> Iterator[Access]:
    if found := SCAN.match(said):
        how, name, _, using = found.groups()
        index = re.search(r"INDEX (\w+)", using or "")
        bound = how == "SEARCH" and "AUTOMATIC" not in (
            using or ""
        )  # one made for the occasion reads all there is
        yield Access(names.get(name, name), index[1] if index else "", bound, sql)


async def _on_postgresql(url: str, heard: Heard) -> list[Access]:
    connection = await asyncpg.connect(plain(url))
    try:
        await _set(connection, READER_SETTINGS)
        found = [
            access
            for sql, parameters in heard.sql.items()
            if _plannable(sql)
            for access in await _postgresql_accesses(connection, sql, parameters)
        ]
        await _set(connection, WRITER_SETTINGS)
        for ask in heard.asked.values():
            found += await _asked_on_postgresql(connection, ask)
        return found
    finally:
        await connection.close()


async def _set(connection: asyncpg.Connection, settings: dict[str, str]) -> None:
    for name, value in settings.items():
        await connection.execute(f"SET {name} = '{value}'")


async def _asked_on_postgresql(connection: asyncpg.Connection, ask: Ask) -> list[Access]:
    return await _postgresql_accesses(connection, ask.statement.postgresql, ask.columns)


async def _postgresql_accesses(connection: asyncpg.Connection, sql: str, parameters: Any) -> list[Access]:
    said = await connection.fetchval(f"EXPLAIN (FORMAT JSON) {sql}", *parameters)
    leads = {index: column for index, column in await connection.fetch(LEADS)}
    return list(_walk(json.loads(said)[0]["Plan"], sql, leads))


def _walk(plan: dict[str, Any], sql: str, leads: dict[str, str]) -> Iterator[Access]:
    if plan["Node Type"] in NODES:
        index = plan.get("Index Name", "")
        bound = bool(index) and bool(re.search(rf"\b{leads[index]}\b", plan.get("Index Cond", "")))
        yield Access(plan.get("Relation Name") or _table_of(index), index, bound, sql)
    for below in plan.get("Plans", []):
        yield from _walk(below, sql, leads)


def _table_of(index: str) -> str:
    """A bitmap's index scan does not name its table; our indexes do."""
    return index.split("_")[1]


def _plannable(sql: str) -> bool:
    return sql.lstrip().split()[0].upper() in {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"}
