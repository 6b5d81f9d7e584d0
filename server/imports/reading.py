"""A CSV file as rows with their line numbers: UTF-8 or Windows' cp1252, with semicolons or commas."""

import csv
import io
from dataclasses import dataclass, field

from server.imports.frames import Kind, Problem

ROWS_AT_MOST = 20_000
CELL_AT_MOST = 2_000
COLUMNS: dict[Kind, tuple[str, ...]] = {
    "dossiers": ("number", "name", "vat_number", "language", "vat_rhythm", "responsible", "tags", "active"),
    "users": ("number", "email", "first_name", "last_name", "language", "profile", "contact"),
}
NEEDED: dict[Kind, tuple[str, ...]] = {"dossiers": ("number", "name"), "users": ("number", "email")}
# A spreadsheet would have run what begins with one of these; an export puts an apostrophe before it.
QUOTED = ("'=", "'+", "'-", "'@")


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by column, only those the file has; empty ones are empty."""

    line: int
    cells: dict[str, str]


@dataclass
class Sheet:
    kind: Kind
    columns: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def decoded(file: bytes) -> str:
    """Whoever saves from a spreadsheet seldom chooses: UTF-8 where it can be, else Windows' own."""
    try:
        return file.decode("utf-8-sig")
    except UnicodeDecodeError:
        return file.decode("cp1252", "replace")


def read(text: str) -> Sheet:
    """Client users where there is a column `email`, else dossiers."""
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",", strict=True)
    sheet = Sheet("dossiers")
    try:
        header = [name.strip().casefold() for name in next(lines, [])]
        sheet.kind = "users" if "email" in header else "dossiers"
        _columns(sheet, header)
        before = lines.line_num
        for cells in lines:
            _row(sheet, before + 1, header, cells)
            before = lines.line_num
    except csv.Error as wrong:
        sheet.problems.append(Problem(lines.line_num, "", f"This is not CSV: {wrong}."))
    return sheet


def _columns(sheet: Sheet, header: list[str]) -> None:
    known = COLUMNS[sheet.kind]
    sheet.columns = [name for name in header if name in known]
    sheet.ignored = [name for name in header if name and name not in known]
    missing = [name for name in NEEDED[sheet.kind] if name not in header]
    twice = sorted({name for name in sheet.columns if header.count(name) > 1})
    sheet.problems += [Problem(1, name, "This column is missing.") for name in missing]
    sheet.problems += [Problem(1, name, "This column stands twice.") for name in twice]


def _row(sheet: Sheet, line: int, header: list[str], cells: list[str]) -> None:
    if not any(cell.strip() for cell in cells):
        return
    if len(sheet.rows) >= ROWS_AT_MOST:
        if sheet.problems[-1:] != [last := Problem(ROWS_AT_MOST, "", f"At most {ROWS_AT_MOST} rows.")]:
            sheet.problems.append(last)
        return
    if len(cells) != len(header):
        says = f"{len(cells)} cells under {len(header)} columns."
        sheet.problems.append(Problem(line, "", says))
        return
    found = {name: _plain(cell) for name, cell in zip(header, cells, strict=True) if name in sheet.columns}
    sheet.rows.append(Row(line, found))
    sheet.problems += [
        Problem(line, name, "This is too long, or cannot be stored.")
        for name, cell in found.items()
        if len(cell) > CELL_AT_MOST or "\0" in cell
    ]


def _plain(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith(QUOTED) else cell
