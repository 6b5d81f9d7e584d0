from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from server import migrate
from server.models import metadata


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_server_default": True, "include_name": migrate.ours}
    )
    return list(compare_metadata(context, metadata))


async def test_the_migrations_make_exactly_the_tables_of_the_models(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
        assert await connection.run_sync(migrate.current) == migrate.head()


async def test_every_installation_draws_its_own_epoch(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        epochs = (await connection.execute(text("SELECT epoch FROM installation"))).scalars().all()
    assert len(epochs) == 1 and len(epochs[0]) == 16


async def test_down_to_nothing_and_up_again_inside_a_running_loop(
    database_url: str, engine: AsyncEngine
) -> None:
    migrate.downgrade(database_url, "base")
    migrate.upgrade(database_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
