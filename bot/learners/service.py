"""What players want everywhere, changed one wish at a time."""

from bot.learners.ports import PreferenceStore
from bot.learners.rules import Preferences


async def change_wishes(store: PreferenceStore, player_id: int, **wishes: bool) -> Preferences:
    """A player's wishes with these changed, by the names that `Preferences` has for them; the others stay."""
    await store.change(player_id, wishes)
    return await store.of(player_id)
