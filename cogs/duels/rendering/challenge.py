"""The shared message of a duel: the challenge, and then how far it is; never a word of what was chosen."""

from bot.duels.rules.model import Duel, Phase
from bot.duels.rules.play import answered
from bot.duels.rules.result import tally
from bot.kernel.asked import Player
from cogs.duels.ids import Verb, on_card
from cogs.duels.words import (
    ACCEPT,
    BOTH_PRESS_MY_DUEL,
    CHALLENGES,
    DONE_OF,
    DUEL_MAKES_A_NEW,
    HAS_LOCKED,
    I_TAKE_NO_DUELS,
    IS_CLOSED_THE_NEXT,
    IS_THINKING,
    MY_DUEL,
    OVER_THE_RESULT_STANDS,
    OVER_WHEN_BOTH_HAVE,
    PUT_OFF,
    QUESTION_OF_DUEL,
    RECALL_WAS_AWAY,
    TAKE_BACK,
    THE_SAME_QUESTIONS,
    THIS_ONE,
    about,
    called,
    offered,
    stakes,
    versus,
    why_unplayed,
)
from cogs.shared.cards import MAIN, Card, button, row
from cogs.shared.words import begun_large, deadline, from_now, grouped, until


def challenge_card(duel: Duel) -> Card:
    """The challenge while it stands, then the state of play, then where it ended."""
    if duel.phase is Phase.OFFERED:
        return _offered(duel)
    if duel.phase is Phase.ENDED:
        return _over(duel)
    return Card(
        f"## ⚔️ {versus(duel)}",
        f"-# {about(duel.settings)} · {stakes(duel)}",
        _state(duel),
        rows=[row(button(MY_DUEL, on_card(Verb.MINE, duel.id), MAIN))],
    )


def _offered(duel: Duel) -> Card:
    accept = button(ACCEPT, on_card(Verb.ACCEPT, duel.id), MAIN)
    buttons = [accept, button("Decline" if duel.invited else TAKE_BACK, on_card(Verb.DECLINE, duel.id))]
    if duel.invited:
        buttons.append(button(I_TAKE_NO_DUELS, on_card(Verb.NO_DUELS, duel.id)))
    return Card(
        f"## ⚔️ {_who_challenges(duel)}",
        THIS_ONE.format(id=duel.invited.id) if duel.invited else "",
        f"{about(duel.settings)} · {offered(duel.settings)}",
        THE_SAME_QUESTIONS.format(until=until(duel.due_at or duel.created_at, dated=not duel.is_live)),
        rows=[row(*buttons)],
    )


def _who_challenges(duel: Duel) -> str:
    return CHALLENGES.format(called=called(duel.challenger), whom=called(duel.invited) if duel.invited else "anybody")


def _over(duel: Duel) -> Card:
    if duel.opponent is not None:
        return Card(f"## ⚔️ {versus(duel)}", OVER_THE_RESULT_STANDS)
    why = why_unplayed(duel)
    return Card(f"## ⚔️ {_who_challenges(duel)}", DUEL_MAKES_A_NEW.format(begun_large=begun_large(why)))


def _state(duel: Duel) -> str:
    if duel.phase is Phase.PAUSED:
        return RECALL_WAS_AWAY
    if duel.phase is Phase.ALONE:
        done = " · ".join(
            DONE_OF.format(called=called(one), done=answered(duel, one.id), of=len(duel.asked)) for one in duel.players
        )
        ends = OVER_WHEN_BOTH_HAVE.format(until=until(duel.due_at, dated=True)) if duel.due_at else ""
        return f"{done}{ends}"
    if duel.position < 0:
        return BOTH_PRESS_MY_DUEL.format(soon=from_now(duel.due_at or duel.active_at))
    return f"{_score(duel)}\n-# {_where(duel)}"


def _score(duel: Duel) -> str:
    return " · ".join(f"**{called(one)}** {grouped(tally(duel, one).points)}" for one in duel.players)


def _where(duel: Duel) -> str:
    place = QUESTION_OF_DUEL.format(position=duel.position + 1, asked=len(duel.asked))
    if duel.phase is Phase.READY:
        return IS_CLOSED_THE_NEXT.format(place=place)
    closes = f" · {deadline(duel.current.deadline)}" if duel.current.deadline else ""
    put_off = PUT_OFF if closes and duel.current.stops else ""
    return f"{place}{closes} · {', '.join(_busy(duel, one) for one in duel.players)}{put_off}"


def _busy(duel: Duel, player: Player) -> str:
    return f"{called(player)} {HAS_LOCKED if player.id in duel.current.answers else IS_THINKING}"
