"""What `vinkje up` says once everything runs."""

from typing import Any

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table

SHOWN = 6


def show(url: str, mail: str | None, people: list[dict[str, Any]], password: str) -> None:
    """The address, the page of the mails, and a handful of people to sign in as."""
    console = Console(highlight=False)
    addresses = Table.grid(padding=(0, 2))
    addresses.add_row("Vinkje", f"[bold link={url}]{url}[/]")
    if mail:
        addresses.add_row("Mails", f"[link={mail}]{mail}[/]")
    console.print()
    console.print(
        Panel(
            Group(addresses, *_sign_ins(people[:SHOWN], password)),
            expand=False,
            border_style="blue",
            subtitle="Ctrl-C ends it",
            padding=(1, 2),
        )
    )
    console.print()


def _sign_ins(people: list[dict[str, Any]], password: str) -> list[RenderableType]:
    if not people:
        return []
    table = Table.grid(padding=(0, 2))
    for person in people:
        table.add_row(person["email"], f"[dim]{person['name']}, {person['role']}, {person['office']}[/]")
    return ["", f"Sign in with [bold]{password}[/] as", "", table]
