"""Cards that are gone and cannot be posted again: whoever hosts such an evening hears of it, whatever process is on."""

from bot.evenings.ports import EveningStore
from bot.evenings.rules import Evening, Hidden
from bot.kernel.turns import Turns


class HiddenCards:
    """The evenings that nobody can see. `turns` are theirs."""

    def __init__(self, store: EveningStore, turns: Turns) -> None:
        self._store = store
        self._turns = turns

    async def is_gone(self, evening_id: int) -> None:
        """A card is not there: its host is to be told, unless they have been, and it never stood again."""
        await self._note(evening_id, Hidden.NO, Hidden.UNTOLD)

    async def stands(self, evening_id: int) -> None:
        """A card of an evening is on the screen."""
        for hidden in (Hidden.UNTOLD, Hidden.TOLD):
            await self._note(evening_id, hidden, Hidden.NO)

    async def to_tell(self, guild_id: int, user_id: int) -> Evening | None:
        """An evening whose host this is, and whose card is gone. Asked once, until a card stands again."""
        for evening_id in await self._store.untold(guild_id, user_id):
            if (evening := await self._note(evening_id, Hidden.UNTOLD, Hidden.TOLD)) is not None:
                return evening
        return None

    async def _note(self, evening_id: int, before: Hidden, after: Hidden) -> Evening | None:
        """Of an evening whose texts are still there, if it stood so before."""
        async with self._turns.of(evening_id):
            evening = await self._store.find(evening_id)
            if evening is None or not evening.is_open or evening.hidden is not before:
                return None
            await self._store.put_hidden(evening_id, after)
            return evening
