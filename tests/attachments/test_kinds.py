"""A corpus of contents: what a file is decides its content first; programs are refused whatever they are called."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from server.attachments.kinds import UNKNOWN, kind_of
from server.errors import AttachmentRejected


def picture(format: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(made, format)
    return made.getvalue()


def zipped(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return made.getvalue()


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
TAKEN = {
    "foto.jpg": (picture("JPEG"), "image/jpeg"),
    "foto.pdf": (picture("PNG"), "image/png"),
    "foto": (picture("GIF"), "image/gif"),
    "a.webp": (picture("WEBP"), "image/webp"),
    "factuur.pdf": (PDF, "application/pdf"),
    "factuur.jpg": (PDF, "application/pdf"),
    "brief.docx": (zipped("word/document.xml"), DOCX),
    "alles.zip": (zipped("a.txt"), "application/zip"),
    "alles.docm": (zipped("a.txt"), UNKNOWN),
    "oud.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "application/vnd.ms-excel"),
    "lijst.csv": (b"a;b\n1;2\n", "text/csv"),
    "nota.txt": ("Café\n".encode(), "text/plain"),
    "pagina.html": (b"<!doctype html><script>alert(1)</script>", UNKNOWN),
    "pagina.txt": (b"<!doctype html><script>alert(1)</script>", UNKNOWN),
    "beeld.svg": (SVG, UNKNOWN),
    "beeld.png": (SVG, UNKNOWN),
    "gif.js.txt": (b"GIF89a=1;alert(1)//", "image/gif"),
    "leeg.bin": (b"\x00", UNKNOWN),
    "mail.eml": (b"From: a@example.test\n\nHallo", UNKNOWN),
    "foto.heic": (b"\x00\x00\x00\x18ftypheic" + bytes(40), UNKNOWN),
}
REFUSED = {
    "factuur.pdf": b"MZ" + bytes(200),
    "foto.jpg": b"\x7fELF" + bytes(200),
    "lijst.csv": b"#!/bin/sh\nrm -rf /\n",
    "brief.docx": b"\xca\xfe\xba\xbe" + bytes(20),
    "app": b"\xcf\xfa\xed\xfe" + bytes(20),
    "snel.txt": b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(60),
}


@pytest.mark.spec("T7")
@pytest.mark.parametrize("name", TAKEN)
def test_what_it_is(name: str, tmp_path: Path) -> None:
    content, wanted = TAKEN[name]
    (tmp_path / "whole").write_bytes(content)
    assert kind_of(name, tmp_path / "whole") == wanted


@pytest.mark.spec("T7")
@pytest.mark.parametrize("name", REFUSED)
def test_a_program_is_refused_whatever_it_is_called(name: str, tmp_path: Path) -> None:
    (tmp_path / "whole").write_bytes(REFUSED[name])
    with pytest.raises(AttachmentRejected):
        kind_of(name, tmp_path / "whole")
