"""Dossiers and client users from another program, over HTTP: the office's admins only."""

from typing import Annotated

from msgspec import Meta, Struct

from server.imports.actions import bring
from server.imports.frames import Report
from server.imports.reading import read
from server.web.endpoint import Call, Endpoint

FILE_AT_MOST = 4_000_000


class Import(Struct, forbid_unknown_fields=True):
    """A CSV file as text; its columns tell what it holds. A dry run only says what would change."""

    csv: Annotated[str, Meta(max_length=FILE_AT_MOST)]
    dry_run: bool = False


async def bring_in(call: Call) -> Report:
    """Make and change dossiers, or their client users, as a CSV file says; nothing where a cell is wrong."""
    sheet = read(call.body.csv)
    return await call.door.services.writer.do(
        lambda work: bring(work, call.by, sheet, dry_run=call.body.dry_run)
    )


ENDPOINTS = [
    Endpoint("POST", "/api/v1/imports", bring_in, Report, takes=Import, office=True, most=2 * FILE_AT_MOST),
]
