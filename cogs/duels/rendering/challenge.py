"""The shared message of a duel: the challenge, and then how far it is; never a word of what was chosen."""

from bot.duels.rules.model import Duel, Phase
from bot.duels.rules.play import answered
from bot.duels.rules.result import tally
from bot.kernel.asked import Player
from cogs.duels.ids import Verb, on_card
from cogs.duels.words import STAKES, about, called, offered, versus, why_unplayed
from cogs.shared.cards import MAIN, Card, button, row
from cogs.shared.words import begun_large, deadline, until


def challenge_card(duel: Duel) -> Card:
    """The challenge while it stands, then the state of play, then where it ended."""
    if duel.phase is Phase.OFFERED:
        return _offered(duel)
    if duel.phase is Phase.ENDED:
        return _over(duel)
    return Card(
        f"## ⚔️ {versus(duel)}",
        f"-# {about(duel.settings)} · {STAKES[duel.stakes]}",
        _state(duel),
        rows=[row(button("My part", on_card(Verb.MINE, duel.id), MAIN))],
    )


def _offered(duel: Duel) -> Card:
    accept = button("Accept", on_card(Verb.ACCEPT, duel.id), MAIN)
    buttons = [accept, button("Decline" if duel.invited else "Take back", on_card(Verb.DECLINE, duel.id))]
    if duel.invited:
        buttons.append(button("I take no duels", on_card(Verb.NO_DUELS, duel.id)))
    return Card(
        f"## ⚔️ {_who_challenges(duel)}",
        f"<@{duel.invited.id}>, this one is for you." if duel.invited else "",
        f"{about(duel.settings)} · {offered(duel.settings)}",
        "-# The same questions for both, answered in private. "
        f"The offer stands {until(duel.due_at or duel.created_at, dated=not duel.is_live)}.",
        rows=[row(*buttons)],
    )


def _who_challenges(duel: Duel) -> str:
    return f"{called(duel.challenger)} challenges {called(duel.invited) if duel.invited else 'anybody'}"


def _over(duel: Duel) -> Card:
    if duel.opponent is not None:
        return Card(f"## ⚔️ {versus(duel)}", "-# Over. The result stands below.")
    why = why_unplayed(duel)
    return Card(f"## ⚔️ {_who_challenges(duel)}", f"-# {begun_large(why)} `/duel` makes a new one.")


def _state(duel: Duel) -> str:
    if duel.phase is Phase.PAUSED:
        return "Recall was away for a while. Every answer is safe; it goes on when both press **My part**, **Ready**."
    if duel.phase is Phase.ALONE:
        done = " · ".join(f"{called(one)} {answered(duel, one.id)} of {len(duel.asked)}" for one in duel.players)
        ends = f"\n-# Over when both have played; open {until(duel.due_at, dated=True)}." if duel.due_at else ""
        return f"{done}{ends}"
    if duel.position < 0:
        return (
            f"Both press **My part**. The first question starts on its own: {deadline(duel.due_at or duel.active_at)}."
        )
    return f"{_score(duel)}\n-# {_where(duel)}"


def _score(duel: Duel) -> str:
    return " · ".join(f"**{called(one)}** {tally(duel, one).points}" for one in duel.players)


def _where(duel: Duel) -> str:
    place = f"Question {duel.position + 1} of {len(duel.asked)}"
    if duel.phase is Phase.READY:
        return f"{place} is closed; the next comes in a moment"
    closes = f" · {deadline(duel.current.deadline)}" if duel.current.deadline else ""
    return f"{place}{closes} · {', '.join(_busy(duel, one) for one in duel.players)}"


def _busy(duel: Duel, player: Player) -> str:
    return f"{called(player)} {'has locked in' if player.id in duel.current.answers else 'is thinking'}"
