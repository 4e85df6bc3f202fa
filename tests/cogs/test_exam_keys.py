"""What an open mock exam keeps back, and what it counts afterward."""

from __future__ import annotations

from dataclasses import replace

import discord
import pytest

from bot.delivery.sender import Drawing
from bot.exams.rules import room as rules
from bot.exams.rules.model import End
from bot.kernel.asked import Locked
from bot.kernel.keys import Viewer
from cogs.exams.group.rendering import draw_walk
from tests.cogs.table import Table, parts, text
from tests.cogs.test_exams import WORDS, back, begun, current, exams, hall, press
from tests.exams.makers import paper
from tests.strategies import ADA, NOON

__all__ = ["hall"]  # a fixture


async def test_nothing_on_an_open_paper_tells_what_is_right(hall: Table) -> None:
    """No word, no sign and no id differs between a right answer and a wrong one."""
    await begun(hall, "ada")
    page = await back(hall, "ada")
    await hall.env.advance_time(1)
    seen = set()
    for label in ("A", "B", "C"):
        page = await press(hall, "ada", label, page)
        assert not any(word in text(page) for word in WORDS)
        shape = text(page).replace(f"**{label}**", "**X**").replace("☑ ", "")
        seen.add((shape, str([part.get("custom_id") for part in parts(page)])))
    assert len({ids for _, ids in seen}) == 1


async def test_keys_wait_while_a_paper_is_open(hall: Table) -> None:
    """For who sits it, wherever they look, and for nobody else."""
    await begun(hall, "ada")
    paper = await current(hall, "ada")
    items = {asked.question.id for asked in paper.asked}
    service, ada = exams(hall).exams, hall.people["ada"].id
    assert items <= await service.hidden(Viewer(ada, hall.guild.id))
    assert items <= await service.hidden(Viewer(ada))
    assert items <= await service.hidden(Viewer(guild_id=hall.guild.id))  # what a quiz there would reveal to all
    assert not items & await service.hidden(Viewer(hall.people["ben"].id, hall.guild.id))
    await service.hand_in(paper.id, ada, hall.env.now(), sure=True)
    assert not items & await service.hidden(Viewer(ada, hall.guild.id))


@pytest.mark.parametrize("step", [0, 1])
def test_what_most_of_a_group_chose_is_no_hint_for_whoever_is_asked_now(step: int) -> None:
    """While a game on the server asks the question, the talk about it tells neither its key nor how many chose what."""
    locked = Locked((0,), correct=True, credit=1.0, points=0, elapsed_ms=9, at=NOON)
    asked = replace(paper().asked[0], answers={ADA.id: locked})
    papers = [replace(paper(), end=End.HANDED_IN, asked=(asked,))] * 9
    room = rules.gather(room_id=1, guild_id=1, channel_id=1, host=ADA, exam=papers[0].exam, seed=1, at=NOON)
    talking = replace(room, walk=(asked.question.id,), step=step)
    assert "9 of 9" in shown_by(draw_walk(talking, papers, {"another"}))
    kept_back = shown_by(draw_walk(talking, papers, {asked.question.id}))
    assert "9 of 9" not in kept_back
    assert "right now" in kept_back
    assert asked.question.explanation not in kept_back


@pytest.mark.parametrize(("people", "counted"), [(4, False), (5, True)])
def test_how_many_chose_what_is_shown_from_five_answers_on(people: int, counted: bool) -> None:
    """Papers are private: "4 of 4" would tell what each of four chose."""
    whole = paper()
    locked = Locked((0,), correct=True, credit=1.0, points=0, elapsed_ms=9, at=NOON)
    asked = replace(whole.asked[0], answers={ADA.id: locked})
    papers = [replace(whole, end=End.HANDED_IN, asked=(asked,))] * people
    room = rules.gather(room_id=1, guild_id=1, channel_id=1, host=ADA, exam=whole.exam, seed=1, at=NOON)
    drawing = draw_walk(replace(room, walk=(asked.question.id,), step=0), papers)
    shown = shown_by(drawing)
    assert (f"{people} of {people}" in shown) is counted
    assert ("stays private" in shown) is not counted


def shown_by(drawing: Drawing | None) -> str:
    assert drawing is not None
    return "\n".join(part.content for part in drawing.view.walk_children() if isinstance(part, discord.ui.TextDisplay))
