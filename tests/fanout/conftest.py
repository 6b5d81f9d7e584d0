import asyncio
from collections.abc import Callable, Mapping

import pytest
import uvloop


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """As served: uvloop says RuntimeError to who writes on what has just closed."""
    return {"uvloop": uvloop.new_event_loop}
