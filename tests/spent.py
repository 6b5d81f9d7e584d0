"""`--spent`: what each test costs in CPU-seconds, of all processes it has and had, on however many of them it ran."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

TICKS = os.sysconf("SC_CLK_TCK")
COSTLIEST = 40


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--spent", action="store_true", help="tell what each file and the costliest tests cost")


def spent() -> float:
    """CPU-seconds of this process, of its descendants, and of those of them that have ended."""
    cpu, children = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it just ended
            continue
        cpu[int(folder.name)] = sum(map(int, fields[11:15]))
        children.setdefault(int(fields[1]), []).append(int(folder.name))
    family = [os.getpid()]
    for member in family:
        family += children.get(member, ())
    return sum(cpu.get(member, 0) for member in family) / TICKS


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """With what was set up for it, and whatever was first needed by it."""
    if not item.config.getoption("--spent"):
        return (yield)
    item.stash[BEFORE] = spent()
    return (yield)


BEFORE = pytest.StashKey[float]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if BEFORE in item.stash and call.when == "teardown":
        report.user_properties.append(("spent", spent() - item.stash[BEFORE]))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not config.getoption("--spent"):
        return
    tests, files = Counter(), Counter()
    for report in terminalreporter.getreports(""):
        if report.when == "teardown":
            seconds = dict(report.user_properties).get("spent", 0.0)
            tests[report.nodeid] += seconds
            files[report.nodeid.partition("::")[0]] += seconds
    for title, what in (("files", files), ("tests", tests)):
        terminalreporter.section(f"CPU-seconds of {title}: {sum(what.values()):.0f}")
        for name, seconds in what.most_common(COSTLIEST):
            terminalreporter.line(f"{seconds:8.2f}  {name}")
