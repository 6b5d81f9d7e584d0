import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.scratch", "tests.services", "tests.spent", "tests.walls.witness"]

# How long an example takes says something of the machine, nothing of us.
settings.register_profile("vinkje", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("vinkje")

LONGEST = (
    "tests/properties/test_field.py",
    "tests/reminders/test_schedules.py",
    "tests/growth/test_growth.py",
    "tests/walls/test_fuzz.py",
    "tests/walls/test_noninterference.py",
    "tests/platform/test_up.py",
    "tests/drills/",
    "tests/browser/",
    "tests/properties/test_schedules.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no process is left alone with it in the end."""
    items.sort(
        key=lambda item: next((n for n, file in enumerate(LONGEST) if item.nodeid.startswith(file)), 99)
    )
