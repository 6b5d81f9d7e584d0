"""From measurements to what one may say: medians, their spread, and ratios taken within a round."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from benchmarks.figures.base import Figure, Measured

TUNED = "socketio-pg-batch"


@dataclass(frozen=True)
class Row:
    """One measurement."""

    figure: str
    rival: str
    round: int
    measured: Measured


@dataclass(frozen=True)
class Told:
    """A rival's figure over all rounds. `better`: how many times less than the tuned rival, round by round."""

    rival: str
    median: float
    least: float
    most: float
    also: dict[str, float]
    better: tuple[float, float, float] | None


def tell(figure: type[Figure], rows: Sequence[Row]) -> list[Told]:
    by_rival: dict[str, dict[int, Measured]] = defaultdict(dict)
    for row in rows:
        if row.figure == figure.name:
            by_rival[row.rival][row.round] = row.measured
    rival_rounds = by_rival.get(TUNED, {})
    return [_told(figure, name, rounds, rival_rounds) for name, rounds in by_rival.items()]


def _told(figure: type[Figure], name: str, rounds: dict[int, Measured], tuned: dict[int, Measured]) -> Told:
    values = [measured[figure.main] for measured in rounds.values()]
    also = {extra: median(measured[extra] for measured in rounds.values()) for extra in figure.also}
    ratios = [
        tuned[number][figure.main] / rounds[number][figure.main] for number in rounds if number in tuned
    ]
    better = (round(median(ratios), 2), round(min(ratios), 2), round(max(ratios), 2)) if ratios else None
    return Told(name, median(values), min(values), max(values), also, better)


def as_json(figures: Sequence[type[Figure]], rows: Sequence[Row], machine: dict[str, str]) -> dict[str, Any]:
    told = {figure.name: [asdict(one) for one in tell(figure, rows)] for figure in figures}
    return {"machine": machine, "figures": told, "rows": [asdict(row) for row in rows]}


def as_markdown(figures: Sequence[type[Figure]], rows: Sequence[Row]) -> str:
    """A table per figure: the median, its spread, and how many times better than the tuned rival."""
    lines: list[str] = []
    for figure in figures:
        lines += [f"**{figure.title[0].upper()}{figure.title[1:]}**", ""]
        lines.append(f"| | {figure.unit} | × better than `{TUNED}` | {' | '.join(figure.also)} |")
        lines.append("|---" * (3 + len(figure.also)) + "|")
        for one in tell(figure, rows):
            spread = f"{one.median:g} ({one.least:g}–{one.most:g})"
            better = "" if one.better is None else "{:g} ({:g}–{:g})".format(*one.better)
            also = " | ".join(f"{value:g}" for value in one.also.values())
            lines.append(f"| {one.rival} | {spread} | {better} | {also} |")
        lines.append("")
    return "\n".join(lines)
