"""`vinkje doctor`: a running installation looked at from end to end."""

import asyncio
import json
from functools import partial

from rich.console import Console

from server.config import Settings
from server.doctor import files, parts, redis, web
from server.doctor.check import Finding, look


def run(settings: Settings, email: str, password: str, as_json: bool) -> bool:
    """Look at everything and say it; true when all is well."""
    findings = asyncio.run(examine(settings, email, password))
    if as_json:
        print(json.dumps([finding.as_dict() for finding in findings], indent=1))
    else:
        tell(findings)
    return all(finding.ok for finding in findings)


async def examine(settings: Settings, email: str = "", password: str = "") -> list[Finding]:
    """Every check, at once; the round trip only for who gives an address and a password."""
    checks = {
        "database": partial(parts.database, settings),
        "redis": partial(redis.redis, settings),
        "worker": partial(parts.worker, settings),
        "mail": partial(parts.mail, settings),
        "files": partial(files.files, settings),
        "http": partial(web.http, settings),
        "socket": partial(web.stranger, settings),
    }
    if email:
        checks["round trip"] = partial(web.round_trip, settings, email, password)
    return await asyncio.gather(*(look(name, check) for name, check in checks.items()))


def tell(findings: list[Finding]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for finding in findings:
        sign = "[green]✓[/]" if finding.ok else "[bold red]✗[/]"
        console.print(f"{sign} {finding.name:<10} ", end="")
        console.print(finding.says, markup=False)
        if finding.do:
            console.print(f"  {'':<10} → {finding.do}", markup=False)
    console.print("\nAll is well." if all(f.ok for f in findings) else "\nNot all is well.")
