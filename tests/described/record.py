"""Write down what the server answers today: `python -m tests.described.record tests/transcripts/closing.jsonl`.

The file holds what people do (`asks`, `opens`, `says`, `drops`); what they get is written between those lines, ids and
times as names. What was recorded once is never recorded again: it is the proof that old apps still work.
"""

import asyncio
import re
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from server import migrate
from tests.described.script import TIME, Step, as_lines, of_lines
from tests.described.stage import Play, served
from tests.live.client import Frame

HEARD = {"answers", "hears", "closes"}
SERIAL = {"q", "p", "to"}  # an event of a later version may come in between
SETTINGS = {"limits", "heartbeat_s", "expires_in_s"}
RANDOM = 2**32
SECRETS = {"token", "ticket", "epoch", "vat_number"}


class Namer:
    """Turns what came into what to expect: random values get names, the same one each time."""

    def __init__(self, known: dict[str, Any]) -> None:
        self.names = {value: name for name, value in known.items()}

    def __call__(self, value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            inner = "n" if key in {*SETTINGS, "streams", "cursor", "c"} else ""
            return {self._within(name): "‹n›" if inner else self(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [self(one, key) for one in value]
        if key in SERIAL | SETTINGS and isinstance(value, int):
            return "‹n›"
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, int):
            return f"‹{self._name(value, key)}›" if value > RANDOM else value
        return self._text(value, key)

    def _text(self, value: str, key: str) -> str:
        if TIME.fullmatch(value):
            return "‹time›"
        return f"‹{self._name(value, key)}›" if key in SECRETS else self._within(value)

    def _within(self, text: str) -> str:
        return re.sub(r"(?<![\w-])\d{13,}", lambda found: f"‹{self._name(int(found[0]), 'id')}›", text)

    def _name(self, value: Any, key: str) -> str:
        alike = sum(name.startswith(key) for name in self.names.values())
        return str(self.names.setdefault(value, f"{key}{alike + 1}"))


async def record(steps: list[Step], database_url: str) -> list[Step]:
    """The same steps, with what everybody got after each."""
    written: list[Step] = []
    async with served(database_url) as (house, url), AsyncExitStack() as stack:
        play = Play(house, url, stack)
        namer = Namer(play.names.known)
        for step in steps:
            await play.does(step)
            written += [step, *await _heard(play, step, namer)]
            for value, name in namer.names.items():
                play.names.known.setdefault(name, value)
    return written


async def _heard(play: Play, step: Step, namer: Namer) -> list[Step]:
    found: list[Step] = []
    acting = play.players[step.who]
    if step.deed == "asks" and acting.answer is not None:
        body = namer(acting.answer.json()) if acting.answer.content else None
        found.append(Step(step.who, "answers", str(acting.answer.status_code), body))
    for player in play.players.values():
        if player.socket is None:
            continue
        answered = player is not acting or step.deed != "says"
        if not answered:
            found.append(Step(player.name, "hears", value=namer(await player.hears(_awaited(step)))))
        found += [Step(player.name, "hears", value=namer(frame)) for frame in await _rest(player, play)]
    return found


def _awaited(step: Step) -> Frame:
    """A hello is answered by its welcome, which names no command."""
    return {"t": "welcome"} if step.value["t"] == "hello" else {"t": "ok", "id": step.value["id"]}


async def _rest(player: Any, play: Play) -> list[Any]:
    """All that came by now: an answer to a ping comes after it."""
    welcomed = any(frame["t"] == "welcome" for frame in player.socket.heard)
    if welcomed:
        await player.says({"t": "ping", "id": "all"})
        await player.hears({"t": "ok", "id": "all"})
    came, player.heard = player.heard, []
    return list(came)


def main(file: Path) -> None:
    steps = of_lines(file.read_text())
    if any(step.deed in HEARD for step in steps):
        sys.exit(f"{file} was recorded before; a later version gets a transcript of its own.")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/vinkje.db"
        migrate.upgrade(url)
        file.write_text(as_lines(asyncio.run(record(steps, url))))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
