"""Which messages say how a daily went, once nobody can finish it any more."""

from __future__ import annotations

from bot.daily.ports import CARD_OF_DAILY
from bot.kernel.ports import MessageKey
from tests.daily.conftest import DAY, GUILD, HOUR, START, House


async def test_a_post_and_the_one_after_it_say_how_it_went(house: House) -> None:
    """No other day's, and no other server's: each would be an edit of an old message, for nothing."""
    made = []
    for guild in (GUILD, GUILD + 1):
        await house.arrange(guild)
    for day in range(3):
        await house.posting.tick(START + HOUR + day * DAY)
        made.append([await house.latest(guild) for guild in (GUILD, GUILD + 1)])
    for daily in (daily for day in made for daily in day):
        await house.posted(daily)
    await house.store.tell_keys(made[0][0].id, GUILD)

    async def says_more(number: int) -> bool:
        found = await house.storage.messages.find(MessageKey(number, CARD_OF_DAILY))
        assert found is not None
        return not found.settled

    told = [[await says_more(daily.id) for daily in day] for day in made]
    assert told == [[True, False], [True, False], [False, False]]
