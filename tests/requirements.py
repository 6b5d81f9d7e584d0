"""`bin/check spec`: which tests prove which requirement of docs/spec.md, and which have none yet."""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINE = re.compile(r"^- ([SRPUT]\d+): (.+)$", re.MULTILINE)


def requirements() -> dict[str, str]:
    return dict(LINE.findall((ROOT / "docs" / "spec.md").read_text()))


def proofs() -> dict[str, list[str]]:
    """Requirement → `file::test`, read from the markers on functions, classes and modules."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        for name, number in _markers(ast.parse(file.read_text())):
            found[number].append(f"{file.relative_to(ROOT)}::{name}")
    return found


def _markers(tree: ast.Module) -> Iterator[tuple[str, str]]:
    of_all = _of_the_module(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if node.name.startswith("test_"):
                yield from ((node.name, number) for number in of_all)
            for decorator in node.decorator_list:
                yield from ((node.name, number) for number in _numbers(decorator))


def _of_the_module(tree: ast.Module) -> list[str]:
    marks = (node.value for node in tree.body if isinstance(node, ast.Assign) and _is_pytestmark(node))
    return [number for mark in marks for number in _numbers(mark)]


def _is_pytestmark(node: ast.Assign) -> bool:
    return any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets)


def _numbers(decorator: ast.expr) -> list[str]:
    if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.spec":
        return [each.value for each in decorator.args if isinstance(each, ast.Constant)]
    return []


def main() -> int:
    """Print the list; 1 when a test names a requirement that does not exist."""
    wanted, found = requirements(), proofs()
    for number, says in wanted.items():
        print(f"{number:<5} {says}")
        for test in found.get(number, []):
            print(f"        {test}")
    without = [number for number in wanted if number not in found]
    unknown = sorted(set(found) - set(wanted))
    print(
        f"\n{len(wanted) - len(without)} of {len(wanted)} have tests; without: {' '.join(without) or 'none'}"
    )
    if unknown:
        print(f"named by tests, but not in docs/spec.md: {' '.join(unknown)}")
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
