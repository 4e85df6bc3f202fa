"""What one player of a duel sees alone, drawn from the duel alone."""

from collections.abc import Container

from discord.ui import ActionRow, LayoutView

from bot.duels.rules.model import Duel, Phase
from bot.duels.rules.play import answered
from bot.duels.rules.result import tally, winner
from bot.kernel.asked import Asked
from bot.kernel.custom_ids import base36
from cogs.duels.ids import DUEL, RESULT, Verb, answer_ids, on_card
from cogs.duels.rendering.result import how_decided
from cogs.duels.words import (
    ALL_LOCKED,
    FIRST_QUESTION,
    GO_ON,
    IT_IS_CALLED_OFF,
    IT_STARTS_ON_ITS,
    LOCKED_IN,
    MY_ANSWERS,
    NEXT_OF,
    NEXT_QUESTION,
    NO_QUESTION_OF_THIS,
    NOBODY_WINS,
    OPEN,
    POINTS,
    PRESS_READY,
    PRESS_WHEN_READY,
    SPENT,
    STILL_WAITING_FOR,
    TAKE_IT_BACK,
    THE_RESULT_COMES_WHEN,
    WAITING_FOR,
    WINS,
    YOU_GOT,
    YOU_HAVE_HAS,
    YOU_WIN,
    YOUR_CHALLENGE_IS_OUT,
    YOUR_CHALLENGE_IS_OVER,
    YOUR_TIME_RUNS_WHILE,
    called,
    thing,
    versus,
    why_unplayed,
)
from cogs.shared.answering import answer_rows, options_text
from cogs.shared.cards import MAIN, Card, button, progress, row
from cogs.shared.explaining import outcome_text, receipt_text, source_line, why_text
from cogs.shared.literal import literal
from cogs.shared.words import (
    KEY_WAITS,
    begun_large,
    count,
    deadline,
    from_now,
    grouped,
    how_to,
    seconds,
    seconds_apart,
    topic_text,
    until,
)


def private_card(duel: Duel, player_id: int, notice: str = "", hidden: Container[str] = ()) -> Card:
    """Where the player is: waiting, ready, at a question, after one, or done. `notice` goes above it.

    `hidden`: the questions whose keys the player may not see now.
    """
    warning = f"⚠️ {notice}" if notice else ""
    if duel.phase is Phase.OFFERED:
        return _offered(duel, warning)
    if duel.phase in (Phase.ALONE, Phase.OPEN):
        return (_alone if duel.phase is Phase.ALONE else _open)(duel, player_id, warning)
    return (_ended if duel.phase is Phase.ENDED else _between)(duel, player_id, warning, hidden)


def _offered(duel: Duel, warning: str) -> Card:
    whom = called(duel.invited) if duel.invited else "Somebody"
    back = button(TAKE_IT_BACK, on_card(Verb.DECLINE, duel.id))
    stands = until(duel.due_at or duel.created_at, dated=not duel.is_live)
    return Card(
        warning,
        YOUR_CHALLENGE_IS_OUT.format(whom=whom, stands=stands),
        rows=[row(back)],
    )


def _ended(duel: Duel, player_id: int, warning: str, hidden: Container[str]) -> Card:
    if duel.opponent is None:
        return Card(YOUR_CHALLENGE_IS_OVER.format(why_unplayed=why_unplayed(duel)))
    buttons = [button(MY_ANSWERS, on_card(Verb.REVIEW, duel.id, RESULT))]
    if duel.part_of is not None:
        buttons.insert(0, button(GO_ON, on_card(Verb.ONWARD, duel.id), MAIN))
    return Card(warning, *result_texts(duel, player_id, hidden), rows=[row(*buttons)])


def result_texts(duel: Duel, player_id: int, hidden: Container[str]) -> list[str]:
    """How a duel of two that is over ended for one of them; then its last question, where both saw that at once."""
    last = _closed(duel, player_id, hidden) if duel.is_live and duel.position >= 0 else []
    best = winner(duel)
    how = YOU_WIN if best and best.id == player_id else WINS.format(called=called(best)) if best else NOBODY_WINS
    return [f"**{how}** {_score(duel, player_id, YOU_GOT)}{_decided(duel, player_id)}", *last]


def _decided(duel: Duel, player_id: int) -> str:
    """Why it ended as it did where the points do not say so: the same as on the card for everybody, said to them."""
    why = how_decided(duel, player_id).removeprefix(" · ").removesuffix(".")
    if not why:
        return ""
    mine, theirs = (tally(duel, one) for one in sorted(duel.players, key=lambda one: one.id != player_id))
    tied = duel.forfeited_by is None and (mine.points, mine.right) == (theirs.points, theirs.right)
    level = tied and mine.right and winner(duel)
    times = seconds_apart(mine.right_ms, theirs.right_ms)
    spent = SPENT.format(mine=times[0], theirs=times[1]) if level else ""
    return f"\n-# {begun_large(why)}{spent}."


