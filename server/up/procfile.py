"""The Procfile: one program per line, in the order they are to end."""

import shlex
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Program:
    name: str
    command: list[str]


def read(file: Path) -> list[Program]:
    lines = (line.split(":", 1) for line in file.read_text().splitlines() if ":" in line and line[0] != "#")
    return [Program(name.strip(), shlex.split(command)) for name, command in lines]
