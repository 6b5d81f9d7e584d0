"""Statements tell which tables they touch, or are refused where they are written."""

import pytest

from server.rows import statement


def test_a_statement_knows_every_table_it_touches() -> None:
    both = statement("UPDATE seat SET active = false FROM {v} JOIN conversation c ON c.id = v.id", id=int)
    assert both.tables == {"seat", "conversation"}


@pytest.mark.parametrize("tables", ["{v}, conversation c", "seat s, conversation c", "seat, {v}"])
def test_tables_joined_by_a_comma_are_refused(tables: str) -> None:
    with pytest.raises(ValueError, match="JOIN"):
        statement(f"SELECT 1 FROM {tables}", id=int)
