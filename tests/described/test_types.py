"""The page's types are those of the server."""

import subprocess
import sys

import pytest

from server.config import ROOT
from server.conversations.frames import ClientCounters, OfficeCounters
from server.described import types


def test_the_pages_types_are_fresh() -> None:
    text = types.FILE.read_text()
    assert types.renewed(text) == text


def test_stale_ones_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(types.PAGE, "Counters", (OfficeCounters,))
    monkeypatch.setitem(types.PAGE, "ClientCounters", (ClientCounters,))
    with pytest.raises(SystemExit, match="run bin/types"):
        types.main(["--check"])


def test_what_only_one_side_has_is_optional() -> None:
    made = types.written()
    counters = made[made.index("{object} Counters") :].split(" *\n")[0]
    assert "@property {number} open" in counters and "@property {number} [needs_answer]" in counters
    row = made[made.index("{object} RowTold") :].split(" *\n")[0]
    assert "@property {string | null} [needs_answer_since]" in row and "@property {Last | null} last\n" in row


def test_one_command_writes_them() -> None:
    done = subprocess.run([sys.executable, "-m", "server.described.types", "--check"], cwd=ROOT, check=False)
    assert done.returncode == 0
    check = (ROOT / "bin" / "check").read_text()
    assert "server.described.types --check" in check
