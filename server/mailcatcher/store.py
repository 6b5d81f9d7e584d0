"""The caught mails: one `.eml` file each, exactly as it came, in the data folder."""

import re
import secrets
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cached_property
from pathlib import Path

from server.clock import iso, now

KEPT = 2_000
NAME = re.compile(r"\d{13}-[0-9a-f]{8}")


@dataclass(frozen=True)
class Mail:
    name: str
    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=default)

    @property
    def caught_at(self) -> str:
        return iso(int(self.name[:13]))

    def header(self, name: str) -> str:
        return str(self.message.get(name, ""))

    def part(self, kind: str) -> str:
        """Its `plain` or `html` body; empty when it has none."""
        body = self.message.get_body((kind,))
        return str(body.get_content()) if body else ""

    def summary(self) -> dict[str, str]:
        return {
            "id": self.name,
            "at": self.caught_at,
            "from": self.header("From"),
            "to": self.header("To"),
            "subject": self.header("Subject"),
            "message_id": self.header("Message-ID"),
        }


class Store:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, raw: bytes) -> str:
        """Keep one; the oldest beyond a bound go. A reader never sees half of one."""
        name = f"{now()}-{secrets.token_hex(4)}"
        half = self.folder / f".{name}"
        half.write_bytes(raw)
        half.rename(self.folder / f"{name}.eml")
        for old in self._files()[KEPT:]:
            old.unlink(missing_ok=True)
        return name

    def all(self) -> list[Mail]:
        """Every mail, the newest first."""
        return [Mail(file.stem, file.read_bytes()) for file in self._files()]

    def get(self, name: str) -> Mail | None:
        file = self.folder / f"{name}.eml"
        return Mail(name, file.read_bytes()) if NAME.fullmatch(name) and file.is_file() else None

    def empty(self) -> None:
        for file in self._files():
            file.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.eml"), reverse=True)
