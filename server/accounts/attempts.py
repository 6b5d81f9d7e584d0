"""How often somebody may try to sign in: bounded per account, known or not, and per address."""

import hashlib

from limits import parse

from server.accounts.counting import Counting
from server.config import Sessions as Settings
from server.errors import RateLimited


class Attempts:
    """Only failures count towards an address: a whole office signs in from behind one."""

    def __init__(self, settings: Settings, counting: Counting | None = None) -> None:
        self._counting = counting or Counting()
        self._per_account = parse(settings.attempts)
        self._per_address = parse(settings.attempts_per_address)
        self._letters = parse(settings.letters)
        self._letters_per_address = parse(settings.letters_per_address)

    async def begin(self, account: str, address: str) -> None:
        """Raises RateLimited where this attempt is one too many."""
        fits = await self._counting.test(self._per_address, "address", _blurred(address))
        if not fits or not await self._counting.hit(self._per_account, "account", _blurred(account)):
            raise RateLimited("Too many attempts. Wait a few minutes and try again.")

    async def letter(self, account: str, address: str) -> None:
        """Raises RateLimited where this is one letter too many."""
        fits = await self._counting.hit(self._letters_per_address, "letters from", _blurred(address))
        if not fits or not await self._counting.hit(self._letters, "letters to", _blurred(account)):
            raise RateLimited("Too many letters. Wait a while and try again.")

    async def failed(self, address: str) -> None:
        await self._counting.hit(self._per_address, "address", _blurred(address))

    async def succeeded(self, account: str) -> None:
        await self._counting.clear(self._per_account, "account", _blurred(account))

    async def close(self) -> None:
        await self._counting.close()


def _blurred(who: str) -> str:
    """Who reads the counters learns nobody's address; and a key is never long."""
    return hashlib.sha256(who.encode(errors="surrogatepass")).hexdigest()[:32]
