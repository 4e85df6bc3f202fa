"""Runs the migrations on the connection that `bot.storage.scripts` hands over, all of them in one transaction."""

from alembic import context

from bot.boards.filling import fill_sums
from bot.storage.compatibility import note_oldest
from bot.storage.every_table import metadata
from bot.storage.revisions import newest_revision
from bot.storage.scripts import broken_references, oldest_program

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    # SQLite can roll back DDL, but Alembic does not believe it: without this a crash would apply half a revision.
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
    if context.get_revision_argument() == newest_revision():
        fill_sums(connection, context.config.attributes["before"])
        note_oldest(connection, oldest_program())
    broken = broken_references(connection)
    if broken:
        raise RuntimeError(f"The migration would leave rows without their parents: {', '.join(broken)}")
