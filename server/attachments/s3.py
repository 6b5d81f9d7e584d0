"""Files in a bucket that speaks S3."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from server.config import Attachments


class Bucket:
    """`attachments.storage` is `s3://bucket/prefix`."""

    def __init__(self, settings: Attachments) -> None:
        wishes: dict[str, Any] = {
            "endpoint": settings.s3_endpoint or None,
            "region": settings.s3_region or None,
            "access_key_id": settings.s3_access_key or None,
            "secret_access_key": settings.s3_secret_key or None,
        }
        self.store = S3Store.from_url(
            settings.storage,
            client_options={"allow_http": settings.s3_endpoint.startswith("http://")},
            **{name: value for name, value in wishes.items() if value},
        )

    async def write(self, name: str, data: bytes) -> None:
        await self._put(name, data)

    async def keep(self, name: str, file: Path) -> None:
        await self._put(name, file)

    async def _put(self, name: str, content: bytes | Path) -> None:
        try:
            await obstore.put_async(self.store, name, content)
        except BaseError as error:
            raise OSError("the bucket takes nothing now") from error

    async def read(self, name: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        options: Any = {"range": (start, end)} if end is not None else {"range": {"offset": start}}
        try:
            found = await obstore.get_async(self.store, name, options=options)
            async for block in found.stream():
                yield bytes(block)
        except NotFoundError as error:
            raise FileNotFoundError(name) from error
        except BaseError as error:
            raise OSError("the bucket gives nothing now") from error

    async def remove(self, folder: str, part: str = "") -> None:
        try:
            names = [f"{folder}/{part}"] if part else await self._parts(folder)
            if names:
                await obstore.delete_async(self.store, names)
        except FileNotFoundError:
            return
        except BaseError as error:
            raise OSError("the bucket cannot be emptied now") from error

    async def _parts(self, folder: str) -> list[str]:
        return [one["path"] async for page in obstore.list(self.store, f"{folder}/") for one in page]
