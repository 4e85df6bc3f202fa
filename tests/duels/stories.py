"""What becomes of a duel when anything happens at any time, drawn."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import strategies as st

from bot.duels.rules import offer, play
from bot.duels.rules.model import Duel, DuelPace, DuelSettings, Phase, Refusal
from bot.kernel.asked import Player
from tests.strategies import ADA, BEN, CAT, NOON, answers_to, questions, spans

paces = st.sampled_from(list(DuelPace))


@dataclass(frozen=True, slots=True)
class DuelStory:
    """The states of one duel, oldest first, and whether an outage came between two of them."""

    states: list[Duel] = field(default_factory=list)
    outages: list[int] = field(default_factory=list)


def granted(outcome: Duel | Refusal) -> Duel:
    assert isinstance(outcome, Duel), outcome
    return outcome


def a_challenge(pace: DuelPace = DuelPace.LIVE, invited: Player | None = BEN, *, rated: bool = True) -> Duel:
    return granted(
        offer.challenge(
            duel_id=9,
            guild_id=70,
            channel_id=700,
            challenger=ADA,
            invited=invited,
            settings=DuelSettings(pace=pace, rated=rated),
            seed=4,
            at=NOON,
        )
    )


@st.composite
def duel_stories(draw: st.DrawFn, *, outages: bool = True) -> DuelStory:
    """A duel of either pace with one to five questions of any kind."""
    duel, at = a_challenge(draw(paces), draw(st.sampled_from([BEN, None]))), NOON
    pool = draw(st.lists(questions, min_size=1, max_size=5))
    story = DuelStory([duel])
    if draw(st.integers(0, 9)):
        duel = granted(offer.accept(duel, BEN, pool, draw(st.sampled_from([(20, 20), (19, 30)])), at))
        story.states.append(duel)
    for _ in range(draw(st.sampled_from([40, 20, 5]))):
        at += draw(spans)
        outcome = _happens(draw, duel, at, story if outages else None)
        if isinstance(outcome, Duel) and outcome is not duel:
            duel = outcome
            story.states.append(duel)
    return story


def _happens(draw: st.DrawFn, duel: Duel, at: datetime, story: DuelStory | None) -> Duel | Refusal:
    who = draw(st.sampled_from([ADA, BEN, ADA, BEN, CAT]))
    kind = draw(st.sampled_from(["answer"] * 5 + ["go on"] * 4 + ["tick"] * 3 + ["decline", "block", "outage"]))
    if kind == "answer" and duel.asked:
        reached = duel.position if duel.is_live else play.answered(duel, who.id)
        place = min(max(reached, 0), len(duel.asked) - 1)
        return play.answer(duel, who.id, place, draw(answers_to(duel.asked[place].question)), at)
    if kind == "go on":
        return play.show(duel, who.id, at) if duel.phase is Phase.ALONE else play.press_ready(duel, who.id, at)
    if kind == "decline" and draw(st.booleans()):
        return offer.decline(duel, who.id, at)
    if kind == "block":
        return play.block(duel, at)
    if kind == "outage" and story is not None:
        story.outages.append(len(story.states))
        return play.after_outage(duel, at - draw(spans), at, seen=draw(st.booleans()))
    return play.tick(duel, at)


def left_alone(duel: Duel, most: int = 50) -> Duel:
    """What becomes of a duel when only time passes."""
    for _ in range(most):
        if duel.due_at is None:
            break
        duel = play.tick(duel, duel.due_at + timedelta(milliseconds=1))
    return duel
