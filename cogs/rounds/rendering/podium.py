"""The podium: who was most accurate, apart from that who was quick, and what the group should look at again."""

from collections.abc import Sequence

from discord.ui import ActionRow, LayoutView

from bot.kernel.custom_ids import build
from bot.rounds.rules.model import EndReason, Round
from bot.rounds.rules.standings import Standing, hardest, most_mixed_up, quickest, standings
from cogs.rounds.ids import PODIUM, Verb
from cogs.rounds.words import ENDS, headline, left_out
from cogs.shared.cards import MAIN, Card, button, row
from cogs.shared.literal import literal
from cogs.shared.words import count, cut, listed, medal, name, percent, seconds

IN_FULL = 10
"""So many stand with all their figures, a line each."""

ROOM_FOR_OTHERS = 1200
"""Characters for everybody else; with the longest names, markdown and all, a message still has room for it."""


def podium_card(game: Round) -> Card:
    """The end of a round, for everybody."""
    lines = standings(game)
    if not any(asked.answers for asked in game.asked):
        return Card(
            f"## {headline(game.settings)}",
            left_out(game, game.position + 1),
            _ending(game),
            "Nobody answered anything this time.",
            rows=[_again(game)],
        )
    return Card(
        f"## {_title(game, lines)}",
        left_out(game, game.position + 1),
        _ending(game),
        "\n".join(map(_line, lines[:IN_FULL])),
        _others(lines[IN_FULL:]),
        _group_facts(game),
        rows=[_again(game, misses=True)],
    )


def _title(game: Round, lines: Sequence[Standing]) -> str:
    first = [line for line in lines if line.place == 1 and line.points > 0]
    if not first:
        return f"No points this time: {headline(game.settings)}"
    names = listed([name(line.name) for line in first], 3)
    return f"{names} {'wins' if len(first) == 1 else 'share first place'}: {headline(game.settings)}"


def _ending(game: Round) -> str:
    reason = game.end or EndReason.FINISHED
    return "" if reason is EndReason.FINISHED else f"-# {ENDS[reason]} What was answered counts."


def _line(line: Standing) -> str:
    accuracy = f" ({percent(line.right / line.of)})" if line.of else ""
    figures = f"{count(line.points, 'point')} · {line.right} of {line.of} right{accuracy}"
    return f"{medal(line.place, line.points)} **{name(line.name)}** · {figures}"


def _others(lines: Sequence[Standing]) -> str:
    """Everybody else in a few lines, as many as fit; the rest find their own place under a button."""
    told: list[str] = []
    room = ROOM_FOR_OTHERS
    for line in lines:
        text = f"{line.place}. {name(line.name)} {line.points}"
        room -= len(text) + 3
        if room < 0:
            more = count(len(lines) - len(told), "more player", "more players")
            return f"-# {' · '.join([*told, f'{more}: **Review my misses** shows your place'])}"
        told.append(text)
    return f"-# {' · '.join(told)}" if told else ""


def _group_facts(game: Round) -> str:
    facts = []
    quick = quickest(game)
    if quick:
        facts.append(f"⚡ Fastest right answers: {name(quick[0])}, {seconds(quick[1])} on average")
    worst = hardest(game)
    if worst:
        facts.append(
            f"🧗 Hardest: {literal(cut(worst.question.asking, 160))} ({worst.right} of {worst.answered} right)"
        )
    mixed = most_mixed_up(game)
    if mixed:
        facts.append(
            f"🔀 Mixed up here: “{literal(mixed.chosen)}” for “{literal(mixed.key)}” ({mixed.times} of {mixed.of})"
        )
    return "\n".join(facts)


def _again(game: Round, *, misses: bool = False) -> ActionRow[LayoutView]:
    buttons = [button("Play again", build(Verb.AGAIN, game.id, PODIUM))]
    if misses:
        buttons.insert(0, button("Review my misses", build(Verb.MISSES, game.id, PODIUM), MAIN))
    return row(*buttons)
