"""A corpus of names: whatever comes, what is kept misleads nobody and breaks nothing."""

import pytest

from server.attachments.kinds import refuse_by_name
from server.attachments.names import LONGEST, cleaned
from server.config import Attachments
from server.errors import AttachmentRejected
from server.web.files import disposition

NAMES = {
    "Factuur 2026-118.pdf": "Factuur 2026-118.pdf",
    "../../../etc/passwd": "passwd",
    "..\\..\\windows\\win.ini": "win.ini",
    "/etc/shadow": "shadow",
    "C:\\Users\\An\\balans.xlsx": "balans.xlsx",
    "....//": "file",
    "": "file",
    " . . ": "file",
    "\x00\x01\x1f": "file",
    "a\x00b.pdf": "ab.pdf",
    "a\r\nSet-Cookie: x=1.pdf": "aSet-Cookie_ x=1.pdf",
    "loon\u202efdp.jpg": "loonfdp.jpg",
    "\u2066brief\u2069.pdf": "brief.pdf",
    "zero\u200bwidth\ufeff.pdf": "zerowidth.pdf",
    "Cafe\u0301.pdf": "Café.pdf",
    "دفتر الحسابات.pdf": "دفتر الحسابات.pdf",
    "👩‍👩‍👧 familie.png": "👩‍👩‍👧 familie.png",
    'a"b<c>d|e?f*g:h.pdf': "a_b_c_d_e_f_g_h.pdf",
    "aux.txt": "_aux.txt",
    "COM1": "_COM1",
    "rapport.pdf . .": "rapport.pdf",
    "two  \t spaces .pdf": "two spaces .pdf",
    ".htaccess": "htaccess",
    "lone\ud800surrogate.pdf": "lonesurrogate.pdf",
}
REFUSED = [
    "virus.exe", "Factuur.pdf.exe", "FACTUUR.EXE", "a.exe.", "a.exe ", "foto\u202egpj.scr", "a.js", "b.vbs", "c.lnk",
    "d.HTA", "e.jar", "f.ps1", "g.bat", "h.url", "i.iso", "x/../y.cmd", "j.exe\x00", "k.\u200bexe",
]  # fmt: skip
KEPT = [
    "a.pdf",
    "exe",
    "a.exe.pdf",
    "b.xlsm",
    "c.html",
    "d.svg",
    "e",
    "f.zip",
    "g.7z",
    "h.eml",
    "i.xml",
    "j.heic",
]


@pytest.mark.spec("T7")
@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_name_is_cleaned(name: str) -> None:
    assert cleaned(name) == NAMES[name]
    assert cleaned(cleaned(name)) == cleaned(name)


def test_a_long_name_keeps_its_ending() -> None:
    kept = cleaned("é" * 5_000 + ".pdf")
    assert len(kept) == LONGEST and kept.endswith("é.pdf")
    assert len(cleaned("a." + "b" * 5_000)) == LONGEST
    assert len(cleaned("." * 5_000 + "pdf" * 2_000)) == LONGEST


@pytest.mark.spec("T7")
@pytest.mark.parametrize("name", REFUSED, ids=ascii)
def test_what_a_double_click_would_run_is_refused(name: str) -> None:
    with pytest.raises(AttachmentRejected):
        refuse_by_name(cleaned(name), Attachments().refused)


@pytest.mark.parametrize("name", KEPT)
def test_what_people_send_is_taken(name: str) -> None:
    refuse_by_name(cleaned(name), Attachments().refused)


@pytest.mark.spec("T7")
@pytest.mark.parametrize(
    "name", [*NAMES.values(), 'quote".pdf', "back\\slash.pdf", "50%.pdf", "semi;colon.pdf"], ids=ascii
)
def test_a_header_says_it_and_nothing_else(name: str) -> None:
    header = disposition(name, "attachment")
    header.encode("ascii")
    assert header.startswith('attachment; filename="') and "\n" not in header
    plain = header.partition('filename="')[2].partition('"; filename*=')[0]
    assert '"' not in plain and "\\" not in plain
