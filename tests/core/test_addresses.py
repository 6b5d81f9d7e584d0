"""One address of the database, for SQLAlchemy and for libpq."""

import pytest
from psycopg.conninfo import conninfo_to_dict

from server.db import libpq_url


@pytest.mark.parametrize(
    ("url", "means"),
    [
        (
            "postgresql+asyncpg://an:p%40w@db.example:6432/vinkje",
            {"user": "an", "password": "p@w", "host": "db.example", "port": "6432", "dbname": "vinkje"},
        ),
        (
            "postgresql+asyncpg://an@/vinkje?host=/run/postgresql&ssl=require",
            {"user": "an", "dbname": "vinkje", "host": "/run/postgresql", "sslmode": "require"},
        ),
        (
            "postgresql+asyncpg://an@/vinkje?host=one:5433&host=two&target_session_attrs=primary",
            {
                "user": "an",
                "dbname": "vinkje",
                "host": "one,two",
                "port": "5433,5432",
                "target_session_attrs": "primary",
            },
        ),
    ],
)
def test_libpq_understands_the_same_address(url: str, means: dict[str, str]) -> None:
    assert conninfo_to_dict(libpq_url(url)) == means
