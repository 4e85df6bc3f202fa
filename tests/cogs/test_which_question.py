"""Reporting a question from a message about a whole game: which one is asked, among those that one knows."""

from bot.kernel.custom_ids import base36
from cogs.daily.ids import Verb as Daily
from cogs.daily.ids import on_post
from cogs.reports.ids import game_in, question_in
from cogs.reports.rendering import MOST_CHOICES, report_form
from cogs.reports.words import NO_QUESTION, NONE_MET
from tests.cogs.table import Table, labels, text
from tests.cogs.test_after import play_through
from tests.strategies import question


async def test_a_podium_asks_which_question(laid: Table) -> None:
    """All that the quiz asked are offered by what they ask, and the one chosen is reported."""
    await laid.start(questions=2)
    assert NO_QUESTION in text(await laid.ben.context_menu(laid.channel, "Report question", laid.card()))
    await laid.press("ben", "Join")
    await laid.press("ada", "Start")
    await play_through(laid, "ada", "ben")
    opened = await laid.cleo.context_menu(laid.channel, "Report question", laid.card())
    assert opened.modal is not None, text(opened)
    told = await laid.cleo.submit_modal(opened, {"question": ["1"], "complaint": ["unclear"], "text": "?"})
    assert "Thank you" in text(told)
    again = await laid.cleo.context_menu(laid.channel, "Report question", laid.card())
    assert "Thank you" in text(await laid.cleo.submit_modal(again, {"question": ["0"], "complaint": ["other"]}))
    assert "What you reported" in text(me := await laid.slash("cleo", "me"))
    assert text(me).count("🚩") == 2
    assert "Exam dates" in labels(me)


def test_a_dailys_post_is_about_its_game() -> None:
    """Its Play button names the game and no question; the page of a question names the question."""
    post = [on_post(Daily.PLAY, 77), "v1:dl:0:help"]
    assert (question_in(post), game_in(post)) == (None, 77)
    assert game_in(["v1:qs:0:help", "nonsense"]) is None
    assert NONE_MET != NO_QUESTION


def test_the_form_offers_no_more_than_a_menu_holds() -> None:
    """The latest questions, each by its number and as much of it as fits."""
    met = {place: question(f"q{place}", stem="s" * 200) for place in range(40)}
    form = report_form(5, 0, met)
    menu = form.to_components()[0]["component"]
    assert len(menu["options"]) == MOST_CHOICES
    assert menu["options"][0]["label"].startswith("16. ")
    assert [option["value"] for option in menu["options"]] == [base36(place) for place in range(15, 40)]
    assert max(len(option["label"]) for option in menu["options"]) <= 100
