"""Practice is one person's own: nobody practices, or learns of, what somebody else chose or is weak at."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.kernel.custom_ids import Press
from bot.kernel.questions import Exam
from bot.practice.rules.model import Focus, Refusal, Sitting, Wish
from bot.practice.service import PracticeService
from bot.readiness.service import ReadinessService
from cogs.practice.components import PracticeComponents
from cogs.practice.ids import Verb
from cogs.practice.words import NO_MISSES, NO_MISSES_THERE, REFUSALS
from cogs.readiness.components import ReadinessComponents
from cogs.readiness.ids import Verb as Ready
from tests.strategies import NOON

WISH = Wish(Focus.MISSES, topics=("metrics",), most=5)
THEIRS = Sitting(7, player_id=1, guild_id=70, channel_id=700, wish=WISH, seed=1, created_at=NOON, active_at=NOON)


class Practice:
    """Has the one sitting, and notes what is begun."""

    def __init__(self, answer: Refusal = Refusal.OVER) -> None:
        self.begun: list[Wish] = []
        self.answer = answer

    async def find(self, game_id: int) -> Sitting | None:
        return THEIRS if game_id == THEIRS.id else None

    async def start(self, *, wish: Wish, **_: object) -> Refusal:
        self.begun.append(wish)
        return self.answer


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What people are told."""
    told: list[str] = []

    async def say(_: object, text: str = "", **__: object) -> None:
        told.extend([text] if text else [])

    for telling in ("say", "refuse", "take_time"):
        monkeypatch.setattr(f"cogs.practice.components.{telling}", say)
    return told


def pressing(player: int) -> Any:
    return SimpleNamespace(user=SimpleNamespace(id=player), guild_id=70, channel_id=700, id=5, created_at=NOON)


@pytest.mark.parametrize(
    ("player", "game", "told"), [(1, 7, Refusal.OVER), (2, 7, Refusal.NOT_YOURS), (1, 8, Refusal.UNKNOWN)]
)
async def test_once_more_is_for_who_practiced(player: int, game: int, told: Refusal, said: list[str]) -> None:
    """The same wish once more is begun by whose wish it was, and by nobody who only knows the sitting's number."""
    practice = Practice()
    components = PracticeComponents(cast("PracticeService", practice))
    await components.again(pressing(player), Press(Verb.AGAIN, game, "0"))
    assert said == [REFUSALS[told]]
    assert len(practice.begun) == (told is Refusal.OVER)


@pytest.mark.parametrize("wish", [Wish(Focus.MISSES, topics=("metrics",)), Wish(Focus.MISSES, exam=Exam.AIF_C01)])
async def test_nobody_is_told_that_all_was_right_where_they_asked_for_a_part(wish: Wish, said: list[str]) -> None:
    """There may be misses in other topics, or of the other exam."""
    components = PracticeComponents(cast("PracticeService", Practice(Refusal.NO_QUESTIONS)))
    await components.begin(pressing(1), wish)
    await components.begin(pressing(1), Wish(Focus.MISSES))
    assert said == [NO_MISSES_THERE, NO_MISSES]


async def test_what_helps_most_is_practiced_where_its_topics_are_off() -> None:
    """With other questions of the exam: a button that is offered leads on."""
    begun: list[Wish] = []

    class Offers:
        async def topics(self, guild_id: int) -> list[str]:
            return {70: ["metrics"]}[guild_id]

        async def wish_for(self, exam: Exam, domain: int, guild_id: int) -> Wish:
            assert guild_id == 70
            return Wish(topics=("metrics", "genai") if domain == 1 else ("genai",), exam=exam)

    async def begin(_: object, wish: Wish) -> None:
        begun.append(wish)

    practice = SimpleNamespace(practice=Offers(), begin=begin)
    components = ReadinessComponents(cast("ReadinessService", Offers()), cast("PracticeComponents", practice))
    for domain in ("1", "2"):
        await components.practise(pressing(1), Press(Ready.PRACTISE, 0, "ready", (Exam.AIF_C01.value, domain)))
    assert begun == [Wish(topics=("metrics",), exam=Exam.AIF_C01), Wish(exam=Exam.AIF_C01)]
