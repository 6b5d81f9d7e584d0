"""A PostgreSQL connection that sends many statements before it waits: a transaction takes two or three trips.

libpq's pipeline mode, by way of psycopg. What is sent between two waits is done in order, each statement seeing what
those before it did; after an error the rest of the trip is skipped.
"""

import asyncio
from collections.abc import Sequence
from itertools import count
from typing import Any, Self, TypeVar

import msgspec
import psycopg
from psycopg import errors, pq
from psycopg.adapt import Transformer

from server.rows import Ask, Last, Row, Statement, Steps, answer_of, unpack

T = TypeVar("T")

CONNECT_WITHIN, TRIP_WITHIN = 5, 30.0
BEGIN, COMMIT, ROLLBACK = (Statement(word, {})() for word in ("BEGIN", "COMMIT", "ROLLBACK"))
NUL, QUOTES = "\0", '","'  # PostgreSQL stores no NUL: it parts texts while they are escaped together
DONE = (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK)


async def on_postgresql(pipeline: "Pipeline", steps: Steps[T]) -> T:
    """Run the steps as one transaction. Errors: theirs, and `psycopg.Error`."""
    pipeline.send(BEGIN)
    answer, committed = None, False
    try:
        while True:
            try:
                asked = steps.send(answer)
            except StopIteration as done:
                if not committed:
                    pipeline.send(COMMIT)
                    await pipeline.trip()
                return done.value  # type: ignore[no-any-return]
            asks = unpack(asked)
            for ask in asks:
                pipeline.send(ask)
            if committed := isinstance(asked, Last):
                pipeline.send(COMMIT)
            waits = committed or any(ask.statement.answers for ask in asks)
            answer = answer_of(asked, await pipeline.trip() if waits else [])
    except Exception:
        await pipeline.roll_back()
        raise


class Pipeline:
    """Made by `connect`. `send` what you like, then wait for a `trip`."""

    def __init__(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self.connection = connection
        self.pg = connection.pgconn
        self.loads = Transformer(connection)
        self.names: dict[str, bytes] = {}
        self.numbers = count()
        self.fresh: list[str] = []
        self.sent: list[bool] = []
        self.results: list[pq.abc.PGresult] = []
        self.under_way: asyncio.Future[None] | None = None
        self.loop = asyncio.get_running_loop()
        self.socket = self.pg.socket
        self.pg.nonblocking = 1
        self.pg.enter_pipeline_mode()
        self.loop.add_reader(self.socket, self._readable)

    @classmethod
    async def connect(cls, dsn: str, settings: dict[str, str]) -> Self:
        """Errors: `psycopg.OperationalError`."""
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        return cls(
            await psycopg.AsyncConnection.connect(
                dsn, autocommit=True, connect_timeout=CONNECT_WITHIN, options=options
            )
        )

    @property
    def is_closed(self) -> bool:
        return self.pg.status != pq.ConnStatus.OK

    @property
    def is_busy(self) -> bool:
        return bool(self.sent) or self.pg.transaction_status != pq.TransactionStatus.IDLE

    def close(self) -> None:
        """At once, with whatever was under way."""
        self.loop.remove_reader(self.socket)
        self.loop.remove_writer(self.socket)
        self.pg.finish()
        self._arrived(psycopg.OperationalError("the connection was closed"))

    def send(self, ask: Ask) -> None:
        """On its way with the next trip, which brings its rows if it answers."""
        statement = ask.statement
        if (name := self.names.get(statement.postgresql)) is None:
            name = self._prepare(statement.postgresql)
        columns = [as_array(column, kind) for column, kind in zip(ask.columns, statement.kinds, strict=True)]
        self.pg.send_query_prepared(name, columns)
        self.sent.append(statement.answers)

    def _prepare(self, sql: str) -> bytes:
        name = self.names[sql] = f"s{next(self.numbers)}".encode()
        self.pg.send_prepare(name, sql.encode())
        self.fresh.append(sql)
        self.sent.append(False)
        return name

    async def trip(self) -> list[list[Row]]:
        """Wait until all that was sent is done: the rows of those that answer, in order. Errors: `psycopg.Error`."""
        self.pg.pipeline_sync()
        self.under_way = self.loop.create_future()
        self._writable()
        async with asyncio.timeout(TRIP_WITHIN):
            await self.under_way
        results, self.results = self.results, []
        sent, self.sent = self.sent, []
        fresh, self.fresh = self.fresh, []
        for result in results:
            if result.status not in DONE:
                for sql in fresh:
                    del self.names[sql]
                raise error_of(result)
        return [self._rows(result) for result, answers in zip(results, sent, strict=True) if answers]

    async def roll_back(self) -> None:
        """Leave the transaction, if there is still somebody to tell."""
        if self.is_closed or self.under_way is not None:
            return
        try:
            if self.sent:
                await self.trip()
        except psycopg.Error:
            pass
        self.send(ROLLBACK)
        await self.trip()

    def _rows(self, result: pq.abc.PGresult) -> list[Row]:
        self.loads.set_pgresult(result)
        return self.loads.load_rows(0, result.ntuples, tuple)

    def _writable(self) -> None:
        """The socket takes what it can, and the rest when it is free again."""
        try:
            if self.pg.flush():
                self.loop.add_writer(self.socket, self._writable)
            else:
                self.loop.remove_writer(self.socket)
        except psycopg.Error as error:
            self._arrived(error)

    def _readable(self) -> None:
        try:
            self.pg.consume_input()
            while not self.pg.is_busy():
                result = self.pg.get_result()
                if result is None:  # between two statements, or nothing is under way
                    if self.under_way is None:
                        return
                elif result.status == pq.ExecStatus.PIPELINE_SYNC:
                    self._arrived(None)
                    return
                else:
                    self.results.append(result)
        except psycopg.Error as error:
            self.loop.remove_reader(self.socket)
            self._arrived(error)

    def _arrived(self, error: Exception | None) -> None:
        under_way, self.under_way = self.under_way, None
        if under_way is None or under_way.done():
            return
        if error is None:
            under_way.set_result(None)
        else:
            under_way.set_exception(error)


def error_of(result: pq.abc.PGresult) -> psycopg.Error:
    """Without its details: they quote what people wrote."""
    state = (result.error_field(pq.DiagnosticField.SQLSTATE) or b"").decode()
    said = (result.error_field(pq.DiagnosticField.MESSAGE_PRIMARY) or b"no reason given").decode(
        errors="replace"
    )
    try:
        kind = errors.lookup(state)
    except KeyError:
        kind = psycopg.DatabaseError
    return kind(f"{state}: {said}")


def as_array(column: Sequence[Any], kind: type) -> bytes:
    """What PostgreSQL reads as an array. Numbers and truths stand there as in JSON: `{1,null,3}`."""
    if kind is not str:
        return b"{" + msgspec.json.encode(column)[1:-1] + b"}"
    if None in column:
        return f"{{{','.join(map(_quoted, column))}}}".encode()
    texts = NUL.join(column)
    if texts.count(NUL) != max(0, len(column) - 1):
        raise ValueError("NUL is not a character of text.")
    return f'{{"{_escaped(texts).replace(NUL, QUOTES)}"}}'.encode() if column else b"{}"


def _quoted(text: str | None) -> str:
    return "NULL" if text is None else f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
