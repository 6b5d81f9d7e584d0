"""A wheel carries the page's borrowed files; an editable install leaves them to `bin/up`."""

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class VendorHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from server.vendor import vendor  # the project itself is not installed while it is built

        vendor()
