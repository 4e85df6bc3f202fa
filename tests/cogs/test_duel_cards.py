"""What a duel's messages show: never what the other chose, or whether it is right, while that is open."""

from collections.abc import Iterator
from dataclasses import replace

from discord.ui import LayoutView
from hypothesis import given

from bot.delivery.validator import COMPONENTS_V2, message_violations
from bot.domain.duels.cards import cards
from bot.domain.duels.model import Duel, Phase
from bot.domain.rounds.model import Locked
from cogs.duels.private import private_card, review_card
from cogs.duels.rendering import draw
from tests.domain.duel_stories import DuelStory, duel_stories
from tests.strategies import NOON

BLANK = Locked((), correct=False, credit=0.0, points=0, elapsed_ms=0, at=NOON)


def seen_by(duel: Duel, player_id: int) -> Iterator[LayoutView]:
    """Everything that a player can see of a duel."""
    for card in cards(duel):
        drawing = draw(duel, card, ())
        assert drawing is not None
        yield drawing.view
    yield private_card(duel, player_id)
    if duel.phase is Phase.ENDED:
        yield from (review_card(duel, player_id, place) for place in range(len(duel.asked)))


def payload(view: LayoutView) -> dict[str, object]:
    components = view.to_components()  # type: ignore[no-untyped-call]
    return {"components": components, "flags": COMPONENTS_V2, "allowed_mentions": {"parse": []}}


def blanked(duel: Duel, player_id: int) -> Duel:
    """The duel with a player's answers to open questions replaced: only that they were given is left."""
    for place, asked in enumerate(duel.asked):
        if asked.closed_at is None and player_id in asked.answers:
            duel = duel.with_asked(place, replace(asked, answers={**asked.answers, player_id: BLANK}))
    return duel


@given(duel_stories())
def test_nobody_sees_the_others_answer_before_the_close(story: DuelStory) -> None:
    """Whatever somebody answered, until the question is closed the other sees exactly the same everywhere."""
    for duel in story.states:
        for player in duel.players:
            for other in duel.players:
                if other != player:
                    shown = [payload(view) for view in seen_by(duel, player.id)]
                    assert shown == [payload(view) for view in seen_by(blanked(duel, other.id), player.id)]


@given(duel_stories())
def test_every_card_fits_discord(story: DuelStory) -> None:
    """Every message of every duel keeps within Discord's limits."""
    for duel in story.states:
        for player in duel.players:
            for view in seen_by(duel, player.id):
                assert message_violations(payload(view)) == []
