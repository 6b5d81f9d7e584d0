"""Talks that were written down once, played against the server of today: v1 only grows."""

from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from server.commands import COMMANDS
from server.config import ROOT
from tests.described.record import HEARD, record
from tests.described.script import Mismatch, Step, as_lines, of_lines
from tests.described.stage import Play, served

FOLDER = ROOT / "tests" / "transcripts"
FILES = sorted(FOLDER.glob("*.jsonl"))


async def plays(steps: list[Step], database_url: str) -> None:
    async with served(database_url) as (house, url), AsyncExitStack() as stack:
        await Play(house, url, stack, grown=True).plays(steps)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_old_apps_still_understand(file: Path, sqlite_url: str) -> None:
    await plays(of_lines(file.read_text()), sqlite_url)


def test_every_command_was_once_written_down() -> None:
    steps = [step for file in FILES for step in of_lines(file.read_text())]
    said = {step.value["t"] for step in steps if step.deed == "says"}
    assert {*COMMANDS, "hello", "resume"} <= said


async def test_a_field_that_went_away_is_noticed(sqlite_url: str) -> None:
    steps = of_lines((FOLDER / "question.jsonl").read_text())
    first = next(place for place, step in enumerate(steps) if step.deed == "hears")
    steps[first] = replace(steps[first], value={**steps[first].value, "colour": "blue"})
    async with served(sqlite_url) as (house, url), AsyncExitStack() as stack:
        with pytest.raises(Mismatch, match="colour"):
            await Play(house, url, stack, grown=True).plays(steps)


async def test_what_is_recorded_can_be_played(sqlite_url: str, tmp_path: Path, sqlite_template: Path) -> None:
    steps = of_lines((FOLDER / "question.jsonl").read_text())
    done = [step for step in steps if step.deed not in HEARD]
    recorded = await record(done, sqlite_url)
    assert [step for step in recorded if step.deed not in HEARD] == done
    assert of_lines(as_lines(recorded)) == recorded
    fresh = tmp_path / "fresh.db"
    fresh.write_bytes(sqlite_template.read_bytes())
    others = of_lines(
        as_lines(recorded).replace("019ab2f4-0000", "019ab2f4-1111")
    )  # every world has cids of its own
    await plays(others, f"sqlite+aiosqlite:///{fresh}")
