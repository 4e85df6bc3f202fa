"""A group's cards: who is in and who has handed in, and then the questions that split it."""

from collections import Counter
from collections.abc import Collection, Sequence

from discord.ui import ActionRow, LayoutView

from bot.delivery.sender import Drawing
from bot.exams.rooms import ROOM, WALK
from bot.exams.rules.model import Sitting
from bot.exams.rules.report import share_a_question
from bot.exams.rules.room import Phase, Room
from bot.kernel.asked import Asked, Player
from bot.kernel.custom_ids import SURE
from bot.kernel.exams import Guide
from bot.kernel.questions import Choice
from bot.kernel.shuffle import shown_order
from bot.study.group import LEAST_CONTRIBUTORS
from cogs.exams.group import words
from cogs.exams.ids import OFF, ON, Verb, on_room
from cogs.exams.words import MINUTES, PAPERS, PEOPLE, QUESTIONS, WAYS
from cogs.shared.answering import lettered, options_text
from cogs.shared.asking import asked_first
from cogs.shared.cards import MAIN, STOP, Card, button, row
from cogs.shared.explaining import asked_and_clue, background, key_text
from cogs.shared.literal import literal
from cogs.shared.words import SUMMARY, at_letter, count, from_now, name, until
from cogs.summaries.ids import on_game as summary_of


def draw_room(room: Room, guide: Guide, papers: Sequence[Sitting]) -> Drawing:
    """The group's card as it should look now."""
    if room.phase is Phase.GATHERING:
        return Drawing(_gathering(room, guide), settled=False)
    if room.phase is Phase.CALLED_OFF:
        return Drawing(Card(words.CALLED_OFF.format(exam=room.exam)), settled=True)
    over = room.phase is Phase.OVER
    return Drawing(_over(room, papers) if over else _sitting(room, papers), settled=over)


def _gathering(room: Room, guide: Guide) -> Card:
    people = [_named(player, extra=player.id in room.extra_time) for player in room.members.values()]
    waits = words.IT_WAITS.format(until=until(room.due_at)) if room.due_at else ""
    return Card(
        words.GROUP_TITLE.format(exam=room.exam),
        words.HOW_A_GROUP_GOES.format(
            questions=count(guide.questions, *QUESTIONS),
            minutes=count(guide.minutes, *MINUTES),
            scored=guide.scored,
            unscored=guide.questions - guide.scored,
        ),
        words.PEOPLE_IN.format(number=len(people), names=", ".join(people)),
        words.ALL_BEGIN_AT_ONCE.format(host=name(_host(room)), waits=waits),
        rows=[
            row(
                button(words.JOIN, on_room(Verb.JOIN, room.id, ROOM, OFF), MAIN),
                button(words.JOIN_LONGER, on_room(Verb.JOIN, room.id, ROOM, ON)),
            ),
            row(
                button(words.BEGIN, on_room(Verb.BEGIN, room.id, ROOM)),
                button(words.CALL_OFF, on_room(Verb.CALL_OFF, room.id, ROOM), STOP),
            ),
        ],
    )


def calling_off_card(room: Room) -> Card:
    """Whether to call it off, asked once more."""
    text = words.SURE_TO_CALL_OFF.format(exam=room.exam, people=count(len(room.members), *PEOPLE))
    return asked_first(text, deed=(words.CALL_OFF, on_room(Verb.CALL_OFF, room.id, ROOM, SURE)))


def _named(player: Player, *, extra: bool) -> str:
    return words.WITH_EXTRA.format(name=name(player.name)) if extra else name(player.name)


def _host(room: Room) -> str:
    host = room.members.get(room.host_id)
    return host.name if host else words.THE_HOST


def _names(room: Room, people: Collection[int]) -> str:
    return ", ".join(name(player.name) for player in room.members.values() if player.id in people)


def _sitting(room: Room, papers: Sequence[Sitting]) -> Card:
    left, ended = _left(papers), {paper.player_id for paper in papers if not paper.is_open}
    done = ended - left
    busy = room.members.keys() - ended
    ends = max((paper.deadline for paper in papers if paper.is_open), default=room.active_at)
    return Card(
        words.GROUP_TITLE.format(exam=room.exam),
        words.HANDED_IN.format(number=len(done), names=_names(room, done) or words.NOBODY_YET),
        words.WORKING.format(number=len(busy), names=_names(room, busy)) if busy else "",
        words.LEFT.format(number=len(left), names=_names(room, left)) if left else "",
        words.LAST_PAPER.format(from_now=from_now(ends)),
        rows=[row(button(words.MY_PAPER, on_room(Verb.MINE, room.id, ROOM), MAIN))],
    )


def _left(papers: Sequence[Sitting]) -> set[int]:
    """Who threw their paper away."""
    return {paper.player_id for paper in papers if paper.is_discarded}


