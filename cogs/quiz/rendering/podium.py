"""The podium: who was most accurate, apart from that who was quick, and what the group should look at again."""

from discord.ui import ActionRow, LayoutView

from bot.custom_ids import build
from bot.domain.rounds.model import EndReason, Round
from bot.domain.rounds.standings import Standing, closed, hardest, most_mixed_up, quickest, standings
from cogs.quiz.ids import PODIUM, Verb
from cogs.quiz.words import ENDS, headline, left_out
from cogs.shared.cards import MAIN, Card, button, row
from cogs.shared.words import count, cut, medal, name, percent, seconds


def podium_card(game: Round) -> Card:
    """The end of a round, for everybody."""
    played = len(closed(game))
    if not any(asked.answers for asked in game.asked):
        return Card(
            f"## {headline(game.settings)}",
            left_out(game, game.position + 1),
            _ending(game),
            "Nobody answered anything this time.",
            rows=[_again(game)],
        )
    return Card(
        f"## {_title(game)}",
        left_out(game, game.position + 1),
        _ending(game),
        "\n".join(_line(line, played) for line in standings(game)[:10]),
        _group_facts(game),
        rows=[_again(game, misses=True)],
    )


def _title(game: Round) -> str:
    first = [line for line in standings(game) if line.place == 1 and line.points]
    if not first:
        return f"Nobody wins this time: {headline(game.settings)}"
    names = " and ".join(name(line.name) for line in first[:3])
    return f"{names} {'wins' if len(first) == 1 else 'win'}: {headline(game.settings)}"


def _ending(game: Round) -> str:
    reason = game.end or EndReason.FINISHED
    return "" if reason is EndReason.FINISHED else f"-# {ENDS[reason]} What was answered counts."


def _line(line: Standing, played: int) -> str:
    accuracy = percent(line.right / played) if played else "–"
    figures = f"{count(line.points, 'point')} · {line.right} of {played} right ({accuracy})"
    return f"{medal(line.place)} **{name(line.name)}** · {figures}"


def _group_facts(game: Round) -> str:
    facts = []
    quick = quickest(game)
    if quick:
        facts.append(f"⚡ Quickest with right answers: {name(quick[0])}, {seconds(quick[1])} each")
    worst = hardest(game)
    if worst:
        facts.append(
            f"🧗 Hardest: {cut(worst.question.stem.replace('**', ''), 160)} ({worst.right} of {worst.answered} right)"
        )
    mixed = most_mixed_up(game)
    if mixed:
        facts.append(f"🔀 Mixed up here: {mixed.chosen} for {mixed.key} ({mixed.times} of {mixed.of})")
    return "\n".join(facts)


def _again(game: Round, *, misses: bool = False) -> ActionRow[LayoutView]:
    buttons = [button("Play again", build(Verb.AGAIN, game.id, PODIUM))]
    if misses:
        buttons.insert(0, button("Review my misses", build(Verb.MISSES, game.id, PODIUM), MAIN))
    return row(*buttons)
