"""Where attachments lie, and who looks for viruses in them."""

import asyncio
import secrets

from server.attachments import scanning
from server.attachments.room import storage_of
from server.config import Settings
from server.doctor.check import START, WITHIN_S, Wrong, reason

PROBE = b"vinkje doctor was here, and takes this away again"


async def files(settings: Settings) -> str:
    """Something is written, read and removed again. The data folder itself is not made by who only looks."""
    if not settings.attachments.storage and not settings.data.is_dir():
        raise Wrong(f"files cannot be kept: there is no folder {settings.data}", START)
    named = settings.attachments.storage or str(settings.data / "attachments")
    storage, folder = storage_of(settings), f"doctor{secrets.token_hex(8)}"
    try:
        async with asyncio.timeout(WITHIN_S):
            await storage.write(f"{folder}/probe", PROBE)
            found = b"".join([block async for block in storage.read(f"{folder}/probe")])
            await storage.remove(folder)
    except (OSError, TimeoutError) as error:
        raise Wrong(
            f"files cannot be kept in {named}: {reason(error)}",
            "see attachments.storage, its rights and its keys; messages without files still go",
        ) from error
    if found != PROBE:
        raise Wrong(f"{named} gives back something else than it was given", "look at the disk or the bucket")
    return f"{named} keeps files; {await _scanner(settings)}"


async def _scanner(settings: Settings) -> str:
    address = settings.attachments.clamd
    if not address:
        return "nobody looks for viruses (attachments.clamd)"
    try:
        if await scanning.answers(address, WITHIN_S):
            return f"clamd at {address} looks for viruses"
    except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError) as error:
        raise Wrong(
            f"clamd at {address} does not answer: {reason(error)}",
            "start it, or see attachments.clamd; until then no file is accepted",
        ) from error
    raise Wrong(f"what answers at {address} is not clamd", "see attachments.clamd")
