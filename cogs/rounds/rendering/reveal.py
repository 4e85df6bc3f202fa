"""A closed question's card: the key, why, how people chose, where it stands written, and the standings."""

from collections import Counter
from collections.abc import Sequence

from bot.kernel.asked import Asked
from bot.kernel.places import NOWHERE
from bot.kernel.questions import Choice, Kind
from bot.kernel.shuffle import shown_order
from bot.rounds.rules.cards import current_card
from bot.rounds.rules.cards import question_card as card_name
from bot.rounds.rules.model import Phase, Round
from bot.rounds.rules.moments import Line, Shift, moments, shift_of
from bot.rounds.rules.play import awaited_at_reveal
from bot.rounds.rules.standings import COUNTS_FROM, begun_counting
from cogs.own.ids import better, may_be_bettered
from cogs.reports.ids import Verb as Report
from cogs.reports.ids import on_question as report_id
from cogs.rounds.ids import Verb, here, on_question
from cogs.rounds.moments.words import moment, moved
from cogs.rounds.rendering.question import paused_card
from cogs.rounds.teams.rendering import latecomers_line, standings_line
from cogs.rounds.words import (
    ASKED_ELSEWHERE,
    CLOSED_EARLY,
    COUNTED,
    GOES_ON_WITHOUT,
    HOST,
    MORE,
    MY_ANSWER,
    NOBODY_ANSWERED,
    NOT_PLAYED,
    OF_READY,
    REPORT,
    STANDINGS,
    TO_THE_PODIUM,
    place_of,
)
from cogs.shared.answering import options_text
from cogs.shared.cards import MAIN, Card, button, row
from cogs.shared.explaining import RIGHT, asked_and_clue, background, key_text
from cogs.shared.literal import literal
from cogs.shared.marks import SIGNS, judged
from cogs.shared.words import (
    LETTERS,
    SUGGEST_BETTER,
    after_letter,
    count,
    from_now,
    grouped,
    name,
    place_text,
    topic_text,
)

LONGEST_BAR = 6
"""Signs: with the number after it, it has room on a phone beside most options."""


def reveal_card(game: Round, position: int, *, key_waits: bool = False) -> Card:
    """The card once the question is closed; the controls stay only while the round is still at it.

    `key_waits`: another game asks the question, so that the card tells nothing of what is right.
    """
    asked = game.asked[position]
    texts = [f"-# {_small_line(game, position)}", *(_without_key(asked) if key_waits else _with_key(asked))]
    if game.phase is Phase.PAUSED and current_card(game) == card_name(position):
        return paused_card(game, *texts)
    mine = button(MY_ANSWER, on_question(Verb.MY_ANSWER, game, position=position))
    report = button(REPORT, report_id(Report.REPORT, game.id, position))
    more = [button(SUGGEST_BETTER, better(game.id, position))] if may_be_bettered(asked.question) else []
    rows = [row(mine, report, *more)]
    if game.phase is Phase.REVEAL and position == game.position:
        # Under the first row, where the next question has its answers: a double click on Next hits none of them.
        following = button(_next_label(game), on_question(Verb.NEXT, game), MAIN)
        rows.append(row(following, button(HOST, here(Verb.HOST_MENU, game))))
    return Card(*texts, *_of_the_moment(game, position), rows=rows)


def _small_line(game: Round, position: int) -> str:
    asked = game.asked[position]
    weight = COUNTED[game.weight(position)]
    place = f"{place_of(game, position)} · {topic_text(asked.question.topic)}{weight}"
    if asked.closed_at is None:
        return NOT_PLAYED.format(place=place)
    if not asked.answers:
        return f"{place} · {'skipped' if asked.skipped else NOBODY_ANSWERED}"
    return f"{place} · {tally(game, position)}"


