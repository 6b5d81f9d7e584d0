"""Alembic's entry: `server.migrate` hands the open connection over; there is no alembic.ini."""

from alembic import context

from server.models import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=context.config.attributes["render_item"],
    include_name=context.config.attributes["include_name"],
    transactional_ddl=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
