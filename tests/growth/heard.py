"""Every statement the server runs while we listen, with the line of our source that asked for it."""

import ast
import importlib
import pkgutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import greenlet
from sqlalchemy import Engine, event

import server
from server.rows import Ask, Statement

ROOT = Path(server.__file__).parent
ASKS = {"execute", "scalar", "scalars"}
# Not what runs all day: the demo, the doctor, migrations, seeds, and what begins and ends a transaction.
APART = (
    "demo/",
    "doctor/",
    "migrations/",
    "migrate.py",
    "seed.py",
    "store.py",
    "rows.py",
    "db.py",
    "imports/main.py",
    "people/main.py",
    "web/health.py",
)

Site = tuple[str, int]


@dataclass
class Heard:
    """`sql`: texts of SQLAlchemy with their parameters as the driver got them. `asked`: filled statements of ours."""

    sql: dict[str, Any] = field(default_factory=dict)
    asked: dict[Statement, Ask] = field(default_factory=dict)
    sites: set[Site] = field(default_factory=set)

    def uncovered(self) -> list[str]:
        """Questions in the source that were not asked while we listened."""
        silent = [f"{file}:{first}" for file, first, last in sites() if not self._was_at(file, first, last)]
        return silent + [name for name, one in statements() if one not in self.asked]

    def _was_at(self, file: str, first: int, last: int) -> bool:
        return any((file, line) in self.sites for line in range(first, last + 1))


@contextmanager
def listening() -> Iterator[Heard]:
    heard = Heard()

    def hears(connection: Any, cursor: Any, sql: str, parameters: Any, context: Any, many: bool) -> None:
        heard.sql.setdefault(sql, parameters[0] if many else parameters)
        heard.sites.update(_lines())

    call = Statement.__call__

    def filled(self: Statement, **columns: Any) -> Ask:
        ask = call(self, **columns)
        heard.asked.setdefault(self, ask)
        return ask

    event.listen(Engine, "before_cursor_execute", hears)
    Statement.__call__ = filled  # type: ignore[method-assign]
    try:
        yield heard
    finally:
        Statement.__call__ = call  # type: ignore[method-assign]
        event.remove(Engine, "before_cursor_execute", hears)


def _lines() -> Iterator[Site]:
    """Where we are in our own source, up through the greenlet of SQLAlchemy to who awaits it."""
    here: Any = greenlet.getcurrent()
    frame: FrameType | None = sys._getframe(1)
    while here is not None:
        while frame is not None:
            file = Path(frame.f_code.co_filename)
            if file.is_relative_to(ROOT):
                yield str(file.relative_to(ROOT)), frame.f_lineno
            frame = frame.f_back
        here = here.parent
        frame = here.gr_frame if here is not None else None


def sites() -> Iterator[tuple[str, int, int]]:
    """Where the source asks a session something: file, first and last line."""
    for file in sorted(ROOT.rglob("*.py")):
        name = str(file.relative_to(ROOT))
        if not name.startswith(APART):
            yield from ((name, *lines) for lines in _asks(ast.parse(file.read_text())))


def _asks(tree: ast.AST) -> Iterator[tuple[int, int]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name("session"), attr=attribute)) if attribute in ASKS:
                yield node.lineno, node.end_lineno or node.lineno


def statements() -> Iterator[tuple[str, Statement]]:
    """Every set-based statement of the source, by the name it has there."""
    for found in pkgutil.walk_packages(server.__path__, "server."):
        path = found.name.removeprefix("server.").replace(".", "/") + ".py"
        if not path.startswith(APART) and path != "pipeline.py" and not path.endswith("__main__.py"):
            module = importlib.import_module(found.name)
            for name, one in vars(module).items():
                for key, statement in one.items() if isinstance(one, dict) else [("", one)]:
                    if isinstance(statement, Statement):
                        yield f"{found.name}.{name}{key and f'[{key}]'}", statement
