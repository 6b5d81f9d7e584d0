"""Hashing costs a guesser dearly, and us a bounded amount."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from server.accounts import passwords
from server.accounts.passwords import WAITING_AT_MOST, Passwords
from server.errors import Unavailable


@pytest.fixture
def pool() -> Iterator[Passwords]:
    made = Passwords(slots=2)
    yield made
    made.close()


async def test_what_is_kept_is_argon2id_of_nineteen_mebibytes_in_two_passes(pool: Passwords) -> None:
    kept = await pool.hash("een lang wachtwoord")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await pool.verify(kept, "een lang wachtwoord")
    assert not await pool.verify(kept, "een ander wachtwoord")
    assert not await pool.verify(None, "een lang wachtwoord")


@pytest.mark.spec("T8")
async def test_two_are_hashed_at_a_time_and_few_wait(
    pool: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy, most, lock, goes_on = 0, 0, threading.Lock(), threading.Event()

    def slowly(kept: str, password: str) -> bool:
        nonlocal busy, most
        with lock:
            busy += 1
            most = max(most, busy)
        goes_on.wait()
        with lock:
            busy -= 1
        return True

    monkeypatch.setattr(passwords, "_matches", slowly)
    waiting = [asyncio.create_task(pool.verify("kept", "guess")) for _ in range(WAITING_AT_MOST)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await pool.verify("kept", "one too many")
    goes_on.set()
    assert all(await asyncio.gather(*waiting)) and most <= 2
