"""The same of a disk and of a bucket: what was written is there, in parts too, and gone when removed."""

import os
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from server.attachments.room import storage_of
from server.attachments.storage import Storage
from server.config import Attachments, Settings
from server.doctor.check import Wrong
from server.doctor.files import files

WHOLE = os.urandom(300_000)


@pytest.fixture(scope="module")
def s3() -> Iterator[dict[str, str]]:
    """A server that speaks S3, with an empty bucket."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    told = {"s3_endpoint": f"http://{host}:{port}", "s3_region": "eu-west-1"}
    keys = {"s3_access_key": "vinkje", "s3_secret_key": "a secret for tests"}
    client = boto3.client(
        "s3", endpoint_url=told["s3_endpoint"], region_name="eu-west-1", aws_access_key_id="vinkje",
        aws_secret_access_key="a secret for tests",
    )  # fmt: skip
    client.create_bucket(Bucket="files", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    yield {"storage": "s3://files/some/prefix", **told, **keys}
    client.close()
    server.stop()


@pytest.fixture(params=["disk", "s3"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    chosen = request.getfixturevalue("s3") if request.param == "s3" else {}
    return Settings(data=tmp_path, attachments=Attachments(**chosen))


@pytest.fixture
def storage(settings: Settings) -> Storage:
    return storage_of(settings)


async def content(storage: Storage, name: str, *part: int) -> bytes:
    return b"".join([block async for block in storage.read(name, *part)])


@pytest.mark.spec("S25")
async def test_what_is_kept_is_there_until_it_is_removed(storage: Storage, tmp_path: Path) -> None:
    (tmp_path / "local").write_bytes(WHOLE)
    await storage.write("aa11/piece", WHOLE[:10])
    await storage.keep("aa11/whole", tmp_path / "local")
    assert await content(storage, "aa11/piece") == WHOLE[:10]
    assert await content(storage, "aa11/whole") == WHOLE
    assert await content(storage, "aa11/whole", 299_990) == WHOLE[-10:]
    assert await content(storage, "aa11/whole", 5, 15) == WHOLE[5:15]
    await storage.remove("aa11", "piece")
    await storage.remove("aa11", "piece")
    with pytest.raises(FileNotFoundError):
        await content(storage, "aa11/piece")
    await storage.remove("aa11")
    await storage.remove("aa11")
    with pytest.raises(FileNotFoundError):
        await content(storage, "aa11/whole")


@pytest.mark.spec("T9")
async def test_the_doctor_says_whether_files_can_be_kept(settings: Settings) -> None:
    assert "keeps files" in await files(settings)
    nowhere = {"storage": "s3://nowhere/x"} if settings.attachments.storage else {"storage": "/proc/vinkje"}
    broken = settings.model_copy(update={"attachments": settings.attachments.model_copy(update=nowhere)})
    with pytest.raises(Wrong, match="cannot be kept"):
        await files(broken)
    silent = settings.attachments.model_copy(update={"clamd": "127.0.0.1:1"})
    with pytest.raises(Wrong, match="clamd"):
        await files(settings.model_copy(update={"attachments": silent}))
