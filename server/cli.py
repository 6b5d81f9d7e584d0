"""The command `vinkje`. Each command's work lives in its own module, loaded only when it is asked for."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from pkgutil import resolve_name
from typing import Annotated, Any

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
audit = typer.Typer(no_args_is_help=True)
app.add_typer(audit, name="audit", help="What is on record: edits and deletions.")

Data = Annotated[Path | None, typer.Option(help="The data folder, when it is not the usual one.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


class Kind(StrEnum):
    dossiers = "dossiers"
    users = "users"


class Language(StrEnum):
    nl = "nl"
    fr = "fr"
    de = "de"
    en = "en"


def chosen() -> Any:
    return resolve_name("server.config:settings")()


def running(data: Path | None) -> Any:
    """The settings of the installation that runs on this data folder, with the ports it took."""
    if data:
        os.environ["VINKJE_DATA"] = str(data.absolute())
    resolve_name("server.up.folder:DataFolder")(chosen().data).join()
    resolve_name("server.config:settings").cache_clear()
    return chosen()


def call(name: str, *arguments: Any) -> Any:
    """Do what needs the database; when that is out of reach, say so in one line."""
    try:
        with resolve_name("server.up.errors:database_in_reach")("the database does not answer"):
            return resolve_name(name)(*arguments)
    except resolve_name("server.up.errors:CannotStart") as error:
        sys.exit(f"vinkje: {error}")


@app.command()
def up(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="The port people come in by.")] = None,
    data: Data = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Empty the data folder first.")] = False,
) -> None:
    """Run everything on this machine: web, worker, Redis and a mail catcher."""
    resolve_name("server.up.main:up")(port, data, fresh)


@app.command()
def serve() -> None:
    """Run one web process."""
    resolve_name("server.serve:serve")(chosen())


@app.command()
def work() -> None:
    """Run the worker: the two-hour clock and the mails."""
    os.execv(sys.executable, [sys.executable, "-m", "workers"])


@app.command()
def redis() -> None:
    """Run the embedded Redis in the data folder."""
    resolve_name("server.up.redis:become")(chosen().data)


@app.command()
def mailcatcher() -> None:
    """Catch every mail of this machine and show it on a page."""
    resolve_name("server.mailcatcher.main:run")(chosen())


@app.command()
def migrate(
    new: Annotated[str, typer.Option(help="Write a migration with this title instead.")] = "",
) -> None:
    """Bring the database to the tables of this version."""
    url = chosen().database_url
    if new:
        call("server.migrate:write", url, new)
    else:
        call("server.migrate:upgrade", url)


@app.command()
def seed(
    data: Data = None,
    dossiers: Annotated[int, typer.Option(min=0, help="A new office with so many dossiers instead.")] = 0,
    messages: Annotated[int, typer.Option(min=0, help="And with so many messages, spread over them.")] = 0,
) -> None:
    """Load the demo office into an empty development installation, or a large office into any."""
    if dossiers:
        call("server.demo:grow", running(data), dossiers, messages)
    else:
        call("server.demo:seed", running(data))


@app.command()
def office(
    name: str,
    admin: Annotated[str, typer.Option(help="The e-mail address of its first admin.")],
    first_name: Annotated[str, typer.Option()],
    last_name: Annotated[str, typer.Option()],
    mailbox: Annotated[str, typer.Option(help="Where mails go that nobody else should get.")],
    language: Annotated[Language, typer.Option()] = Language.nl,
    data: Data = None,
) -> None:
    """Found an office. Its first admin gets a letter with a way in; the rest he does on the page."""
    somebody = resolve_name("server.people.inviting:Somebody")(admin, first_name, last_name, language.value)
    call("server.people.main:run", running(data), name, mailbox, somebody)


@app.command("import")
def bring(
    kind: Annotated[Kind, typer.Argument(help="What the file holds.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    office: Annotated[str, typer.Option(help="Its name, where there are several.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    data: Data = None,
) -> None:
    """Make and change dossiers, or their client users, as a CSV file says: all of it or nothing."""
    done = call("server.imports.main:run", running(data), kind.value, file, office, dry_run)
    raise typer.Exit(0 if done else 1)


@app.command()
def demo(as_json: AsJson = False, data: Data = None) -> None:
    """Who of the demo office can sign in, and what they may see."""
    call("server.demo:show", running(data), as_json)


@app.command()
def doctor(
    email: str = "",
    password: Annotated[str, typer.Option(envvar="VINKJE_DOCTOR_PASSWORD")] = "",
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Check a running installation from end to end, and say what to do."""
    healthy = resolve_name("server.doctor.main:run")(running(data), email, password, as_json)
    raise typer.Exit(0 if healthy else 1)


@audit.command()
def verify(data: Data = None) -> None:
    """Recompute every chain: whether each entry still is what was put there, and none is missing."""
    raise typer.Exit(0 if call("server.audit.main:check", running(data)) else 1)


if __name__ == "__main__":
    app()
