"""The chart of the README: one row of bars per figure, the shorter the better. Plain SVG, in light and dark."""

from collections.abc import Sequence
from html import escape

from benchmarks.figures.base import Figure
from benchmarks.results import Row, Told, tell

WIDTH, LABEL, BAR, GAP, HEAD = 760, 150, 16, 6, 26
STYLE = """text { font: 12px system-ui, sans-serif; fill: #24292f } .title { font-weight: 600 }
.bar { fill: #afb8c1 } .ours { fill: #1f6feb }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .bar { fill: #57606a } .ours { fill: #58a6ff } }"""


def draw(figures: Sequence[type[Figure]], rows: Sequence[Row]) -> str:
    parts: list[str] = []
    y = 8
    for figure in figures:
        told = tell(figure, rows)
        parts += _panel(figure, told, y)
        y += HEAD + len(told) * (BAR + GAP) + 14
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" role="img">'
    return "\n".join([head, f"<style>{STYLE}</style>", *parts, "</svg>", ""])


def _panel(figure: type[Figure], told: list[Told], y: int) -> list[str]:
    title = escape(f"{figure.title[0].upper()}{figure.title[1:]} ({figure.unit})")
    parts = [f'<text class="title" x="0" y="{y + 14}">{title}</text>']
    longest = max(one.median for one in told) or 1
    for place, one in enumerate(told):
        parts += _bar(one, y + HEAD + place * (BAR + GAP), (WIDTH - LABEL - 160) / longest)
    return parts


def _bar(one: Told, y: int, scale: float) -> list[str]:
    width = max(1.0, one.median * scale)
    ours = " ours" if one.rival.startswith("vinkje") else ""
    than_rival = f" · {_said(one.better[0])}" if one.better and ours else ""
    return [
        f'<text x="0" y="{y + 12}">{escape(one.rival)}</text>',
        f'<rect class="bar{ours}" x="{LABEL}" y="{y}" width="{width:.1f}" height="{BAR}" rx="3"/>',
        f'<text x="{LABEL + width + 8:.1f}" y="{y + 12}">{one.median:g}{than_rival}</text>',
    ]


def _said(ratio: float) -> str:
    return f"{ratio:.2g}× better" if ratio >= 1 else f"{1 / ratio:.2g}× dearer"
