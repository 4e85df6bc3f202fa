"""A group's cards: who is in and who has handed in, and then the questions that split it."""

from collections import Counter
from collections.abc import Collection, Sequence

from discord.ui import ActionRow, LayoutView

from bot.delivery.sender import Drawing
from bot.exams.rooms import ROOM, WALK
from bot.exams.rules.model import Sitting
from bot.exams.rules.room import Phase, Room
from bot.kernel.asked import Asked, Player
from bot.kernel.exams import Guide
from bot.kernel.questions import Choice
from bot.kernel.shuffle import shown_order
from cogs.exams.ids import OFF, ON, Verb, on_room
from cogs.exams.words import minutes
from cogs.shared.answering import lettered, options_text
from cogs.shared.cards import MAIN, STOP, Card, button, row
from cogs.shared.explaining import asked_and_clue, background, key_text
from cogs.shared.literal import literal
from cogs.shared.words import KEY_WAITS, count, from_now, name, until

MOST_NAMED = 40


def draw_room(room: Room, guide: Guide, papers: Sequence[Sitting]) -> Drawing:
    """The group's card as it should look now."""
    if room.phase is Phase.GATHERING:
        return Drawing(_gathering(room, guide), settled=False)
    if room.phase is Phase.CALLED_OFF:
        off = f"**The group mock of {room.exam} was called off.** `/exam start` opens another."
        return Drawing(Card(off), settled=True)
    over = room.phase is Phase.OVER
    return Drawing(_over(room, papers) if over else _sitting(room, papers), settled=over)


def _gathering(room: Room, guide: Guide) -> Card:
    people = [_named(player, extra=player.id in room.extra_time) for player in room.members.values()]
    waits = f" It waits {until(room.due_at)}." if room.due_at else ""
    return Card(
        f"## Group mock: {room.exam}",
        f"{guide.questions} questions, {minutes(guide.minutes, extra_time=False)}, the same form for all. Everybody "
        "works in private, at their own pace; here it only says who has handed in. Afterwards you go through the "
        "questions that split you most.",
        f"**In ({len(people)}):** {', '.join(people)}",
        f"-# All begin at once, when {name(_host(room))} presses Start.{waits} Thirty minutes more are for who will "
        "have them in the real exam.",
        rows=[
            row(
                button("Join", on_room(Verb.JOIN, room.id, ROOM, OFF), MAIN),
                button("Join, 30 minutes more", on_room(Verb.JOIN, room.id, ROOM, ON)),
            ),
            row(
                button("Start", on_room(Verb.BEGIN, room.id, ROOM)),
                button("Call it off", on_room(Verb.CALL_OFF, room.id, ROOM), STOP),
            ),
        ],
    )


def _named(player: Player, *, extra: bool) -> str:
    return f"{name(player.name)} (+30 min)" if extra else name(player.name)


def _host(room: Room) -> str:
    host = room.members.get(room.host_id)
    return host.name if host else "the host"


def _sitting(room: Room, papers: Sequence[Sitting]) -> Card:
    handed_in = {paper.player_id for paper in papers if not paper.is_open}
    done = [name(player.name) for player in room.members.values() if player.id in handed_in]
    busy = [name(player.name) for player in room.members.values() if player.id not in handed_in]
    ends = max((paper.deadline for paper in papers), default=room.active_at)
    return Card(
        f"## Group mock: {room.exam}",
        f"✅ **Handed in ({len(done)}):** {', '.join(done) or 'nobody yet'}",
        f"✏️ **Working ({len(busy)}):** {', '.join(busy)}" if busy else "",
        f"-# The last paper is collected {from_now(ends)}. Yours is in your direct messages, or behind the button.",
        rows=[row(button("My paper", on_room(Verb.MINE, room.id, ROOM), MAIN))],
    )


def _over(room: Room, papers: Sequence[Sitting]) -> Card:
    people = ", ".join(name(player.name) for player in room.members.values())
    talk = (
        f"**{count(len(room.walk), 'question')}** split you most: what you chose comes first, then the answer."
        if room.walk
        else "Your answers differ on no question, so there is nothing to argue about."
        if len(papers) > 1
        else "Only one paper was handed in, so there is nothing to compare."
    )
    buttons = [button("My result", on_room(Verb.MINE, room.id, ROOM))]
    if room.walk and room.step < 0:
        buttons.insert(0, button("Talk it through", on_room(Verb.WALK, room.id, ROOM, "0"), MAIN))
    return Card(f"## Group mock: {room.exam} is over", f"✅ Handed in: {people}", talk, rows=[row(*buttons)])


def draw_walk(room: Room, papers: Sequence[Sitting], hidden: Collection[str] = ()) -> Drawing | None:
    """The question that the group talks about; None where it talks about none. `hidden`: keys that must wait."""
    if room.step < 0 or not room.walk:
        return None
    asked = _asked(room.item, papers)
    if asked is None:
        done = f"**That was all of it:** {count(len(room.walk), 'question')} talked through."
        return Drawing(Card(done), settled=True)
    head = f"-# {room.step // 2 + 1} of {len(room.walk)} that split you most · {room.exam}"
    if not room.shows_key:
        ask = "**Who chose what, and why?** Talk first, then look."
        following = button("Show the answer", _next(room), MAIN)
        return Drawing(_card(head, asked, papers, ask, rows=[row(following)]), settled=False)
    label = "On to the next" if room.step + 2 < 2 * len(room.walk) else "Finish"
    rows = [row(button(label, _next(room), MAIN))]
    if asked.question.id in hidden:
        return Drawing(_card(head, asked, papers, KEY_WAITS, rows=rows), settled=False)
    told = Card(
        head, asked_and_clue(asked.question), _chosen(asked, papers), key_text(asked.question),
        background(asked.question), rows=rows,
    )  # fmt: skip
    return Drawing(told, settled=False)


def _card(head: str, asked: Asked, papers: Sequence[Sitting], below: str, rows: list[ActionRow[LayoutView]]) -> Card:
    return Card(head, literal(asked.question.asking), _chosen(asked, papers), below, rows=rows)


def _next(room: Room) -> str:
    return on_room(Verb.WALK, room.id, WALK, str(room.step + 1))


def _asked(item: str | None, papers: Sequence[Sitting]) -> Asked | None:
    found = (asked for paper in papers for asked in paper.asked if asked.question.id == item)
    return next(found, None)


def _chosen(asked: Asked, papers: Sequence[Sitting]) -> str:
    """The options with how many chose each; of other kinds how many ways there were to answer."""
    given = [
        paper.given(place)
        for paper in papers
        for place, one in enumerate(paper.asked)
        if one.question.id == asked.question.id
    ]
    blank = sum(locked is None for locked in given)
    left = f"\n-# {count(blank, 'paper')} left it blank." if blank else ""
    if not isinstance(asked.question.body, Choice):
        ways = len({locked.answer for locked in given if locked is not None})
        told = f"-# Answered in {count(ways, 'way')} by {count(len(given), 'person', 'people')}."
        return f"{options_text(asked)}\n{told}{left}"
    chosen = Counter(int(index) for locked in given if locked is not None for index in locked.answer)
    order = shown_order(asked.question, asked.seed)
    lines = [
        f"**{letter}**  {literal(text)} · {chosen[index]} of {len(given)}"
        for index, (letter, text) in zip(order, lettered(asked), strict=True)
    ]
    return "\n".join(lines) + left
