"""A night's messages, drawn from the night and the quizzes that are its rounds."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

from discord.ui import ActionRow, Button, LayoutView
from discord.utils import format_dt

from bot.delivery.sender import Drawing
from bot.kernel.names import isolated, title_line
from bot.kernel.pace import Pace
from bot.nights.rules.cards import BREAK, NIGHT, PODIUM, round_before
from bot.nights.rules.model import End, Event, Leg, Night, Phase, Wait
from bot.nights.rules.planning import REMIND_BEFORE, expected_end
from bot.nights.rules.standing import Line, standing, winners
from bot.rounds.api import Round, Settings
from cogs.nights import words
from cogs.nights.ids import Verb, on_night, on_reminder, rounds_seen
from cogs.rounds.words import PACES, scoring
from cogs.shared.asking import asked_first
from cogs.shared.cards import MAIN, STOP, Card, button, row
from cogs.shared.paging import turned
from cogs.shared.podium import Step, podium
from cogs.shared.words import SUMMARY, count, from_now, listed, medal, name, safe, topic_text
from cogs.summaries.ids import on_game as summary_of

NAMED, TOP, A_PAGE = 20, 10, 15
MOST_LETTERS = 60
"""Characters of a title."""

_MINUTE = timedelta(minutes=1)

Rounds = Mapping[int, Round]
"""Number → quiz, of the rounds that were opened."""


def draw(night: Night, rounds: Rounds, card: str) -> Drawing | None:
    """One message as it should look now; None where it never came to be."""
    over = night.phase is Phase.ENDED
    if card == PODIUM:
        return podium_drawing(night, rounds) if over else None
    if card.startswith(BREAK):
        number = round_before(card)
        if number > night.number:
            return None
        is_on = night.phase is Phase.BREAK and night.number == number
        return Drawing(break_card(night, rounds, number, card, is_on=is_on), settled=not is_on)
    return Drawing(night_card(night), settled=over)


def title(night: Night) -> str:
    """What it is called: somebody's own words, which leave the text around them as it is."""
    return isolated(safe(title_line(night.plan.title, MOST_LETTERS) or words.DEFAULT_TITLE))


def leg_text(leg: Leg) -> str:
    """`Metrics · 5 questions · standard pace`."""
    return f"{topic_text(leg.topic)} · {count(leg.questions, 'question')} · {PACES[leg.pace]}"


def day_of(night: Night) -> str:
    """When it begins, in each reader's own time."""
    return f"{format_dt(night.plan.starts_at, 'F')} ({format_dt(night.plan.starts_at, 'R')})"


def night_card(night: Night) -> Card:
    """The announcement; once it is on, how far it is, and at last that it is over."""
    plan = night.plan
    starts = words.STARTS.format(
        day=format_dt(plan.starts_at, "F"), when=from_now(plan.starts_at), host=name(night.host.name)
    )
    return Card(
        words.HEAD.format(title=title(night)),
        _state(night) or starts,
        "\n".join(_leg_line(number, leg) for number, leg in enumerate(night.legs, start=1)),
        _about(night) if night.phase is not Phase.ENDED else "",
        *([_who(night), _reminded(night)] if night.phase is Phase.PLANNED else []),
        rows=[row(*buttons)] if (buttons := _buttons(night)) else [],
    )


def _state(night: Night) -> str:
    rounds = len(night.legs)
    waits = words.WAITS[night.waits] if night.waits else ""
    if night.phase is Phase.PLANNED:
        return waits if night.waits is Wait.BUSY else ""
    if night.phase is Phase.ENDED:
        return "\n".join(filter(None, (words.OVER if night.number else "", _ending(night))))
    round_now = words.ROUND_WAITS if night.waits is Wait.BUSY else words.ON_NOW
    now = round_now if night.phase is Phase.ROUND else words.IN_BREAK
    return "\n".join(filter(None, (now.format(number=night.number, rounds=rounds), waits)))


def _leg_line(number: int, leg: Leg) -> str:
    return words.LEG.format(number=number, leg=leg_text(leg)) + (words.LEFT_OUT if leg.left_out else "")


