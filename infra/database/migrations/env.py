"""Alembic runs this to migrate: on the connection, and in the transaction, that `infra.database.migrations` opened."""

from alembic import context

from infra.database.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
