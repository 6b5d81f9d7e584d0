import json
import os
from pathlib import Path

import pytest

from server.up.errors import CannotStart
from server.up.folder import MARKER, RUNNING, DataFolder


def test_it_is_made_and_marked(tmp_path: Path) -> None:
    DataFolder(tmp_path / "a" / "b").claim()
    assert (tmp_path / "a" / "b" / MARKER).is_file()


def test_an_unwritable_one_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(
        CannotStart, match=r"cannot write in .*/file/data \(not a directory\).*--data"
    ) as refused:
        DataFolder(tmp_path / "file" / "data").claim()
    assert "\n" not in str(refused.value)


def test_fresh_empties_ours_and_keeps_the_lock(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.claim()
    (tmp_path / "mails").mkdir()
    (tmp_path / "mails" / "one.eml").write_text("")
    (tmp_path / "vinkje.db").write_text("")
    folder.empty()
    assert {entry.name for entry in tmp_path.iterdir()} == {MARKER, ".lock"}
    with pytest.raises(CannotStart, match="already running"):
        DataFolder(tmp_path, patience=0).claim()


def test_fresh_leaves_a_folder_of_somebody_else_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_text("years of work")
    folder = DataFolder(tmp_path)
    folder.claim()
    with pytest.raises(CannotStart, match="was not made by Vinkje"):
        folder.empty()
    assert (tmp_path / "thesis.odt").read_text() == "years of work"


def test_a_second_one_leaves_the_note_of_the_first(tmp_path: Path) -> None:
    first = DataFolder(tmp_path)
    first.claim()
    first.note(url="http://127.0.0.1:8480")
    note = json.loads((tmp_path / RUNNING).read_text())
    (tmp_path / RUNNING).write_text(json.dumps({**note, "pid": os.getppid()}))
    second = DataFolder(tmp_path, patience=0)
    with pytest.raises(CannotStart, match=r"already running on .*: http://127.0.0.1:8480 \(process \d+\)"):
        second.claim()
    second.forget()
    assert second.running()["url"] == "http://127.0.0.1:8480"


def test_nobody_else_may_look_inside(tmp_path: Path) -> None:
    DataFolder(tmp_path / "data").claim()
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
