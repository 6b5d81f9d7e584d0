"""Where the files of a process are handled: its rows, its storage, and who draws previews."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from server.attachments.previews import Previews
from server.attachments.s3 import Bucket
from server.attachments.storage import Disk, Storage
from server.config import Attachments, Settings
from server.store import Store

FOLDER = "attachments"


@dataclass(frozen=True)
class FileRoom:
    store: Store
    settings: Settings

    @property
    def limits(self) -> Attachments:
        return self.settings.attachments

    @cached_property
    def storage(self) -> Storage:
        return storage_of(self.settings)

    @cached_property
    def previews(self) -> Previews:
        return Previews(self.limits.draw_within / 1000)


def storage_of(settings: Settings) -> Storage:
    """As the settings say. It is not looked at before it is used."""
    named = settings.attachments.storage
    if named.startswith("s3://"):
        return Bucket(settings.attachments)
    return Disk(Path(named) if named else settings.data.absolute() / FOLDER)
