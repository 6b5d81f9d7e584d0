"""What stands in the way, in one line for the person at the keyboard."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError


class CannotStart(Exception):
    pass


@contextmanager
def database_in_reach(doing: str) -> Iterator[None]:
    """Turn what a database or its driver has to say into CannotStart: the first line of it."""
    try:
        yield
    except (SQLAlchemyError, OSError, CommandError) as error:
        raise CannotStart(f"{doing}: {str(error).splitlines()[0]}") from error
