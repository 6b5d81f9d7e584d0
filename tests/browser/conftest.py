"""The stage: a running installation, an office of one's own on it, and a browser for whoever is asked in."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from server.ids import new_id
from tests.browser.someone import Someone
from tests.browser.wardrobe import Wardrobe
from tests.installation import Installation, installed, new_database
from tests.world import NAMES, World

QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip
DESKTOP = {"width": 1440, "height": 900}
# For what depends on the page alone.
on_sqlite = pytest.mark.parametrize("installation", ["sqlite"], indirect=True, scope="session")


@dataclass
class Stage:
    installation: Installation
    wardrobe: Wardrobe
    stack: AsyncExitStack
    domain: str = field(default_factory=lambda: f"{new_id()}.example.test")
    people: list[Someone] = field(default_factory=list)
    world: World | None = None

    async def plays(self) -> None:
        self.world = await self.installation.founds(self.domain)

    async def reminds_after(self, seconds: float, of: str = "office") -> None:
        """Instead of two hours; and from here on there is a worker."""
        await self.installation.reminds_after(getattr(self.world, of), seconds)
        self.installation.needs_worker()

    def email(self, name: str) -> str:
        return next(f"{first}.{last}@{self.domain}".lower() for first, last in NAMES if first.lower() == name)

    async def browser(self, name: str, *, node: int = 0, **options: Any) -> Someone:
        """A browser of this person, nowhere yet. `options` are Playwright's, such as `viewport`."""
        wanted = {"viewport": DESKTOP, "locale": "nl-BE", "timezone_id": "Europe/Brussels", **options}
        context = await self.wardrobe.takes(**wanted)
        origins = [web.url for web in self.installation.webs]
        self.stack.push_async_callback(self.wardrobe.gives_back, context, origins, **wanted)
        url = self.installation.webs[node].url
        someone = await Someone.at(context, url, self.email(name))
        self.people.append(someone)
        return someone

    async def signed_in(self, name: str, **options: Any) -> Someone:
        someone = await self.browser(name, **options)
        await someone.signs_in()
        return someone


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def wardrobe(chromium_path: str) -> AsyncIterator[Wardrobe]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path, args=QUIET)
        yield Wardrobe(browser)
        await browser.close()


@pytest_asyncio.fixture(
    scope="session",
    loop_scope="session",
    params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)],
)
async def installation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, redis_server: object
) -> AsyncIterator[Installation]:
    """One of each database, shared by all tests: they do not know of each other's offices."""
    folder = tmp_path_factory.mktemp("installation")
    url = new_database(request, request.param, folder)
    async with installed(url, folder) as running:
        yield running


@asynccontextmanager
async def on_stage(installation: Installation, wardrobe: Wardrobe) -> AsyncIterator[Stage]:
    """Fails a test in whose browsers something went wrong on the console, whatever it looked at."""
    async with AsyncExitStack() as stack:
        stage = Stage(installation, wardrobe, stack)
        await stage.plays()
        yield stage
        complaints = [f"{someone.email}: {said}" for someone in stage.people for said in someone.complaints]
    assert not complaints, "\n".join(complaints)
    tracebacks = installation.tracebacks()
    assert not tracebacks, tracebacks


@pytest_asyncio.fixture(loop_scope="session")
async def stage(installation: Installation, wardrobe: Wardrobe) -> AsyncIterator[Stage]:
    async with on_stage(installation, wardrobe) as stage:
        yield stage


@pytest_asyncio.fixture(loop_scope="session")
async def two_nodes(
    postgres_database_url: str, tmp_path: Path, redis_server: object, wardrobe: Wardrobe
) -> AsyncIterator[Stage]:
    """A stage of one's own to break, with two web processes; `browser(…, node=1)` is at the second."""
    async with installed(postgres_database_url, tmp_path, nodes=2) as own, on_stage(own, wardrobe) as stage:
        yield stage