def _about(night: Night) -> str:
    plan = night.plan
    return words.ABOUT.format(
        breaks=words.BREAKS.format(minutes=count(plan.pause // _MINUTE, *words.MINUTES)),
        exam=f"{plan.exam.value} · " if plan.exam else "",
        scoring=scoring(Settings(scoring=plan.scoring, pace=_clock(night.legs))),
        minutes=count(max(5, 5 * round((expected_end(plan) - plan.starts_at) / _MINUTE / 5)), *words.MINUTES),
    )


def _clock(legs: Sequence[Leg]) -> Pace:
    """The pace that tells whether speed counts in any of these rounds."""
    return Pace.RELAXED if all(leg.pace is Pace.RELAXED for leg in legs) else Pace.STANDARD


def _who(night: Night) -> str:
    names = [name(one.player.name) for one in night.coming]
    return words.SIGNED_UP.format(number=len(names), names=listed(names, NAMED)) if names else words.NOBODY_YET


def _reminded(night: Night) -> str:
    """A night that was planned at short notice reminds nobody."""
    in_time = night.plan.starts_at - night.created_at > REMIND_BEFORE
    return words.REMINDED_ALL if in_time else words.JUST_COME


def _buttons(night: Night) -> list[Button[LayoutView]]:
    """What can be done; a night that never began has no standings."""
    if night.phase is Phase.PLANNED:
        return [
            button(words.SIGN_UP, on_night(Verb.SIGN_UP, night.id, NIGHT), MAIN),
            button(words.WITHDRAW, on_night(Verb.WITHDRAW, night.id, NIGHT)),
        ]
    return [button(words.STANDING, on_night(Verb.STANDING, night.id, NIGHT, 0))] if night.number else []


def break_card(night: Night, rounds: Rounds, number: int, card: str, *, is_on: bool) -> Card:
    """The standing after a round; for as long as the break is on, what comes next, and the host's way on."""
    played = {place: game for place, game in rounds.items() if place <= number}
    head = words.BREAK_HEAD if is_on else words.BREAK_WAS
    return Card(
        head.format(number=number, rounds=len(night.legs)),
        _lines(standing([*played.values()])),
        "\n".join(won({number: rounds[number]} if number in rounds else {})),
        _next(night) if is_on else "",
        rows=[_break_row(night, card, is_on=is_on)],
    )


def _next(night: Night) -> str:
    if night.waits is not None:
        return words.WAITS[night.waits]
    leg = leg_text(night.legs[night.number])
    return words.NEXT.format(leg=leg, when=from_now(night.due_at)) if night.due_at else ""


def _break_row(night: Night, card: str, *, is_on: bool) -> ActionRow[LayoutView]:
    shown = button(words.STANDING, on_night(Verb.STANDING, night.id, card, 0))
    if not is_on:
        return row(shown)
    return row(
        shown,
        button(words.SKIP_BREAK, on_night(Verb.SKIP, night.id, card, night.number)),
        button(words.END_NIGHT, on_night(Verb.STOP, night.id, card), STOP),
    )


def _lines(lines: Sequence[Line]) -> str:
    shown = [_line(line) for line in lines[:TOP]]
    if len(lines) > TOP:
        shown.append(words.AND_MORE.format(number=len(lines) - TOP))
    return "\n".join(shown) or words.NO_LINE


def _line(line: Line) -> str:
    return words.LINE.format(
        medal=medal(line.place, line.points),
        who=name(line.name),
        points=count(line.points, *words.POINTS),
        right=line.right,
        of=line.of,
    )


def won(rounds: Rounds) -> list[str]:
    """Who won each round, a line each."""
    return [
        words.WINNER.format(
            number=one.number, topic=topic_text(one.topic), names=listed([name(each) for each in one.names], 3)
        )
        for one in winners([*rounds.items()])
    ]


def podium_drawing(night: Night, rounds: Rounds) -> Drawing:
    """The end, for everybody, with the first three places as a picture."""
    lines = standing([*rounds.values()])
    picture = podium(night.plan.title, [*map(_step, lines)])
    card = Card(
        podium_head(night, lines),
        _lines(lines) if lines else words.NO_LINE_AT_THE_END if night.end is not End.UNASKED else "",
        "\n".join(won(rounds)),
        words.ENDS[night.end] if night.end else "",
        rows=[row(button(words.STANDING, on_night(Verb.STANDING, night.id, PODIUM, 0)), *_summary(night, rounds))],
        picture=picture.on_card if picture else None,
    )
    return Drawing(card, settled=True, picture=picture)


def _step(line: Line) -> Step:
    right = words.OF_RIGHT.format(right=line.right, of=line.of)
    return Step(line.place, line.name, line.points, count(line.points, *words.POINTS), right)


def _summary(night: Night, rounds: Rounds) -> list[Button[LayoutView]]:
    """The host's way to the summary, where anybody answered anything."""
    answered = any(asked.answers for game in rounds.values() for asked in game.asked)
    return [button(SUMMARY, summary_of(night.id, PODIUM))] if answered else []


def podium_head(night: Night, lines: Sequence[Line]) -> str:
    """Who has won the night, or that nobody has a point."""
    first = [name(line.name) for line in lines if line.place == 1 and line.points > 0]
    if not first:
        return words.NO_POINTS.format(title=title(night))
    return (words.WINS if len(first) == 1 else words.SHARED).format(who=listed(first, 3), title=title(night))


def standing_card(night: Night, rounds: Rounds, page: int) -> Card:
    """A page of the standing, for whoever asks."""
    lines = standing([*rounds.values()])
    head = words.STANDING_HEAD.format(title=title(night))
    if not lines:
        return Card(head, words.NO_LINE)
    to_page = partial(on_night, Verb.STANDING, night.id, NIGHT)
    shown, where, rows = turned(lines, page, A_PAGE, to_page)
    return Card(head, "\n".join(map(_line, shown)), words.SUMMED, where, rows=rows)


def planned_card(night: Night) -> Card:
    """What its host sees once it is planned, and whether Discord lists it."""
    listed = words.EVENT_AS_BEFORE if stays_as_before(night) else words.EVENTS.get(night.event, "")
    return Card(words.PLANNED.format(when=day_of(night)), listed)


def stays_as_before(night: Night) -> bool:
    """Whether Discord lists a night as it was planned before, since Recall may not change its event."""
    return night.event is Event.REFUSED and night.event_id is not None


def gone_card(night: Night) -> Card:
    """What takes the place of a page about a night that was planned."""
    if night.phase is Phase.ENDED:
        return Card(why_over(night))
    return Card(words.HAS_STARTED.format(title=title(night), channel=night.channel_id))


def why_over(night: Night) -> str:
    """Why a night is over, for whoever meant to do something in it."""
    told = _ending(night)
    return words.OVER if not told or night.number else told


def _ending(night: Night) -> str:
    if night.end is None:
        return ""
    return words.ENDS[night.end] if night.number else words.NEVER_BEGAN.get(night.end, words.ENDS[night.end])


def signed_up_card(night: Night, player_id: int, *, wants: bool) -> Card:
    """What somebody sees who has signed up."""
    known = night.sign_up_of(player_id)
    told = words.TOO_LATE_TO_TELL
    if not wants:
        told = words.YOU_WONT_BE_TOLD
    elif known is not None and known.remind_at is not None:
        soon = known.remind_at > night.plan.starts_at - REMIND_BEFORE
        told = words.NOW_TOLD if soon else words.YOU_WILL_BE_TOLD
    switch = (
        button(words.NO_REMINDERS, on_reminder(Verb.NO_REMINDERS, night))
        if wants
        else button(words.REMINDERS, on_reminder(Verb.REMINDERS, night))
    )
    text = words.YOU_ARE_IN.format(title=title(night), when=from_now(night.plan.starts_at))
    return Card(text, told, rows=[row(button(words.WITHDRAW, on_night(Verb.WITHDRAW, night.id, NIGHT)), switch)])


def letter(night: Night) -> Drawing:
    """The reminder, in somebody's direct messages."""
    text = words.LETTER if night.phase is Phase.PLANNED else words.LETTER_RUNNING
    told = text.format(
        title=title(night),
        when=from_now(night.plan.starts_at),
        channel=night.channel_id,
        leg=leg_text(night.legs[0]),
    )
    return Drawing(
        Card(told, rows=[row(button(words.NO_REMINDERS, on_reminder(Verb.NO_REMINDERS, night)))]), settled=True
    )


def list_card(nights: Sequence[Night]) -> Card:
    """What is planned on a server."""
    return Card(words.LISTED_HEAD, "\n".join(map(_listed, nights)))


def _listed(night: Night) -> str:
    if night.phase is not Phase.PLANNED:
        return words.LISTED_ON.format(title=title(night), channel=night.channel_id)
    return words.LISTED.format(
        title=title(night), when=day_of(night), channel=night.channel_id, people=len(night.coming)
    )


def stop_card(night: Night) -> Card:
    """Whether to end it, or to call it off, asked once more."""
    sure = on_night(Verb.STOP_FOR_GOOD, night.id, NIGHT)
    if night.phase is Phase.PLANNED:
        people = count(len(night.coming), *words.PEOPLE)
        text = words.SURE_TO_CALL_OFF.format(title=title(night), when=day_of(night), people=people)
        return asked_first(text, deed=(words.CALL_IT_OFF, sure))
    return asked_first(words.SURE_TO_END.format(title=title(night), left=_left(night)), deed=(words.END_IT, sure))


def removing_card(night: Night, number: int) -> Card:
    """Whether to take a round out, which it is and how many would be left."""
    sure = on_night(Verb.REMOVE_ROUND, night.id, NIGHT, number, rounds_seen(night.legs))
    rounds = count(len(night.legs) - 1, *words.ROUNDS)
    text = words.SURE_TO_REMOVE.format(number=number, leg=leg_text(night.legs[number - 1]), rounds=rounds)
    return asked_first(text, deed=(words.REMOVE_IT, sure))


def removed_text(before: Night, number: int) -> str:
    """That a round was taken out, and which."""
    rounds = count(len(before.legs) - 1, *words.ROUNDS)
    return words.REMOVED.format(number=number, leg=leg_text(before.legs[number - 1]), rounds=rounds)


def _left(night: Night) -> str:
    """What an end now would cut off."""
    rounds = len(night.legs)
    playing = words.LEFT_ROUND.format(number=night.number, rounds=rounds) if night.phase is Phase.ROUND else ""
    to_come = rounds - night.number
    return f"{playing} {count(to_come, *words.LEFT_TO_COME) + '.' if to_come else ''}".strip()
