"""What no linter of others knows: rules of this house, read from the source itself."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.config import ROOT

SECRETS = {
    "body", "content", "cookie", "cookies", "d", "email", "frame", "headers", "password", "payload", "secret",
    "subject", "text", "ticket", "token",
}  # fmt: skip
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
Rule = Callable[[ast.AST], Iterator[int]]
FILES = [file for part in ("server", "workers") for file in sorted((ROOT / part).rglob("*.py"))]


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def logs_what_is_secret(tree: ast.AST) -> Iterator[int]:
    """A log is read by who may read nothing else."""
    for name, call in calls(tree):
        owner, _, level = name.rpartition(".")
        if owner in ("log", "logger", "logging") and level in LEVELS:
            if {name for given in call.args for name in named(given)} & SECRETS:
                yield call.lineno


def named(expression: ast.AST) -> Iterator[str]:
    """`frame.t` is a t, not a frame."""
    whole = [part.value for part in ast.walk(expression) if isinstance(part, ast.Attribute)]
    for part in ast.walk(expression):
        if isinstance(part, ast.Attribute):
            yield part.attr
        elif isinstance(part, ast.Name) and part not in whole:
            yield part.id


def tasks_per_send(tree: ast.AST) -> Iterator[int]:
    """For one stalled client that is a task for everything he does not read."""
    for name, call in calls(tree):
        if name.rpartition(".")[2] in ("create_task", "ensure_future", "spawn"):
            if any(
                ast.unparse(given).partition("(")[0].endswith((".send", ".send_text")) for given in call.args
            ):
                yield call.lineno


def asks_the_caller_where_we_are(tree: ast.AST) -> Iterator[int]:
    """Links and cookies are of `public_url`: a Host header is whatever a stranger wrote."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("base_url", "url_for"):
            yield node.lineno
        if isinstance(node, ast.Subscript) and _of_headers(node.value, node.slice):
            yield node.lineno
    for name, call in calls(tree):
        if name.endswith("headers.get") and _of_headers(call.func.value, call.args[0]):  # type: ignore[attr-defined]
            yield call.lineno


def _of_headers(owner: ast.AST, key: ast.AST) -> bool:
    return (
        ast.unparse(owner).endswith("headers")
        and isinstance(key, ast.Constant)
        and str(key.value).lower() == "host"
    )


@pytest.mark.spec("T8")
@pytest.mark.parametrize("rule", [logs_what_is_secret, tasks_per_send, asks_the_caller_where_we_are])
def test_the_source_keeps_the_rule(rule: Rule) -> None:
    found = [f"{file.relative_to(ROOT)}:{line}" for file in FILES for line in rule(_tree(file))]
    assert not found


BROKEN = [
    (logs_what_is_secret, 'log.warning("%s", request.headers)'),
    (logs_what_is_secret, 'log.info(f"in: {token}")'),
    (tasks_per_send, "asyncio.create_task(websocket.send_text(frame))"),
    (asks_the_caller_where_we_are, "link = f'https://{request.headers[\"host\"]}'"),
    (asks_the_caller_where_we_are, 'link = request.headers.get("Host")'),
    (asks_the_caller_where_we_are, "link = request.base_url"),
]


@pytest.mark.parametrize(("rule", "source"), BROKEN)
def test_who_breaks_it_is_noticed(rule: Rule, source: str) -> None:
    assert list(rule(ast.parse(source))) == [1]


def _tree(file: Path) -> ast.AST:
    return ast.parse(file.read_text())
