"""Alembic runs the migrations on the connection that the project opened."""

from alembic import context

from coproclip.project.schema import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
    # Without it every step is kept by itself, and one that is stopped leaves a project that is neither old nor new.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
