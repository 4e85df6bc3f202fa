"""The reveal, the podium, and what comes after."""

from bot.rounds.rules.standings import missed_by
from tests.cogs.table import Table, held, labels, private, text
from tests.engines import outside


async def answer_all(laid: Table, *who: str) -> None:
    """Everybody answers what is open, whatever it is."""
    card = laid.card()
    for name in who:
        await laid.attempt(name, card)


async def play_through(laid: Table, *who: str) -> None:
    """Every question answered by everybody, every reveal read, up to the podium."""
    while await laid.rounds.running_in(laid.channel.id):
        await answer_all(laid, *who)
        reveal = laid.card()
        for name in who:
            following = [label for label in labels(reveal) if label.startswith(("Next", "To the podium"))]
            await laid.press(name, following[0].split(" ·")[0], laid.card())
            if laid.card().id != reveal.id:
                break


async def test_the_reveal_comes_when_everybody_has_answered(laid: Table) -> None:
    """The card of the question turns into its reveal: why, the source, and the way on."""
    question = await laid.begin("ben")
    await answer_all(laid, "ada", "ben")
    reveal = laid.card()
    assert reveal.id == question.id
    assert "**Why:** Idle time costs nothing" in text(reveal)
    assert "Source: [Serverless inference](<https://docs.aws.amazon.com/x.html>), as of September 29, 2026" in text(
        reveal
    )
    assert labels(reveal) == ["My answer", "Report", "Next", "Host"]


async def test_the_receipt_becomes_the_outcome(laid: Table) -> None:
    """At the reveal each player's lock-in turns into how it went for them alone."""
    await laid.begin("ben")
    card = laid.card()
    await laid.attempt("ada", card)
    await laid.attempt("ben", card)
    for who in ("ada", "ben"):
        mine = [m for m in laid.channel.history(viewer=laid.people[who]) if m.flags.ephemeral]
        assert text(mine[-1]).startswith(("✅ **Right", "❌ **Wrong", "🟨 **Partly right"))


async def test_my_answer_tells_each_player_their_own(laid: Table) -> None:
    """Who answered sees their answer, who did not sees the key; long after, too."""
    await laid.begin("ben", "cleo")
    await answer_all(laid, "ada", "ben")
    await laid.later(100)
    reveal = laid.card()
    assert text(private(await laid.press("ben", "My answer"))).startswith(
        ("✅ **Right", "❌ **Wrong", "🟨 **Partly right")
    )
    assert "You did not answer this one" in text(private(await laid.press("cleo", "My answer")))
    await laid.later(100)
    assert laid.card().id != reveal.id
    after = next(message for message in laid.channel.history() if message.id == reveal.id)
    assert labels(after) == ["My answer", "Report"]
    assert "You did not answer this one" in text(private(await laid.press("cleo", "My answer", after)))


async def test_next_waits_for_all_who_answered(laid: Table) -> None:
    """One reader is counted; when all who answered have read, the next question comes."""
    await laid.begin("ben", "cleo")
    await answer_all(laid, "ada", "ben", "cleo")
    await laid.press("ada", "Next")
    assert "Next · 1 of 3 ready" in labels(laid.card())
    await laid.press("ben", "Next")
    await laid.press("cleo", "Next")
    assert "2/7" in text(laid.card())


async def test_who_has_left_is_not_counted_as_ready(laid: Table) -> None:
    """Next counts those whom it waits for."""
    await laid.begin("ben", "cleo")
    await answer_all(laid, "ada", "ben", "cleo")
    await laid.press("ben", "Next")
    await laid.rounds.leave((await laid.game()).id, laid.ben.id, laid.env.now())
    await laid.press("ada", "Next")
    assert "Next · 1 of 2 ready" in labels(laid.card())


async def test_next_from_outside_is_refused(laid: Table) -> None:
    """Who is not in the quiz does not move it on."""
    await laid.begin("ben")
    await answer_all(laid, "ada", "ben")
    assert "You are not in this quiz" in text(private(await laid.press("dan", "Next")))
    assert (await laid.game()).ready == frozenset()


