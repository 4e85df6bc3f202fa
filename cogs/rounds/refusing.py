"""Why a quiz cannot begin, where that depends on what else is being asked, and on what is on."""

from bot.rounds.pool import Pool
from bot.rounds.rules.model import Refusal, Settings
from cogs.rounds.words import NO_QUESTIONS_BY_DEFAULT, REFUSALS, all_are_asked
from cogs.shared.lacking import why_nothing


async def why_not(refusal: Refusal, pool: Pool, guild_id: int, settings: Settings, *, by_default: bool = False) -> str:
    """The refusal in words; where all its questions are open elsewhere in the server, in which games and until when.

    `by_default`: whoever starts it has chosen nothing that it could be about.
    """
    if refusal is Refusal.BEING_ASKED:
        return all_are_asked(await pool.held(guild_id, settings))
    if refusal is not Refusal.NO_QUESTIONS:
        return REFUSALS[refusal]
    known = await pool.topics(guild_id)
    if by_default:
        return why_nothing(known, None, NO_QUESTIONS_BY_DEFAULT)
    return why_nothing(known, settings.topic, REFUSALS[refusal])
