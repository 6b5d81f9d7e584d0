"""How often somebody may try to sign in: bounded per account, known or not, and per address."""

from limits import parse
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import MovingWindowRateLimiter

from server.config import Sessions as Settings
from server.errors import RateLimited


class Attempts:
    """Only failures count towards an address: a whole office signs in from behind one."""

    def __init__(self, settings: Settings, storage: Storage | None = None) -> None:
        self._limiter = MovingWindowRateLimiter(storage or MemoryStorage())
        self._per_account = parse(settings.attempts)
        self._per_address = parse(settings.attempts_per_address)

    async def begin(self, account: str, address: str) -> None:
        """Raises RateLimited where this attempt is one too many."""
        fits = await self._limiter.test(self._per_address, "address", address)
        if not fits or not await self._limiter.hit(self._per_account, "account", account):
            raise RateLimited("Too many attempts. Wait a few minutes and try again.")

    async def failed(self, address: str) -> None:
        await self._limiter.hit(self._per_address, "address", address)

    async def succeeded(self, account: str) -> None:
        await self._limiter.clear(self._per_account, "account", account)
