"""Receipts, debts and numbers in the rows, against a model that knows only the specification."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import make_url

from server.accounts.principal import Principal
from server.conversations.actions import close, dismiss, reopen
from server.db import prepare_sqlite
from server.errors import Refused
from server.messages.actions import Post, post_many
from server.messages.corrections import Edit, delete, edit
from server.messages.start import Start, start
from server.receipts.actions import Raise, raise_marks
from server.rows import Steps, on_sqlite
from server.store import Store
from server.work import Published, Work
from tests.loops import apart
from tests.properties.oracle import Oracle, Reader
from tests.world import DAWN, World, found

pytestmark = pytest.mark.spec("T10")

STAFF, CLIENTS = ("an", "sofie"), ("els", "tom")
everybody = st.sampled_from(STAFF + CLIENTS)
marks = st.integers(0, 12)
posts = st.tuples(st.just("says"), everybody, st.integers(1, 20))
raises = st.tuples(st.just("has"), everybody, marks, marks)
verdicts = st.tuples(st.sampled_from(["closes", "reopens", "dismisses"]), st.sampled_from(STAFF))
corrections = st.tuples(st.sampled_from(["edits", "deletes"]), everybody, st.integers(1, 12))
batches = st.lists(
    st.tuples(
        st.integers(-2, 90),
        st.lists(st.one_of(posts, raises), max_size=6),
        st.none() | verdicts | corrections,
    ),
    min_size=1,
    max_size=8,
)


DISMISSED = "SELECT dismissed_upto FROM conversation WHERE id = ?"
GONE = "SELECT seq FROM message WHERE conversation_id = ? AND deleted_at IS NOT NULL AND text = ''"


@dataclass
class Rows:
    """One conversation in a transaction that is never committed."""

    connection: sqlite3.Connection
    world: World
    now: int = DAWN
    conversation: int = 0
    news: list[Published] = field(default_factory=list)

    def run(self, steps: Any) -> Any:
        """`steps(work)` as one commit of the writer."""
        work = Work(self.now)

        def whole() -> Steps[Any]:
            answer = yield from steps(work)
            for published in (yield from work.flush()).values():
                self.news.extend(published)
            return answer

        return on_sqlite(self.connection, whole())

    def one(self, sql: str, *values: object) -> Any:
        return self.connection.execute(sql, values).fetchone()


@dataclass
class Run:
    """The rows and the model, taken through the same deeds."""

    rows: Rows
    oracle: Oracle
    numbers: dict[tuple[str, int], int] = field(default_factory=dict)
    authors: dict[int, str] = field(default_factory=dict)
    edited: set[int] = field(default_factory=set)

    def who(self, name: str) -> Principal:
        return self.rows.world.people[name]

    def says(self, deeds: list[tuple[str, int]]) -> None:
        """Several at once; the same cid again is the same message, for ever."""
        where = self.rows.conversation
        wanted = [Post(self.who(name), where, str(UUID(int=cid)), f"{name} {cid}") for name, cid in deeds]
        answers = self.rows.run(lambda work: post_many(work, wanted))
        for (name, cid), answer in zip(deeds, answers, strict=True):
            known = self.numbers.get((name, cid))
            side = self.who(name).side
            if known is None and side == "office" and self.oracle.closed_at is not None:
                assert isinstance(answer, Refused) and answer.code == "conversation_closed"
                continue
            assert not isinstance(answer, Refused)
            assert answer.dup is (known is not None)
            self.numbers.setdefault((name, cid), known or self.oracle.says(side, self.rows.now))
            assert answer.seq == self.numbers[name, cid]
            self.authors[answer.seq] = name

    def has(self, deeds: list[tuple[str, int, int]]) -> None:
        where = self.rows.conversation
        wanted = [Raise(self.who(name), [(where, delivered, read)]) for name, delivered, read in deeds]
        assert not [
            answer
            for answer in self.rows.run(lambda work: raise_marks(work, wanted))
            if isinstance(answer, Refused)
        ]
        for name, delivered, read in deeds:
            self.oracle.marks(self.who(name).person_id, delivered, read)

    def rules(self, verdict: str, name: str, seq: int = 0) -> None:
        by, where = self.who(name), self.rows.conversation
        match verdict:
            case "closes":
                self.rows.run(lambda work: close(work, by, where))
                self.oracle.closes(self.rows.now)
            case "reopens":
                self.rows.run(lambda work: reopen(work, by, where))
                self.oracle.reopens()
            case "dismisses":
                self.rows.run(lambda work: dismiss(work, by, where))
                self.oracle.dismisses()
            case _:
                self.corrects(verdict, name, seq)

    def corrects(self, what: str, name: str, seq: int) -> None:
        """Only one's own; an edit changes nothing but the words."""
        by, where, gone = self.who(name), self.rows.conversation, seq in self.oracle.deleted
        wish = Edit(by, where, seq, 1, f"{name}, {seq}")

        def deed(work: Work) -> Any:
            return edit(work, wish) if what == "edits" else delete(work, by, where, seq)

        refused = self._why_not(what, name, seq)
        if refused is None:
            self.rows.run(deed)
            if what == "deletes" and not gone:
                self.oracle.deletes(seq)
            return
        with pytest.raises(Refused) as told:
            self.rows.run(deed)
        assert told.value.code == refused

    def _why_not(self, what: str, name: str, seq: int) -> str | None:
        if seq > self.oracle.head:
            return "not_found"
        if self.authors[seq] != name:
            return "forbidden"
        if what == "deletes":
            return None
        if seq in self.oracle.deleted:
            return "version_conflict"
        if seq in self.edited:
            return None
        if self.oracle.closed_at is not None:
            return "conversation_closed"
        self.edited.add(seq)
        return None

    def holds(self) -> None:
        where, oracle = self.rows.conversation, self.oracle
        kept = self.rows.one(
            "SELECT head, office_head, client_head, closed_at, needs_answer_since FROM conversation WHERE id = ?",
            where,
        )
        assert kept == (
            oracle.head, oracle.last("office"), oracle.last("client"), oracle.closed_at, oracle.needs_answer_since()
        )  # fmt: skip
        assert (kept[1] > kept[2] and kept[1] > self.rows.one(DISMISSED, where)[0]) is oracle.asks_client()
        assert {seq for (seq,) in self.rows.connection.execute(GONE, (where,))} == oracle.deleted
        for person, reader in oracle.readers.items():
            seat = self.rows.one(
                "SELECT delivered_upto, read_upto, unread_since FROM seat WHERE conversation_id = ? AND person_id = ?",
                where, person,
            )  # fmt: skip
            clock = oracle.unread_since(person) if reader.side == "client" else None
            assert (seat or (0, 0, None)) == (reader.delivered, reader.read, clock)
        seqs = self.rows.connection.execute(
            "SELECT seq FROM message WHERE conversation_id = ? ORDER BY seq", (where,)
        ).fetchall()
        assert [seq for (seq,) in seqs] == list(range(1, oracle.head + 1))


