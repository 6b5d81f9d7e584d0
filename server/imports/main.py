"""`vinkje import FILE`: dossiers or client users of an office, from a file of this machine."""

import asyncio
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import select
from sqlmodel import col

from server.accounts.models import Office, Person, Staff
from server.accounts.principal import Principal
from server.config import Settings
from server.imports.actions import bring
from server.imports.frames import Kind, Report
from server.imports.reading import decoded, read
from server.store import Store
from server.writer import Writer


def run(settings: Settings, kind: Kind, file: Path, office: str, dry_run: bool) -> bool:
    """Prints what would change, or did. False where something is wrong: then nothing was stored."""
    report = asyncio.run(_bring(settings, kind, file, office, dry_run))
    _show(report, dry_run)
    return not report.problems


async def _bring(settings: Settings, kind: Kind, file: Path, office: str, dry_run: bool) -> Report:
    sheet = read(decoded(file.read_bytes()))
    if sheet.kind != kind:
        raise SystemExit(f"vinkje: {file} holds {sheet.kind}, not {kind}")
    store = Store(settings.database_url)
    writer = Writer(store, lambda _, news: None)  # the nodes find it in the rows
    await writer.start()
    try:
        by = await _admin(store, office)
        return await writer.do(lambda work: bring(work, by, sheet, dry_run=dry_run))
    finally:
        await writer.stop()
        await store.close()


async def _admin(store: Store, name: str) -> Principal:
    """The office of this name, or the only one, in the hands of its first admin."""
    found = select(Office, Person).join(Staff, col(Staff.office_id) == col(Office.id))
    found = found.join(Person, col(Person.id) == col(Staff.person_id)).order_by(
        col(Staff.joined_at), col(Person.id)
    )
    found = found.where(col(Staff.role) == "admin", col(Staff.active), col(Person.active))
    async with store.session() as session:
        rows = (await session.execute(found.where(col(Office.name) == name) if name else found)).all()
    offices = {office.id: (office, person) for office, person in reversed(rows)}
    if len(offices) != 1:
        raise SystemExit("vinkje: name one office with an admin, with --office")
    [(office, person)] = offices.values()
    zone, language = person.time_zone, person.language
    return Principal(0, person.id, office.id, "office", "admin", person.name, language, zone, 0)


def _show(report: Report, dry_run: bool) -> None:
    console = Console()
    for problem in report.problems:
        console.print(f"line {problem.line}, {problem.column or 'the row'}: {problem.message}", markup=False)
    table = Table("line", "number", "", "what", "columns")
    for change in report.changes:
        table.add_row(str(change.line), change.number, change.name, change.what, ", ".join(change.columns))
    if report.changes:
        console.print(table)
    how = "would be" if dry_run or report.problems else "were"
    told = f"{report.made} {how} made, {report.changed} changed, {report.unchanged} are as they were."
    console.print(f"Nothing was stored. {told}" if not report.done else told)
