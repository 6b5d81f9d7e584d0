from tests.live.conftest import make_office, office, stack
from tests.web.conftest import house, settings

__all__ = ["house", "make_office", "office", "settings", "stack"]
