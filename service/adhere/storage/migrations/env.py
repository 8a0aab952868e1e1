"""What Alembic runs to take the steps, on the connection that it is given."""

from alembic import context

from adhere.storage.tables import metadata

given = context.config.attributes
context.configure(connection=given["connection"], target_metadata=metadata, version_table=given["versions"])
with context.begin_transaction():
    context.run_migrations()
