"""What is somebody's is found by them; a game that is over holds nobody who is ready for more."""

from alembic import op

from bot.storage.columns import partial

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None
kind = "expand"

_BY_PERSON = (
    ("players_by_player", "players", "player_id"),
    ("boards_by_player", "boards", "player_id"),
    ("rounds_by_host", "rounds", "host_id"),
    ("duels_by_challenger", "duels", "challenger_id"),
    ("duels_by_invited", "duels", "invited_id"),
    ("duels_by_opponent", "duels", "opponent_id"),
    ("duels_by_forfeit", "duels", "forfeited_by"),
    ("duel_shown_by_player", "duel_shown", "player_id"),
    ("rated_games_by_player", "rated_games", "player_id"),
    ("ratings_by_player", "ratings", "player_id"),
    ("streaks_by_player", "streaks", "player_id"),
    ("daily_schedules_by_organiser", "daily_schedules", "organiser_id"),
    ("mutes_by_organiser", "mutes", "organiser_id"),
)
_CAN_BE_EMPTY = ("invited_id", "opponent_id", "forfeited_by")


def upgrade() -> None:
    """Create the indexes; empty the lists that no game needs any more."""
    for name, table, column in _BY_PERSON:
        where = partial(f"{column} IS NOT NULL") if column in _CAN_BE_EMPTY else {}
        op.create_index(name, table, [column], **where)
    for table in ("rounds", "duels"):
        op.execute(f"UPDATE {table} SET ready = '[]' WHERE phase = 'ended' AND ready <> '[]'")  # noqa: S608 - fixed names
        op.create_index(f"{table}_ready", table, ["game_id"], **partial("ready <> '[]'"))
    op.create_index("messages_unseen", "messages", ["game_id"], **partial("card = 'daily' AND message_id IS NULL"))