def tally(game: Round, position: int) -> str:
    """`2 right, 1 partly right, 1 missed`: of everybody who was asked and in when the question closed."""
    asked = game.asked[position]
    closed_at = asked.closed_at or game.active_at
    there = [player.id for player in game.active_players if player.joined_at < closed_at and not asked.skipped]
    silent = [player_id for player_id in there if game.asks(player_id, position)]
    words = Counter(judged(asked.answers.get(player_id)) for player_id in {*asked.answers, *silent})
    told = ", ".join(f"{SIGNS[word]} {words[word]} {word}" for word in SIGNS if words[word])
    return told + (CLOSED_EARLY if asked.skipped else "")


def _next_label(game: Round) -> str:
    waiting = awaited_at_reveal(game)
    ready = len(game.ready & waiting)
    last = game.position + 1 == len(game.asked)
    label = TO_THE_PODIUM if last else "Next"
    return OF_READY.format(label=label, ready=ready, waiting=len(waiting)) if ready else label


def not_waited_for(game: Round, player_id: int, position: int) -> bool:
    """Whether the reveal stays, whoever pressed **Next**: they did not answer its question, and others did."""
    at_it = game.phase is Phase.REVEAL and position == game.position
    return at_it and player_id not in awaited_at_reveal(game)


def goes_on_without(game: Round) -> str:
    """When the quiz goes on, for somebody whose **Next** it does not wait for."""
    waiting = awaited_at_reveal(game)
    due = from_now(game.due_at or game.active_at)
    return GOES_ON_WITHOUT.format(ready=len(game.ready & waiting), waiting=len(waiting), due=due)


def _with_key(asked: Asked) -> Sequence[str]:
    return asked_and_clue(asked.question), _body(asked), background(asked.question)


def _without_key(asked: Asked) -> Sequence[str]:
    return literal(asked.question.asking), options_text(asked), ASKED_ELSEWHERE


def _body(asked: Asked) -> str:
    body = asked.question.body
    if isinstance(body, Choice):
        return _choice_lines(asked, body)
    return key_text(asked.question)


def _choice_lines(asked: Asked, body: Choice) -> str:
    chosen = Counter(index for locked in asked.answers.values() for index in locked.answer)
    lines = []
    plain = asked.question.kind is Kind.TRUE_FALSE
    for place, index in enumerate(shown_order(asked.question, asked.seed)):
        option = body.options[index]
        votes = _bar(chosen[index], max(chosen.values())) if len(asked.answers) >= COUNTS_FROM else ""
        told = literal(option.text)
        line = f"{told if plain else after_letter(LETTERS[place], told)}{votes}"
        lines.append(f"{RIGHT} **{line}**" if option.right else f"▫️ {line}")
    return "\n".join(lines)


def _bar(votes: int, most: int) -> str:
    """How many chose an option, as a length and as a number; the option that most chose has the longest bar."""
    length = -(-votes * LONGEST_BAR // most)
    return f"\u00a0 {'▰' * length or '▱'}\u00a0{votes}"


def _of_the_moment(game: Round, position: int) -> Sequence[str]:
    """What stands out, and where everybody stands: only on the card that the round is at."""
    if position != game.position or not any(asked.answers for asked in game.asked):
        return ()
    shift = shift_of(game)
    told = "\n".join(map(moment, moments(game, shift)))
    late = latecomers_line(game, position)
    if not begun_counting(game):
        return told, late
    return told, late, standings_line(shift) if game.teams else _standings(game, shift)


def _standings(game: Round, shift: Shift, most: int = 3) -> str:
    lines, gained = [line for line in shift.after if line.place != NOWHERE], shift.moves
    names = game.players

    def told(line: Line) -> str:
        who, by = name(names[line.key].name), moved(gained.get(line.key, 0))
        return f"**{place_text(line.place)}** {who} {grouped(line.points)}{by}"

    top = " · ".join(map(told, lines[:most]))
    more = f" · {count(len(lines) - most, *MORE)}" if len(lines) > most else ""
    return STANDINGS.format(top=top, more=more)
