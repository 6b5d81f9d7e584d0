"""What `vinkje up` says once everything runs."""

from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

SHOWN = 6


def show(url: str, mail: str | None, people: list[dict[str, Any]], password: str) -> None:
    """The address, the page of the mails, and a handful of people to sign in as."""
    console = Console(highlight=False)
    lines = Table.grid(padding=(0, 2))
    lines.add_row("Vinkje", f"[bold link={url}]{url}[/]")
    if mail:
        lines.add_row("Mails", f"[link={mail}]{mail}[/]")
    if people:
        lines.add_row("Sign in", f"with password [bold]{password}[/]")
    for person in people[:SHOWN]:
        lines.add_row("", _one(person))
    console.print()
    console.print(Panel(lines, expand=False, border_style="blue", subtitle="Ctrl-C ends it", padding=(1, 2)))
    console.print()


def _one(person: dict[str, Any]) -> str:
    about = ", ".join(str(person[key]) for key in ("role", "office") if person.get(key))
    return f"{person['email']}  [dim]{about}[/]"
