"""Browsers that earlier tests have left, as empty as new ones: a new one costs more than most tests do in it.

They keep what the network lets anybody keep, the page's own files, and nothing of anybody.
"""

import json
from collections.abc import Iterable
from typing import Any

from playwright.async_api import Browser, BrowserContext

from tests.browser.someone import REPORT_VIOLATIONS


class Wardrobe:
    def __init__(self, chromium: Browser) -> None:
        self.chromium = chromium
        self.free: dict[str, list[BrowserContext]] = {}

    async def takes(self, **options: Any) -> BrowserContext:
        """`options` are those of Playwright's `new_context`."""
        if same := self.free.get(_key(options)):
            return same.pop()
        made = await self.chromium.new_context(**options)
        await made.add_init_script(REPORT_VIOLATIONS)
        await (
            made.new_page()
        )  # nothing comes on it; with it, the process lives on that knows the page's files
        return made

    async def gives_back(self, context: BrowserContext, origins: Iterable[str], **options: Any) -> None:
        """Without a page, a cookie, or anything stored."""
        empty, *used = context.pages
        for page in used:
            await page.close()
        tools = await context.new_cdp_session(empty)
        for origin in origins:
            await tools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        await context.clear_cookies()
        await context.unroute_all()
        await context.set_offline(False)
        self.free.setdefault(_key(options), []).append(context)


def _key(options: dict[str, Any]) -> str:
    return json.dumps(options, sort_keys=True)
