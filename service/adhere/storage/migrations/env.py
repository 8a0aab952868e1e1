"""What Alembic runs to take the steps, on the connection that it is given."""

from alembic import context

from adhere.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, version_table="adhere_version"
)
with context.begin_transaction():
    context.run_migrations()
