from tests.core.conftest import office

__all__ = ["office"]