def _over(room: Room, papers: Sequence[Sitting]) -> Card:
    left = _left(papers)
    done = room.members.keys() - left
    buttons = [button(words.MY_RESULT, on_room(Verb.MINE, room.id, ROOM))]
    if room.walk and room.step < 0:
        buttons.insert(0, button(words.TALK, on_room(Verb.WALK, room.id, ROOM, "0"), MAIN))
    if done:
        buttons.append(button(SUMMARY, summary_of(room.id, ROOM)))
    return Card(
        words.GROUP_OVER_TITLE.format(exam=room.exam),
        words.ALL_HANDED_IN.format(names=_names(room, done)) if done else words.NOBODY_HANDED_IN,
        words.LEFT.format(number=len(left), names=_names(room, left)) if left else "",
        _what_to_talk_about(room, papers, len(done)) if done else "",
        rows=[row(*buttons)],
    )


def _what_to_talk_about(room: Room, papers: Sequence[Sitting], done: int) -> str:
    """How many questions split the group; where none did, why that is."""
    if room.walk:
        return words.SPLIT_YOU.format(questions=count(len(room.walk), *QUESTIONS))
    if done < 2:
        return words.ONE_PAPER
    return words.ALL_AGREE if share_a_question(papers) else words.NOTHING_SHARED


def draw_walk(room: Room, papers: Sequence[Sitting], hidden: Collection[str] = ()) -> Drawing | None:
    """The question that the group talks about; None where it talks about none. `hidden`: keys that must wait."""
    if room.step < 0 or not room.walk:
        return None
    asked = _asked(room.item, papers)
    if asked is None:
        done = words.LEFT_OFF if room.was_left else words.TALKED_THROUGH
        return Drawing(Card(done.format(questions=count(len(room.walk), *QUESTIONS))), settled=True)
    head = words.SPLITS.format(place=room.step // 2 + 1, of=len(room.walk), exam=room.exam)
    if asked.question.id in hidden:
        return Drawing(_kept_back(room, head, asked), settled=False)
    if not room.shows_key:
        following = button(words.SHOW_ANSWER, _next(room), MAIN)
        return Drawing(_card(head, asked, papers, words.WHO_CHOSE_WHAT, rows=[row(following)]), settled=False)
    rows = [row(button(_onward(room), _next(room), MAIN))]
    told = Card(
        head, asked_and_clue(asked.question), _chosen(asked, papers), key_text(asked.question),
        background(asked.question), rows=rows,
    )  # fmt: skip
    return Drawing(told, settled=False)


def _card(head: str, asked: Asked, papers: Sequence[Sitting], below: str, rows: list[ActionRow[LayoutView]]) -> Card:
    return Card(head, literal(asked.question.asking), _chosen(asked, papers), below, rows=rows)


def _kept_back(room: Room, head: str, asked: Asked) -> Card:
    """A question that is being asked elsewhere: what most of a group chose tells nearly as much as the key."""
    label = _onward(room) if room.shows_key else words.GO_ON
    rows = [row(button(label, _next(room), MAIN))]
    return Card(head, literal(asked.question.asking), options_text(asked), words.TOLD_NOTHING_OF, rows=rows)


def _onward(room: Room) -> str:
    return words.ON_TO_NEXT if room.step + 2 < 2 * len(room.walk) else words.FINISH


def _next(room: Room) -> str:
    return on_room(Verb.WALK, room.id, WALK, str(room.step + 1))


def _asked(item: str | None, papers: Sequence[Sitting]) -> Asked | None:
    found = (asked for paper in papers for asked in paper.asked if asked.question.id == item)
    return next(found, None)


def _chosen(asked: Asked, papers: Sequence[Sitting]) -> str:
    """The options with how many chose each; of other kinds how many ways there were to answer.

    Where fewer than five answered, nothing of it: papers are private, and small numbers tell what each of them chose.
    """
    given = [
        paper.given(place)
        for paper in papers
        if not paper.is_discarded
        for place, one in enumerate(paper.asked)
        if one.question.id == asked.question.id
    ]
    blank = sum(locked is None for locked in given)
    if len(given) - blank < LEAST_CONTRIBUTORS:
        return f"{options_text(asked)}\n{words.TOO_FEW_TO_COUNT}"
    left = words.LEFT_BLANK.format(papers=count(blank, *PAPERS)) if blank else ""
    if not isinstance(asked.question.body, Choice):
        ways = len({locked.answer for locked in given if locked is not None})
        told = words.ANSWERED_IN_WAYS.format(ways=count(ways, *WAYS), people=count(len(given) - blank, *PEOPLE))
        return f"{options_text(asked)}\n{told}{left}"
    chosen = Counter(int(index) for locked in given if locked is not None for index in locked.answer)
    order = shown_order(asked.question, asked.seed)
    lines = [
        words.CHOSE_IT.format(option=at_letter(letter, literal(text)), number=chosen[index], of=len(given))
        for index, (letter, text) in zip(order, lettered(asked), strict=True)
    ]
    return "\n".join(lines) + left
