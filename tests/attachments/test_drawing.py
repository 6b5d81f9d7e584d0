"""Previews: drawn by a process that a file may break, and nothing but the picture is left in them."""

import io
import zlib
from pathlib import Path
from struct import pack

import pytest
from PIL import Image

from server.attachments.previews import Previews, Size
from tests.people import House

CAMERA = Image.Exif()
CAMERA[0x0112] = 6  # on its side
CAMERA[0x010E] = "Thuis, Kerkstraat 1"


def photograph() -> bytes:
    made = io.BytesIO()
    Image.effect_noise((1_000, 400), 80).convert("RGB").save(made, "JPEG", exif=CAMERA)
    return made.getvalue()


def bomb() -> bytes:
    """A PNG of 40,000 by 40,000 pixels in a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return pack("!I", len(data)) + name + data + pack("!I", zlib.crc32(name + data))

    head = pack("!IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(9_999)))
        + chunk(b"IEND", b"")
    )


BROKEN = {
    "a bomb": (bomb(), "image/png"),
    "half a photograph": (photograph()[:700], "image/jpeg"),
    "a PDF of nothing": (b"%PDF-1.7\n%%EOF", "application/pdf"),
    "PostScript in disguise": (b"%!PS-Adobe-3.0\n(/etc/passwd) run", "image/png"),
}


@pytest.mark.spec("S25", "T7")
async def test_a_photograph_is_turned_made_small_and_says_nothing_of_home(small: House) -> None:
    tom = await small.actor("tom")
    talk = await tom.starts(small.world.bakery.id, "Dag")
    file = await tom.uploads("IMG_1187.jpg", photograph(), conversation=talk)
    assert (file["type"], file["width"], file["height"]) == ("image/jpeg", 400, 1_000)
    for size, most in (("large", 1_000), ("small", 640)):
        shown = await tom.http.get(f"/api/v1/attachments/{file['id']}/preview?size={size}")
        assert shown.headers["content-type"] == "image/jpeg"
        assert shown.headers["content-disposition"].startswith("inline")
        assert "sandbox" in shown.headers["content-security-policy"]
        drawn = Image.open(io.BytesIO(shown.content))
        assert drawn.height == most and not drawn.getexif() and b"Kerkstraat" not in shown.content
        kept = {"If-None-Match": shown.headers["etag"]}
        again = await tom.http.get(f"/api/v1/attachments/{file['id']}/preview?size={size}", headers=kept)
        assert (again.status_code, again.content) == (304, b"")
    assert b"Kerkstraat" in (await tom.fetches(file["id"])).content


@pytest.mark.spec("S25")
async def test_a_pdf_shows_its_first_page(tmp_path: Path) -> None:
    Image.new("RGB", (595, 842), "white").save(tmp_path / "whole", "PDF")
    assert await Previews(60).draw(tmp_path / "whole", "application/pdf", tmp_path) is not None
    with Image.open(tmp_path / "large.jpg") as page:
        assert max(page.size) == 2_048 and page.height > page.width


@pytest.mark.spec("T7", "T8")
@pytest.mark.parametrize("what", BROKEN)
async def test_a_file_that_breaks_its_reader_breaks_nothing_else(what: str, tmp_path: Path) -> None:
    content, kind = BROKEN[what]
    (tmp_path / "whole").write_bytes(content)
    assert await Previews(60).draw(tmp_path / "whole", kind, tmp_path) is None
    assert [path.name for path in tmp_path.iterdir()] == ["whole"]


@pytest.mark.spec("T8")
async def test_who_takes_too_long_is_ended(tmp_path: Path) -> None:
    (tmp_path / "whole").write_bytes(photograph())
    assert await Previews(0.001).draw(tmp_path / "whole", "image/jpeg", tmp_path) is None


async def test_what_is_no_picture_costs_nothing(tmp_path: Path) -> None:
    assert await Previews(60).draw(tmp_path / "nothing here", "text/csv", tmp_path) is None
    assert Size(1, 2).width == 1