@pytest.fixture(scope="module")
def rows(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rows]:
    file = tmp_path_factory.mktemp("receipts") / "vinkje.db"
    file.write_bytes(sqlite_template.read_bytes())
    world = apart(_founded(f"sqlite+aiosqlite:///{file}"))
    connection = sqlite3.connect(make_url(world.store.url).database or "", isolation_level=None)
    prepare_sqlite(connection)
    yield Rows(connection, world)
    connection.close()


async def _founded(url: str) -> World:
    store = Store(url)
    world = await found(store)
    await store.close()
    return world


@contextmanager
def begun(rows: Rows, starter: str) -> Iterator[Run]:
    """A fresh conversation; all is undone afterwards."""
    rows.connection.execute("BEGIN")
    by, dossier = rows.world.people[starter], rows.world.bakery.id
    rows.now, rows.news = DAWN, []
    wish = Start(by, str(UUID(int=0)), dossier, "all", None, "Onderwerp", "Eerste")
    rows.conversation = rows.run(lambda work: start(work, wish)).conversation
    oracle = Oracle({rows.world.people[name].person_id: Reader(rows.world.people[name].side)
                     for name in STAFF + CLIENTS})  # fmt: skip
    oracle.says(by.side, rows.now)
    try:
        yield Run(rows, oracle, authors={1: starter})
    finally:
        rows.connection.execute("ROLLBACK")


fast = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.spec("P10", "R5", "R6", "R7", "R8", "S10", "S11", "S31", "S32", "S33", "S35", "S61", "S67", "P7")
@fast
@given(starter=everybody, batches=batches)
def test_rows_equal_the_specification_after_anything(rows: Rows, starter: str, batches: list[Any]) -> None:
    with begun(rows, starter) as run:
        for minutes, deeds, verdict in batches:
            rows.now += minutes * 60_000
            run.says([(name, cid) for kind, name, cid, *_ in deeds if kind == "says"])
            run.has([(name, *marks) for kind, name, *marks in deeds if kind == "has"])
            if verdict is not None:
                run.rules(*verdict)
            run.holds()


@pytest.mark.spec("S69", "P13", "U1")
@fast
@given(starter=everybody, batches=batches)
def test_news_is_numbered_and_told_to_whom_it_concerns(rows: Rows, starter: str, batches: list[Any]) -> None:
    with begun(rows, starter) as run:
        for _, deeds, verdict in batches:
            run.says([(name, cid) for kind, name, cid, *_ in deeds if kind == "says"])
            run.has([(name, *marks) for kind, name, *marks in deeds if kind == "has"])
            if verdict is not None:
                run.rules(*verdict)
        streams: dict[str, list[dict[str, Any]]] = {}
        for told in rows.news:
            streams.setdefault(told.stream, []).append(msgspec.json.decode(told.frame))
        for stream, events in streams.items():
            assert [(one["p"], one["q"]) for one in events] == [(n, n + 1) for n in range(len(events))]
            staff = {run.who(name).person_id for name in STAFF}
            for one in (one for one in events if not stream.startswith("S:")):
                assert one["t"] != "receipt" or one["d"]["person"] not in staff
                assert "needs_answer_since" not in one["d"] and "seats" not in str(one["d"])
