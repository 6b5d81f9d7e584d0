"""What a file is, by its content and its name; and what is never taken."""

import mimetypes
from pathlib import Path

import puremagic

from server.attachments.names import ending
from server.errors import AttachmentRejected

HEAD = 16_384
UNKNOWN = "application/octet-stream"
PICTURES = {"image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp", "image/tiff"}
PDF = "application/pdf"
SHOWN = PICTURES | {PDF}
# Programs for Windows, Linux, macOS, the JVM and Android; a Windows shortcut; scripts that name who runs them.
PROGRAMS = (
    b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe", b"dex\n", b"L\x00\x00\x00\x01\x14\x02\x00", b"#!",
)  # fmt: skip
# Containers: what is inside is told by the name alone.
CONTAINERS = {b"PK\x03\x04": "zip", b"\xd0\xcf\x11\xe0": "ole"}
INSIDE = {
    "zip": (
        "application/zip",
        "application/vnd.openxmlformats-officedocument.",
        "application/vnd.oasis.opendocument.",
    ),
    "ole": ("application/msword", "application/vnd.ms-"),
}
WRITTEN = {"text/plain", "text/csv"}


def refuse_by_name(name: str, refused: set[str]) -> None:
    """Errors: `AttachmentRejected`."""
    if ending(name) in refused:
        raise AttachmentRejected("Programs and scripts cannot be sent.", field="name")


def kind_of(name: str, file: Path) -> str:
    """Its media type, one that no browser runs; `application/octet-stream` for what is not known by its content.

    Errors: `AttachmentRejected` for programs, whatever they are called."""
    with file.open("rb") as opened:
        head = opened.read(HEAD)
    if head.startswith(PROGRAMS):
        raise AttachmentRejected("Programs and scripts cannot be sent.", field="name")
    claimed = mimetypes.guess_type(name)[0] or ""
    for signature, container in CONTAINERS.items():
        if head.startswith(signature):
            return claimed if claimed.startswith(INSIDE[container]) else UNKNOWN
    found = _by_content(head)
    if shown := found & SHOWN:
        return claimed if claimed in shown else min(shown)
    return claimed if claimed in WRITTEN and not found and _is_text(head) else UNKNOWN


def _by_content(head: bytes) -> set[str]:
    try:
        return {match.mime_type for match in puremagic.magic_string(head) if match.mime_type}
    except (puremagic.PureError, ValueError):
        return set()


def _is_text(head: bytes) -> bool:
    return b"\0" not in head
