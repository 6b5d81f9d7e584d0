"""One audience of a thousand sockets: what a delivery costs."""

from benchmarks.figures.base import Figure, Measured
from benchmarks.load import Audience
from benchmarks.stack import Spent

LISTENERS = 1_000
WARM_UP = 0.5


class Saturated(Figure):
    name, title = "audience", "a delivery to 1,000 sockets, two messages under way"
    main, unit = "cpu_us_per_delivery", "CPU-µs per delivery"
    also = ("deliveries_per_s", "p99_ms")

    async def open(self) -> None:
        speaker, listeners = await self.rival.audience(LISTENERS)
        self.speaker, self.listeners = speaker, listeners
        self.lines = [speaker, *listeners]

    async def measure(self) -> Measured:
        audience = Audience(self.speaker, self.listeners)
        await audience.saturate(WARM_UP)
        heard = audience.heard
        with self.stack.spending() as spent, audience.times.count():
            await self.say(audience)
            heard = audience.heard - heard
        await audience.rest()
        return _told(audience, spent, heard)

    async def say(self, audience: Audience) -> None:
        await audience.saturate(self.effort.seconds)


class AtRate(Saturated):
    name, title = "audience-20000", "a delivery to 1,000 sockets, 20 messages a second"
    rate = 20

    async def say(self, audience: Audience) -> None:
        await audience.rest()
        await audience.at_rate(self.rate, self.effort.seconds)


def _told(audience: Audience, spent: Spent, heard: int) -> Measured:
    return {
        "cpu_us_per_delivery": round(spent.server / heard * 1e6, 2),
        "deliveries_per_s": round(heard / spent.seconds),
        "p50_ms": audience.times.percentile_ms(50),
        "p99_ms": audience.times.percentile_ms(99),
        "server_cores": round(spent.server / spent.seconds, 2),
        "load_cores": round(spent.load / spent.seconds, 2),
        "others_cores": round(spent.others / spent.seconds, 2),
    }
