"""The podium: who was most accurate, apart from that who was quick, and what the group should look at again."""

from collections.abc import Container, Sequence

from discord.ui import ActionRow, LayoutView

from bot.delivery.sender import Drawing, Picture
from bot.kernel.custom_ids import build
from bot.kernel.names import readable
from bot.rounds.rules.model import EndReason, Round
from bot.rounds.rules.moments import finish_of
from bot.rounds.rules.standings import Standing, hardest, most_mixed_up, quickest, standings
from bot.rounds.rules.team_standings import team_standings
from bot.rounds.rules.teams import in_team
from cogs.rounds.ids import PODIUM, Verb
from cogs.rounds.moments.words import finish
from cogs.rounds.teams.rendering import podium_lines, podium_title
from cogs.rounds.teams.words import NAMES
from cogs.rounds.words import (
    ENDS,
    FASTEST_RIGHT_ANSWERS,
    HARDEST_OF_RIGHT,
    MIXED_UP_HERE,
    MORE_PLAYERS,
    NO_POINTS_THIS_TIME,
    NOBODY_ANSWERED_ANYTHING_THIS,
    OF_RIGHT,
    ON_STEP,
    PLAY_AGAIN,
    POINTS,
    REVIEW_MY_MISSES,
    REVIEW_MY_MISSES_SHOWS,
    WHAT_WAS_ANSWERED_COUNTS,
    WINS,
    headline,
    left_out,
)
from cogs.shared.cards import MAIN, Card, button, row
from cogs.shared.literal import literal
from cogs.shared.plain import plain
from cogs.shared.podium import Step, podium
from cogs.shared.words import SUMMARY, count, cut, grouped, listed, medal, name, percent, place_text, plural, seconds
from cogs.summaries.ids import on_game as summary_of

IN_FULL = 10
"""So many stand with all their figures, a line each."""

ROOM_FOR_OTHERS = 1200
"""Characters for everybody else; with the longest names, markdown and all, a message still has room for it."""


MEMBERS = 2
"""So many of a team are named on the picture; below it, all of them are."""


def podium_drawing(game: Round, hidden: Container[str] = ()) -> Drawing:
    """The end of a round, for everybody, with the first three places as a picture. `hidden`: keys that must wait."""
    lines = standings(game)
    picture = podium(plain(headline(game.settings)), _team_steps(game) if game.teams else [*map(_step, lines)])
    return Drawing(_card(game, lines, picture, hidden), settled=True, picture=picture)


def _card(game: Round, lines: Sequence[Standing], picture: Picture | None, hidden: Container[str]) -> Card:
    if not any(asked.answers for asked in game.asked):
        return Card(
            f"## {headline(game.settings)}",
            left_out(game, game.position + 1),
            ending(game),
            NOBODY_ANSWERED_ANYTHING_THIS,
            rows=[_again(game)],
        )
    return Card(
        f"## {winners(game, lines)}",
        left_out(game, game.position + 1),
        ending(game),
        *_places(game, lines),
        "\n".join(group_facts(game, lines, hidden)),
        rows=[_again(game, misses=True)],
        picture=picture.on_card if picture else None,
    )


def _places(game: Round, lines: Sequence[Standing]) -> list[str]:
    if game.teams:
        return [podium_lines(game, lines)]
    return ["\n".join(map(_line, lines[:IN_FULL])), _others(lines[IN_FULL:])]


def _step(line: Standing) -> Step:
    right = ON_STEP.format(right=line.right, of=line.of)
    return Step(line.place, line.name, line.points, count(line.points, *POINTS), right)


def _team_steps(game: Round) -> list[Step]:
    return [
        Step(
            line.place,
            NAMES[line.team],
            line.points,
            count(line.points, *POINTS),
            listed([readable(player.name) for player in in_team(game, line.team)], MEMBERS),
        )
        for line in team_standings(game)
    ]


def winners(game: Round, lines: Sequence[Standing]) -> str:
    """Who has won, or that nobody has a point."""
    if game.teams is not None:
        return podium_title(game) or NO_POINTS_THIS_TIME.format(headline=headline(game.settings))
    first = [line for line in lines if line.place == 1 and line.points > 0]
    if not first:
        return NO_POINTS_THIS_TIME.format(headline=headline(game.settings))
    names = listed([name(line.name) for line in first], 3)
    return plural(len(first), *WINS).format(names=names, headline=headline(game.settings))


def ending(game: Round) -> str:
    """Why a quiz ended early; nothing where it was played out."""
    reason = game.end or EndReason.FINISHED
    return "" if reason is EndReason.FINISHED else WHAT_WAS_ANSWERED_COUNTS.format(ends=ENDS[reason])


def _line(line: Standing) -> str:
    figures = points = count(line.points, *POINTS)
    if line.of:
        accuracy = f" ({percent(line.right / line.of)})"
        figures = OF_RIGHT.format(points=points, right=line.right, of=line.of, accuracy=accuracy)
    return f"{medal(line.place, line.points)} **{name(line.name)}** · {figures}"


def _others(lines: Sequence[Standing]) -> str:
    """Everybody else in a few lines, as many as fit; the rest find their own place under a button."""
    told: list[str] = []
    room = ROOM_FOR_OTHERS
    for line in lines:
        text = f"{place_text(line.place)} {name(line.name)} {grouped(line.points)}"
        room -= len(text) + 3
        if room < 0:
            more = count(len(lines) - len(told), *MORE_PLAYERS)
            return f"-# {' · '.join([*told, REVIEW_MY_MISSES_SHOWS.format(more=more)])}"
        told.append(text)
    return f"-# {' · '.join(told)}" if told else ""


def group_facts(game: Round, lines: Sequence[Standing], hidden: Container[str] = ()) -> list[str]:
    """What is worth telling of the whole quiz, a line each; `lines` are its standings, `hidden` keys that must wait."""
    facts = finish(finish_of(game, lines))
    quick = quickest(lines)
    if quick:
        facts.append(FASTEST_RIGHT_ANSWERS.format(quick=name(quick[0]), seconds=seconds(quick[1])))
    worst = hardest(game)
    if worst:
        facts.append(
            HARDEST_OF_RIGHT.format(
                asking=literal(cut(worst.question.asking, 160)), right=worst.right, answered=worst.answered
            )
        )
    mixed = most_mixed_up(game, hidden)
    if mixed:
        facts.append(
            MIXED_UP_HERE.format(chosen=literal(mixed.chosen), key=literal(mixed.key), times=mixed.times, of=mixed.of)
        )
    return facts


def _again(game: Round, *, misses: bool = False) -> ActionRow[LayoutView]:
    """Another quiz would be in the way of a night; some button there must be, by which a post is found again."""
    buttons = [] if game.part else [button(PLAY_AGAIN, build(Verb.AGAIN, game.id, PODIUM))]
    if misses or game.part:
        buttons.insert(0, button(REVIEW_MY_MISSES, build(Verb.MISSES, game.id, PODIUM), MAIN))
        buttons.append(button(SUMMARY, summary_of(game.id, PODIUM)))
    return row(*buttons)