async def test_a_reveal_goes_on_by_itself(laid: Table) -> None:
    """After its reading time the reveal gives way to the next question."""
    await laid.begin("ben")
    await answer_all(laid, "ada", "ben")
    await laid.later(31)
    assert "2/7" in text(laid.card())


async def test_a_whole_quiz_ends_at_the_podium(laid: Table) -> None:
    """Every kind is played; the podium has everybody's line, and a new lobby, with as many questions as there are."""
    await laid.begin("ben")
    await play_through(laid, "ada", "ben")
    podium = laid.card()
    assert "of 7 right" in text(podium)
    assert labels(podium) == ["Review my misses", "Play again", "Summary (host)"]
    await laid.press("ben", "Play again")
    assert "**In:** ben" in text(laid.card())
    again = await laid.game()
    assert again.settings.questions == 7
    laid.rounds.forget(again.id)  # so that its rows tell
    assert (await laid.game()).settings.wish.questions == 10  # what was chosen in the first place
    assert "you are in" in text(private(await laid.press("ada", "Play again", podium)))
    assert "**In:** ben, ada" in text(laid.card())


async def test_misses_are_reviewed_one_after_the_other(laid: Table) -> None:
    """Each miss shows what was chosen and why not; the button leads through them and round again."""
    await laid.begin("ben")
    await play_through(laid, "ada", "ben")
    game = await laid.rounds.find(1)
    assert game is not None
    missed = len(missed_by(game, laid.ben.id))
    assert missed > 1
    shown = await laid.press("ben", "Review my misses")
    first = text(private(shown))
    assert f"misses · 1 of {missed}" in first
    for place in [*range(2, missed + 1), 1]:
        shown = await laid.press("ben", "Next miss", private(shown))
        assert f"misses · {place} of {missed}" in text(shown)
    assert text(shown) == first


async def test_misses_that_are_all_unanswered_are_not_counted_twice(laid: Table) -> None:
    """`2 misses, both unanswered`: nobody reads that two of two are."""
    await laid.begin("ben", questions=2)
    for _ in range(2):
        await laid.attempt("ada")
        await laid.later(200)
        await laid.later(60)
    told = text(private(await laid.press("ben", "Review my misses")))
    assert "2 misses, both unanswered · 1 of 2" in told


async def test_a_spectator_has_no_misses(laid: Table) -> None:
    """Who was not in the quiz, or left it before answering anything, missed nothing, and is told so."""
    await laid.start()
    for who in ("ben", "cleo"):
        await laid.press(who, "Join")
    await laid.press("cleo", "Leave")
    await laid.press("ada", "Start")
    await play_through(laid, "ada", "ben")
    for who in ("dan", "cleo"):
        assert "You were not in this quiz" in text(private(await laid.press(who, "Review my misses")))


async def test_a_quiz_that_no_longer_exists_is_answered_in_words(laid: Table) -> None:
    """Where the rows of a quiz are gone, its buttons say so."""
    await laid.start()
    lobby = laid.card()
    game = await laid.game()
    with outside(laid.app.database.place) as beside:
        beside.executescript("DELETE FROM messages; DELETE FROM players; DELETE FROM rounds; DELETE FROM games;")
    laid.rounds.forget(game.id)
    assert "no longer exists" in text(private(await laid.press("ben", "Join", lobby)))


async def test_nothing_is_kept_in_memory(laid: Table) -> None:
    """After a whole quiz with sheets, forms, pauses and reviews, the client holds no view and no form."""
    await laid.begin("ben")
    menu = private(await laid.press("ada", "Host"))
    await laid.press("ada", "Pause", menu)
    await laid.press("ada", "Continue")
    await play_through(laid, "ada", "ben")
    await laid.press("ben", "Review my misses")
    assert held(laid.app.client) == 0
    assert await laid.rounds.running_in(laid.channel.id) is None
    assert laid.rounds._rounds.held == []
