"""Statements and their columns on PostgreSQL: whatever people write arrives as it was."""

import psycopg
import pytest

from server.pipeline import Pipeline, as_array
from server.rows import Ask, Statement, quiet, statement
from tests.postgres import plain

ECHO = statement("SELECT v.number, v.word, v.truth FROM {v}", number=int, word=str, truth=bool)
WORDS = ["", "NULL", 'said "hi"', "back\\slash\\", "a,b{c}", "line\nend\t\r", "€ 🙂 \x1f", '","']


def raw(sql: str) -> Ask:
    return Statement(sql, {})()


@pytest.fixture
async def pipeline(postgres_database_url: str):  # type: ignore[no-untyped-def]
    made = await Pipeline.connect(plain(postgres_database_url), {})
    yield made
    made.close()


@pytest.mark.postgres
@pytest.mark.parametrize("words", [WORDS, [*WORDS, None], []])
async def test_every_value_arrives_as_it_was(pipeline: Pipeline, words: list[str | None]) -> None:
    rows = [(number, word, bool(number % 2)) for number, word in enumerate(words)] + [(None, "x", None)]
    numbers, words, truths = zip(*rows, strict=True)
    pipeline.send(ECHO(number=numbers, word=words, truth=truths))
    assert await pipeline.trip() == [rows]


def test_a_nul_never_makes_two_of_one() -> None:
    with pytest.raises(ValueError, match="NUL"):
        as_array(["a", "b\0c"], str)


@pytest.mark.postgres
async def test_only_those_that_answer_bring_rows(pipeline: Pipeline) -> None:
    pipeline.send(quiet("SELECT 1 FROM {v}", a=int)(a=[1]))
    pipeline.send(raw("CREATE TEMP TABLE seen (a bigint)"))
    pipeline.send(ECHO(number=[1], word=["a"], truth=[True]))
    assert await pipeline.trip() == [[(1, "a", True)]]


@pytest.mark.postgres
async def test_after_an_error_it_goes_on(pipeline: Pipeline) -> None:
    divide = statement("SELECT 1 / v.by FROM {v}", by=int)
    for _ in range(2):
        pipeline.send(divide(by=[0]))
        pipeline.send(statement("SELECT v.b FROM {v}", b=int)(b=[1]))  # skipped, and its preparation with it
        with pytest.raises(psycopg.errors.DivisionByZero, match="^22012: division by zero$"):
            await pipeline.trip()
    pipeline.send(statement("SELECT v.b FROM {v}", b=int)(b=[1]))
    assert await pipeline.trip() == [[(1,)]]


@pytest.mark.postgres
async def test_more_than_a_socket_takes_at_once(pipeline: Pipeline) -> None:
    long = ["x" * 100_000] * 100
    pipeline.send(ECHO(number=[1] * 100, word=long, truth=[True] * 100))
    assert [word for _, word, _ in (await pipeline.trip())[0]] == long


@pytest.mark.postgres
async def test_who_waits_for_a_lost_connection_is_told(pipeline: Pipeline) -> None:
    pipeline.send(raw("SELECT pg_terminate_backend(pg_backend_pid())"))
    with pytest.raises(psycopg.OperationalError):
        await pipeline.trip()
