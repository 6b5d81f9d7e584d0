"""Reading what became of it: how far it is, dossier by dossier, and as a table."""

import csv
from collections.abc import AsyncIterator, Iterable
from io import StringIO
from typing import cast

import msgspec

from server.accounts.principal import Principal
from server.asking import Ask, asking
from server.bulk.frames import BulkDossierFrame, BulkDossiers, BulkFrame, Bulks, frame_of
from server.bulk.models import RowState
from server.clock import Instant, iso_or_none
from server.conversations import access
from server.conversations.frames import DossierName, Person, ReaderMarks
from server.errors import BadRequest, NotFound
from server.rows import Row, statement
from server.store import Store
from server.templates.languages import LANGUAGES, pick
from server.templates.texts import Texts

RECENT_AT_MOST = 20
RECENT = 86_400_000
PAGE_OF_TABLE = 500
COLUMNS = "b.id, b.state, b.reason, b.total, b.started, b.failed, b.skipped, b.created_at, b.leaves_at"

MINE = statement(
    f"""
    SELECT {COLUMNS} FROM bulk b
    WHERE b.office_id = (SELECT v.office FROM {{v}}) AND b.created_at > (SELECT v.since FROM {{v}})
      AND b.starter_id = (SELECT v.starter FROM {{v}})
    ORDER BY b.created_at DESC LIMIT {RECENT_AT_MOST}
    """,  # noqa: S608 (names are ours)
    office=int,
    since=int,
    starter=int,
)

ONE = statement(
    f"""
    SELECT {COLUMNS}, p.id, trim(p.first_name || ' ' || p.last_name), p.language, b.texts
    FROM {{v}} JOIN bulk b ON b.id = v.bulk AND b.office_id = v.office JOIN person p ON p.id = b.starter_id
    """,  # noqa: S608 (names are ours)
    bulk=int,
    office=int,
)

DOSSIERS = statement(
    """
    SELECT r.state, r.place, r.reason, r.conversation_id, d.id, d.number, d.name, d.language
    FROM bulk_dossier r JOIN dossier d ON d.id = r.dossier_id
    WHERE r.bulk_id = (SELECT v.bulk FROM {v})
      AND (r.state, r.place) > ((SELECT v.state FROM {v}), (SELECT v.place FROM {v}))
    ORDER BY r.state, r.place LIMIT (SELECT v.most FROM {v})
    """,
    bulk=int,
    state=str,
    place=int,
    most=int,
)

SEATS = statement(
    """
    SELECT s.conversation_id, p.id, trim(p.first_name || ' ' || p.last_name), s.first, s.delivered_upto, s.read_upto,
        s.delivered_at, s.read_at
    FROM {v} JOIN seat s ON s.conversation_id = v.conversation AND s.side = 'client'
    JOIN person p ON p.id = s.person_id
    ORDER BY s.conversation_id, p.id
    """,
    conversation=int,
)

Place = tuple[str, int]


async def recent(store: Store, by: Principal) -> Bulks:
    """What I asked many since yesterday, newest first."""
    async with asking(store) as ask:
        rows = await ask(MINE(office=[by.office_id], since=[store.clock() - RECENT], starter=[by.person_id]))
    return Bulks([frame_of(row) for row in rows])


async def one(store: Store, by: Principal, bulk: int) -> BulkFrame:
    """Errors: `NotFound`."""
    async with asking(store) as ask:
        return frame_of(await _one(ask, by, bulk))


async def dossiers(store: Store, by: Principal, bulk: int, after: str, limit: int) -> BulkDossiers:
    """A page of its dossiers, failures first. Errors: `NotFound`, `BadRequest`."""
    async with asking(store) as ask:
        *columns, starter, name, language, texts = await _one(ask, by, bulk)
        rows = await _rows(ask, bulk, _place(after), limit)
        found = await _frames(ask, rows)
    last = rows[-1] if len(rows) == limit else None
    return BulkDossiers(
        frame_of(columns),
        Person(starter, name),
        _subject(texts, language),
        found,
        f"{last[0]}.{last[1]}" if last else None,
    )


async def table(store: Store, by: Principal, bulk: int) -> AsyncIterator[bytes]:
    """All of it as CSV, a stretch at a time. Errors: `NotFound`."""
    async with asking(store) as ask:
        await _one(ask, by, bulk)
    return _table(store, bulk)


async def _table(store: Store, bulk: int) -> AsyncIterator[bytes]:
    yield "\ufeff".encode() + _csv([("number", "name", "language", "result", "reason", "delivered", "read")])
    place: Place = ("", 0)
    while True:
        async with asking(store) as ask:
            rows = await _rows(ask, bulk, place, PAGE_OF_TABLE)
            found = await _frames(ask, rows)
        yield _csv(map(_line, found))
        if len(rows) < PAGE_OF_TABLE:
            return
        place = rows[-1][0], rows[-1][1]


def _line(row: BulkDossierFrame) -> tuple[str, ...]:
    delivered = min((seat.delivered_at for seat in row.seats if seat.delivered_at), default="")
    read = min((seat.read_at for seat in row.seats if seat.read_at), default="")
    name = row.dossier
    return (name.number, name.name, name.language, row.state, row.reason, delivered, read)


def _csv(lines: Iterable[tuple[str, ...]]) -> bytes:
    text = StringIO()
    csv.writer(text).writerows([map(_plain, line) for line in lines])
    return text.getvalue().encode()


def _plain(cell: str) -> str:
    """A spreadsheet would calculate what begins like a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


async def _one(ask: Ask, by: Principal, bulk: int) -> Row:
    rows = await ask(ONE(bulk=[bulk], office=[by.office_id])) if access.may_ask_many(by) else []
    if not rows:
        raise NotFound
    return rows[0]


async def _rows(ask: Ask, bulk: int, after: Place, limit: int) -> list[Row]:
    return await ask(DOSSIERS(bulk=[bulk], state=[after[0]], place=[after[1]], most=[limit]))


async def _frames(ask: Ask, rows: list[Row]) -> list[BulkDossierFrame]:
    conversations = [row[3] for row in rows if row[3] is not None]
    seats: dict[int, list[ReaderMarks]] = {}
    for row in await ask(SEATS(conversation=conversations)) if conversations else []:
        seats.setdefault(row[0], []).append(_marks(*row[1:]))
    return [
        BulkDossierFrame(
            DossierName(*dossier), cast(RowState, state), reason, conversation, seats.get(conversation, [])
        )
        for state, _, reason, conversation, *dossier in rows
    ]


def _marks(person: int, name: str, first: int, delivered: int, read: int, *at: Instant | None) -> ReaderMarks:
    delivered_at, read_at = map(iso_or_none, at)
    return ReaderMarks(Person(person, name), first, delivered, read, delivered_at, read_at)


def _place(after: str) -> Place:
    state, _, place = after.partition(".")
    if not after:
        return "", 0
    if state not in ("failed", "skipped", "started", "waiting") or not place.isdecimal() or len(place) > 9:
        raise BadRequest("There is no such page.", field="after")
    return state, int(place)


def _subject(texts: str, language: str) -> str:
    known = msgspec.json.decode(texts, type=Texts)
    found = pick(known, language, LANGUAGES)
    return found[1].subject if found else ""
