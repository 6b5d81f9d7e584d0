"""Bringing in what another program knows: all of it, or nothing where one cell is wrong."""

from server.accounts.principal import Principal
from server.conversations import access
from server.dossiers.frames import Imported
from server.errors import Forbidden
from server.imports import dossiers, users
from server.imports.frames import CHANGES_AT_MOST, Report
from server.imports.reading import Sheet
from server.rows import Steps
from server.streams.actions import office_stream
from server.work import Work


def bring(work: Work, by: Principal, sheet: Sheet, *, dry_run: bool) -> Steps[Report]:
    """The same sheet a second time changes nothing. Errors: `Forbidden` unless an admin asks."""
    if not access.may_manage_office(by):
        raise Forbidden()
    made = yield from (dossiers.plan(by, sheet) if sheet.kind == "dossiers" else users.plan(by, sheet))
    report = _report(sheet, made)
    if sheet.problems or dry_run:
        return report
    if isinstance(made, users.Plan):
        yield from users.apply(work, by, made, work.now)
    else:
        yield from dossiers.apply(by, made, work.now)
    report.done = True
    if report.made or report.changed:
        news = Imported(report.made, report.changed)
        work.announce(by.office_id, office_stream(by.office_id), "dossiers.imported", news)
    return report


def _report(sheet: Sheet, made: dossiers.Plan | users.Plan) -> Report:
    count = sum(change.what == "made" for change in made.changes)
    return Report(
        kind=sheet.kind,
        done=False,
        rows=len(sheet.rows),
        made=count,
        changed=len(made.changes) - count,
        unchanged=max(0, len(sheet.rows) - len(made.changes) - len({one.line for one in sheet.problems})),
        ignored=sheet.ignored,
        problems=sorted(sheet.problems, key=lambda one: one.line)[:CHANGES_AT_MOST],
        changes=made.changes[:CHANGES_AT_MOST],
    )
