"""The second client, a program of one page in docs/examples: two people talk with it, and the network drops one."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from server.config import ROOT
from tests.described.stage import served
from tests.people import PASSWORD

TALK = ROOT / "docs" / "examples" / "talk.py"
WITHIN = 30


@dataclass
class Terminal:
    """Somebody's terminal with the program running in it."""

    program: asyncio.subprocess.Process
    lines: list[str] = field(default_factory=list)

    async def shows(self, *wanted: str) -> None:
        """These lines come, and no other."""
        for line in wanted:
            assert await self.next() == line, self.lines

    async def shows_in_any_order(self, *wanted: str) -> None:
        assert {await self.next() for _ in wanted} == set(wanted), self.lines

    async def next(self) -> str:
        assert self.program.stdout is not None
        line = await asyncio.wait_for(self.program.stdout.readline(), WITHIN)
        self.lines.append(line.decode().rstrip("\n"))
        return self.lines[-1]

    async def types(self, line: str) -> None:
        assert self.program.stdin is not None
        self.program.stdin.write(f"{line}\n".encode())
        await self.program.stdin.drain()

    async def leaves(self) -> None:
        assert self.program.stdin is not None and self.program.stdout is not None
        self.program.stdin.close()
        assert await asyncio.wait_for(self.program.stdout.read(), WITHIN) == b""
        assert await self.program.wait() == 0


@asynccontextmanager
async def terminal(url: str, email: str) -> AsyncIterator[Terminal]:
    program = await asyncio.create_subprocess_exec(
        sys.executable, str(TALK), url, email,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env={**os.environ, "PASSWORD": PASSWORD},
    )  # fmt: skip
    try:
        yield Terminal(program)
    finally:
        if program.returncode is None:
            program.kill()
        await program.communicate()


def test_it_is_small_and_needs_one_library() -> None:
    lines = TALK.read_text().splitlines()
    assert len(lines) < 150
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert imported - sys.stdlib_module_names == {"websockets"}


@pytest.mark.spec("U4")
async def test_two_people_talk(database_url: str) -> None:
    async with served(database_url) as (house, url):
        live, tom_is = house.app.state.live, house.world.tom.person_id
        office = await house.actor("an")
        await office.starts(house.world.bakery.id, "Is deze uitgave beroepsmatig?")
        async with (
            terminal(url, "an.peeters@example.test") as an,
            terminal(url, "tom.goossens@example.test") as tom,
        ):
            await an.shows("# Meubelhuis Aerts")
            await tom.shows("# Meubelhuis Aerts")
            await tom.types("Ja, volledig.")
            await tom.shows("Tom Goossens: Ja, volledig.")
            await an.shows("Tom Goossens: Ja, volledig.")
            await an.types("Dan boek ik ze zo.")
            await an.shows("An Peeters: Dan boek ik ze zo.", "# ✓ 3 delivered, 3 read")
            await tom.shows("An Peeters: Dan boek ik ze zo.")

            for connection in live.of_person[tom_is]:
                connection.socket.transport.abort()
            await tom.types("Zit ik in een tunnel?")
            await an.types("Hoor je me?")
            await tom.shows_in_any_order("Tom Goossens: Zit ik in een tunnel?", "An Peeters: Hoor je me?")
            await tom.types("Ik hoor je.")
            await tom.shows("Tom Goossens: Ik hoor je.")
            await tom.leaves()
    assert len(tom.lines) == len(set(tom.lines))


def test_the_example_is_where_the_words_say() -> None:
    assert "examples/talk.py" in (ROOT / "docs" / "protocol.md").read_text()
