"""Dossiers as CSV: the columns that an import takes, and what the monitor shows beside them."""

import csv
import io
from collections.abc import Iterable

from server.dossiers.frames import MonitorRow

TAKEN = ("number", "name", "vat_number", "language", "vat_rhythm", "tags", "active")
SHOWN = ("responsible_name", "contact_name", "needs_answer", "waiting_since", "open", "last_activity")
# A spreadsheet would run what begins with one of these.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_of(rows: Iterable[MonitorRow]) -> bytes:
    """UTF-8 with a byte order mark and semicolons, as Belgian spreadsheets read it. Tags are parted by commas."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";")
    writer.writerow((*TAKEN, *SHOWN))
    writer.writerows(plain(_cells(row)) for row in rows)
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def _cells(row: MonitorRow) -> tuple[object, ...]:
    return (
        *(row.number, row.name, row.vat_number, row.language, row.vat_rhythm, ",".join(row.tags)),
        "yes" if row.active else "no",
        row.responsible.name if row.responsible else "",
        row.contact.name if row.contact else "",
        *(row.needs_answer, row.needs_answer_since or "", row.open, row.last_at or ""),
    )


def plain(cells: Iterable[object]) -> list[object]:
    return [f"'{one}" if isinstance(one, str) and one.startswith(FORMULA) else one for one in cells]
