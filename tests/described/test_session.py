"""The worked session of docs/protocol.md, played word for word."""

import re
from contextlib import AsyncExitStack
from typing import Any

import pytest

from server.config import ROOT
from tests.described.script import Mismatch, Names, Step, as_json, of_prose
from tests.described.stage import Play, served

PROTOCOL = (ROOT / "docs" / "protocol.md").read_text()
WORDS = "\n".join(re.findall(r"^```session\n(.*?)^```$", PROTOCOL, re.MULTILINE | re.DOTALL))


async def test_the_session_goes_as_it_is_told(database_url: str) -> None:
    steps = of_prose(WORDS)
    assert len(steps) > 40
    async with served(database_url) as (house, url), AsyncExitStack() as stack:
        play = Play(house, url, stack)
        await play.plays(steps)
        await play.is_over()
        assert [player.name for player in play.players.values()] == ["tom", "an"]


@pytest.mark.parametrize(
    ("told", "came"),
    [
        ('{"a":1}', {"a": 2}),
        ('{"a":1}', {"a": True}),
        ('{"a":1}', {"a": 1, "b": 2}),
        ('{"a":1,…}', {"b": 2}),
        ('{"a":‹one›,"b":‹one›}', {"a": 1, "b": 2}),
        ('{"a":"‹time›"}', {"a": "yesterday"}),
        ('{"D:‹dossier›":1}', {"D:8": 1}),
        ('[{"a":1}]', [{"a": 1}, {"a": 1}]),
    ],
)
def test_one_word_less_or_more_is_noticed(told: str, came: Any) -> None:
    with pytest.raises(Mismatch):
        Names({"dossier": 7}).match(as_json(told), came)


def test_names_are_kept() -> None:
    names = Names({"dossier": 7})
    names.match(as_json('{"a":‹one›,"b":{"c":"‹one›",…},"D:‹dossier›":"‹time›"}'), {
        "a": 5, "b": {"c": 5, "d": 6}, "D:7": "2026-11-23T13:40:05.120Z",
    })  # fmt: skip
    assert names.fill({"D:‹dossier›": "‹one›", "x": "no ‹other›"}) == {"D:7": 5, "x": "no ‹other›"}


def test_lines_are_read_as_they_are_meant() -> None:
    assert of_prose(
        'Tom → GET /a\nTom ← 200 {"a":‹b›}\nTom → {"t":"ping",\n   "id":"1"}\nTom ✕\nAn ✕ 4005\nAn ⇄ /x'
    ) == [
        Step("tom", "asks", "GET /a"),
        Step("tom", "answers", "200", {"a": "‹b›"}),
        Step("tom", "says", value={"t": "ping", "id": "1"}),
        Step("tom", "drops"),
        Step("an", "closes", "4005"),
        Step("an", "opens"),
    ]
