"""What it costs to know who is there, while nobody moves."""

import asyncio

from benchmarks.figures.base import Figure, Measured
from benchmarks.rivals.base import Rival
from benchmarks.rivals.vinkje import Vinkje

LISTENERS = 1_000
SETTLE = 5.0
REST = 20.0


class AtRest(Figure):
    name, title = "presence", "a thousand people there, at rest"
    main, unit = "words_per_minute", "words over Redis a minute"
    also = ("cpu_ms_per_minute", "people")

    @classmethod
    def suits(cls, rival: type[Rival]) -> bool:
        return issubclass(rival, Vinkje)

    async def open(self) -> None:
        """All in one office; leave them time to come to rest."""
        speaker, listeners = await self.rival.audience(LISTENERS)
        self.lines = [speaker, *listeners]
        await asyncio.sleep(SETTLE)

    async def measure(self) -> Measured:
        assert isinstance(self.rival, Vinkje)
        before = self.rival.published()
        with self.stack.spending() as spent:
            await asyncio.sleep(REST)
        said = self.rival.published() - before
        return {
            "words_per_minute": round(said * 60 / REST),
            "cpu_ms_per_minute": round(spent.server * 60_000 / REST),
            "people": len(self.lines),
        }
