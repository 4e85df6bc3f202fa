"""Why a quiz cannot begin, where that depends on what else is being asked."""

from bot.rounds.pool import Pool
from bot.rounds.rules.model import Refusal, Settings
from cogs.rounds.words import REFUSALS, all_are_asked


async def why_not(refusal: Refusal, pool: Pool, guild_id: int, settings: Settings) -> str:
    """The refusal in words; where all its questions are open elsewhere in the server, in which games and until when."""
    if refusal is Refusal.BEING_ASKED:
        return all_are_asked(await pool.held(guild_id, settings))
    return REFUSALS[refusal]
