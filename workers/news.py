"""What a worker commits is told like what a node commits: over the bus, to every node."""

from server.fanout.redis import RedisFanout
from server.live import packet
from server.work import Published


class News:
    """Where Redis is away, the sweep of each node finds the rows."""

    def __init__(self, redis_url: str) -> None:
        self.sender = packet.new_sender()
        self.fanout = RedisFanout(redis_url)

    async def start(self) -> None:
        await self.fanout.start()

    async def stop(self) -> None:
        await self.fanout.stop()

    def publish(self, office: int, published: list[Published]) -> None:
        self.fanout.publish(office, packet.pack(self.sender, packet.of_news(published)))