def _between(duel: Duel, player_id: int, warning: str, hidden: Container[str]) -> Card:
    ready = player_id in duel.ready
    by_itself = IT_IS_CALLED_OFF if duel.phase is Phase.PAUSED else IT_STARTS_ON_ITS
    wait = by_itself.format(game=thing(duel), soon=from_now(duel.due_at or duel.active_at))
    label = "Ready" if duel.position < 0 or duel.phase is Phase.PAUSED else NEXT_QUESTION
    press = PRESS_WHEN_READY.format(label=label) if label == NEXT_QUESTION else PRESS_READY
    state = WAITING_FOR.format(called=called(duel.other(player_id))) if ready else press
    played = duel.position >= 0 and duel.current.closed_at is not None
    parts = [f"**{versus(duel)}**"]
    if played:
        parts = [*_closed(duel, player_id, hidden), begun_large(_score(duel, player_id))]
    rows = [] if ready else _go_on(duel, label, duel.position + played)
    return Card(warning, *parts, f"-# {state}{wait}", rows=rows)


def _closed(duel: Duel, player_id: int, hidden: Container[str]) -> list[str]:
    """The question that was just closed, and how it went."""
    asked = duel.current
    place = f"-# {duel.position + 1}/{len(duel.asked)} · {topic_text(asked.question.topic)}"
    outcome = _outcome(duel, duel.position, player_id, hidden)
    return [place, literal(asked.question.asking), outcome, source_line(asked.question)]


def _open(duel: Duel, player_id: int, warning: str) -> Card:
    asked = duel.current
    locked = asked.answers.get(player_id)
    if locked is not None:
        return Card(
            warning, receipt_text(asked, locked.answer), STILL_WAITING_FOR.format(called=called(duel.other(player_id)))
        )
    closes = f" · {deadline(asked.deadline)}" if asked.deadline else ""
    return _question(duel, duel.position, f"{_score(duel, player_id)}{closes}", warning)


def _alone(duel: Duel, player_id: int, warning: str) -> Card:
    done = answered(duel, player_id)
    ends = duel.due_at or duel.active_at
    if done == len(duel.asked):
        other = called(duel.other(player_id))
        waits = THE_RESULT_COMES_WHEN.format(other=other, begun_large=begun_large(deadline(ends)))
        return Card(warning, ALL_LOCKED, waits)
    if done < len(duel.shown.get(player_id, ())):
        return _question(duel, done, deadline(ends), warning)
    label = NEXT_QUESTION if done else FIRST_QUESTION
    head = LOCKED_IN if done else f"**{versus(duel)}**"
    text = YOUR_TIME_RUNS_WHILE
    text = OPEN.format(text=text, until=until(ends, dated=True))
    return Card(warning, head, text, rows=_go_on(duel, label, done))


def _question(duel: Duel, position: int, state: str, warning: str) -> Card:
    asked = duel.asked[position]
    place = f"{position + 1}/{len(duel.asked)} · {topic_text(asked.question.topic)}"
    return Card(
        warning,
        f"-# {place} · {state}",
        literal(asked.question.asking),
        options_text(asked),
        f"-# {how_to(asked.question)}",
        rows=[*answer_rows(asked, answer_ids(duel.id, position)), _where(duel, position)],
    )


def _where(duel: Duel, position: int) -> ActionRow[LayoutView]:
    """Under the answers, where the way to this question stood: a double click there hits none of them."""
    return progress(position, len(duel.asked), on_card(Verb.GO_ON, duel.id))


def _go_on(duel: Duel, label: str, place: int) -> list[ActionRow[LayoutView]]:
    """The way to a question, in the second row: in the first one the question has its answers."""
    head = progress(max(0, place), len(duel.asked), on_card(Verb.GO_ON, duel.id, DUEL, "0"))
    return [head, row(button(label, on_card(Verb.GO_ON, duel.id), MAIN))]


def _score(duel: Duel, player_id: int, said: str = YOU_HAVE_HAS) -> str:
    other = duel.other(player_id)
    mine = next(player for player in duel.players if player.id == player_id)
    return said.format(
        points=count(tally(duel, mine).points, *POINTS),
        called=called(other),
        their_points=grouped(tally(duel, other).points),
    )


def _outcome(duel: Duel, position: int, player_id: int, hidden: Container[str]) -> str:
    """How a closed question went for the player: the key, and why what they chose was not it."""
    asked: Asked = duel.asked[position]
    if asked.question.id in hidden:
        return KEY_WAITS
    locked = asked.answers.get(player_id)
    extra = f" · {count(locked.points, *POINTS)}, {seconds(locked.elapsed_ms)}" if locked and locked.points else ""
    return f"{outcome_text(asked, locked, extra)}\n{why_text(asked.question)}"


def review_card(duel: Duel, player_id: int, position: int, hidden: Container[str] = ()) -> Card:
    """The player's answers after the duel, one question after the other."""
    played = [place for place, asked in enumerate(duel.asked) if asked.closed_at is not None]
    if not played:
        return Card(NO_QUESTION_OF_THIS.format(game=thing(duel)))
    index = position % len(played)
    asked = duel.asked[played[index]]
    following = on_card(Verb.REVIEW, duel.id, RESULT, base36((index + 1) % len(played)))
    label = NEXT_OF.format(index=(index + 1) % len(played) + 1, played=len(played))
    return Card(
        f"-# {index + 1} of {len(played)} · {topic_text(asked.question.topic)}",
        literal(asked.question.asking),
        _outcome(duel, played[index], player_id, hidden),
        source_line(asked.question),
        rows=[row(button(label, following, MAIN))] if len(played) > 1 else [],
    )
