"""What `/weakspots` tells, and what it keeps to itself."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.kernel.contrasts import Contrast, Contrasts
from bot.kernel.sources import Everywhere, own_id
from bot.practice.rules.model import Sitting
from bot.study.weakest import ENOUGH_ANSWERS
from bot.weakspots.service import Spots, WeakspotsService
from cogs.shared.cards import Card
from cogs.shared.explaining import key_text
from cogs.weakspots.rendering import misses_card, shared_card, spots_card
from cogs.weakspots.words import GROUPS_PICTURE, NOTHING_YET, claim
from tests.studying import BEN, DAY, GUILD, NOW, RIGHT, WRONG, Desk, desk, mended, question

METRICS = [question(f"m{number}") for number in range(30)]
MODES = [question(f"i{number}", "inference_modes") for number in range(30)]
OTHERS = [question("s0", "ai_services")]


def service(table: Desk) -> WeakspotsService:
    return WeakspotsService(table.history, table.sources, table.sources, table.reports.muted)


async def looked(table: Desk) -> Spots:
    return await service(table).look(BEN, NOW + DAY)


async def answered(table: Desk, metrics_right: int, modes_right: int, each: int) -> None:
    await table.played({one.id: RIGHT if at < metrics_right else WRONG for at, one in enumerate(METRICS[:each])})
    await table.played({one.id: RIGHT if at < modes_right else WRONG for at, one in enumerate(MODES[:each])})


async def test_a_clear_case_is_named_and_an_unclear_one_is_not(tmp_path: Path) -> None:
    """Thirty misses against thirty hits name a topic; like against like does not, and says so."""
    async with desk(tmp_path / "clear", METRICS + MODES + OTHERS) as table:
        await answered(table, 5, 28, 30)
        told = claim(await looked(table))
        assert "Your weakest topic is probably Metrics" in told
        assert "%" in told
    three = [question(f"a{number}", "ai_services") for number in range(30)]
    async with desk(tmp_path / "unclear", METRICS + MODES + three) as table:
        await answered(table, 7, 7, 10)
        await table.played({one.id: RIGHT if at < 7 else WRONG for at, one in enumerate(three[:10])})
        told = claim(await looked(table))
        assert " or " in told
        assert "Your answers do not tell them apart" in told


async def test_few_answers_make_no_claim(tmp_path: Path) -> None:
    """Below twenty answers the message says how many are missing, and names nothing."""
    async with desk(tmp_path, METRICS + MODES + OTHERS) as table:
        await answered(table, 0, 8, 8)
        spots = await looked(table)
        assert claim(spots).startswith("## Your weakest topic can be named after 4 more answers\n")
        assert claim(spots, "Ben's").startswith("## Ben's weakest topic can be named after 4 more answers\n")
        assert spots.picture.verdict.named == ()
        assert spots.mend.topics == ()
        assert spots.mend.most == 5


def seen(card: Card) -> str:
    return "\n".join(f"{getattr(part, 'content', '')}{getattr(part, 'label', '')}" for part in card.walk_children())


async def test_where_fewer_answers_count_the_screen_says_which_are_left_out(tmp_path: Path) -> None:
    """Those to a server's own questions count there; a person who compares the two numbers can read why they differ."""
    ours = [question(own_id(GUILD, f"o{number}")) for number in range(3)]
    async with desk(tmp_path, METRICS + OTHERS + ours) as table:
        await table.played({one.id: RIGHT for one in (*METRICS[:2], *ours)})
        there, alone = [await service(table).look(BEN, NOW + DAY, guild_id) for guild_id in (GUILD, 0)]
        assert "3 more answers, to questions of servers' own packs" in seen(spots_card(alone))
        assert "more answers, to questions" not in seen(spots_card(there))


async def test_nothing_can_be_shown_to_a_channel_in_which_nobody_else_is(tmp_path: Path) -> None:
    """In direct messages with Recall there is no channel."""
    async with desk(tmp_path, METRICS + OTHERS) as table:
        await table.played({METRICS[0].id: RIGHT})
        spots = await looked(table)
        assert "Show to the channel" in seen(spots_card(spots))
        assert "Show to the channel" not in seen(spots_card(spots, in_server=False))


async def test_answers_about_one_topic_make_no_claim_and_say_about_which(tmp_path: Path) -> None:
    """There is no weakest of one."""
    async with desk(tmp_path, METRICS) as table:
        await table.played({one.id: RIGHT for one in METRICS[:25]})
        found = await looked(table)
        assert claim(found).startswith("## Your answers are all about Metrics\n")
        assert claim(found, GROUPS_PICTURE).startswith("## Five people or more have answered only about Metrics\n")


async def test_topics_never_tried_are_listed_apart(tmp_path: Path) -> None:
    """A topic without an answer has no bar, and is said never to have been tried."""
    async with desk(tmp_path, METRICS + MODES + OTHERS) as table:
        await answered(table, 5, 28, 30)
        spots = await looked(table)
        assert [line.topic for line in spots.topics] == ["metrics", "inference_modes"]
        assert spots.picture.verdict.untried == ("ai_services",)


async def test_what_is_mixed_up_comes_with_a_contrast(tmp_path: Path) -> None:
    """The same wrong concept for the same key, twice or more, is told with what the glossary says of either."""
    async with desk(tmp_path, METRICS) as table:
        await table.played({"m0": WRONG, "m1": WRONG, "m2": RIGHT, "m3": RIGHT})
        [mixed] = (await looked(table)).mixed
        assert (mixed.confusion.times, mixed.confusion.of) == (2, 4)
        assert (mixed.chosen, mixed.key) == ("Option B", "Option A")
        assert (mixed.chosen_meaning, mixed.key_meaning) == ("", "A: what it is.")


async def test_a_written_contrast_tells_two_concepts_apart(tmp_path: Path) -> None:
    """Where a contrast of the two is written, its lines are told, in the order chosen and key, with how to know."""
    purposes = {"XX-C01": "A is for one thing.", "XX-C02": "B is for another."}
    async with desk(tmp_path, METRICS) as table:
        await table.played({"m0": WRONG, "m1": WRONG})
        known = replace(table.library(), contrasts=Contrasts([Contrast(purposes, "Tell them apart by it.", "x")]))
        spots = await WeakspotsService(
            table.history, Everywhere(lambda: known), table.sources, table.reports.muted
        ).look(BEN, NOW)
        shown = str([item.to_component_dict() for item in spots_card(spots).walk_children()])
        alone = str([item.to_component_dict() for item in spots_card(spots, in_server=False).walk_children()])
        assert ("Show to the channel" in shown, "Show to the channel" in alone) == (True, False)
        told = [shown.index(line) for line in ("B is for another.", "A is for one thing.", "Tell them apart by it.")]
        assert told == sorted(told)


async def test_what_is_shown_to_the_channel_is_the_claim_alone(tmp_path: Path) -> None:
    """How the topics stand; no mix-up, no miss, and nothing to press."""
    async with desk(tmp_path, METRICS) as table:
        await table.played({"m0": WRONG, "m1": WRONG, "m2": RIGHT, "m3": RIGHT})
        spots = await looked(table)
        own, shared = (
            str([item.to_component_dict() for item in card.walk_children()])
            for card in (spots_card(spots), shared_card(spots, "Ben's"))
        )
        assert "Show to the channel" in own
        assert "Option B" in own
        assert "Expected accuracy by topic" in shared
        assert "Option B" not in shared
        assert "custom_id" not in shared


async def test_a_contrast_never_quotes_a_question(tmp_path: Path) -> None:
    """One question's reasons are about its own case: the card shows what the glossary says of a concept, or nothing."""
    async with desk(tmp_path, METRICS) as table:
        await table.played({"m0": WRONG, "m1": WRONG})
        shown = str([item.to_component_dict() for item in spots_card(await looked(table)).walk_children()])
        assert "You confuse “Option B” with “Option A”" in shown
        assert "A: what it is." in shown
        assert "Why A." not in shown
        assert "Why B." not in shown


async def test_nothing_of_an_open_question_shows(tmp_path: Path) -> None:
    """Neither figure nor miss tells of a question that others still answer, nor of an old miss that is asked again."""
    async with desk(tmp_path, METRICS + MODES) as table:
        await table.played({"m0": WRONG, "m1": WRONG})
        await table.played({"m0": RIGHT, "i0": WRONG}, NOW + DAY / 2, closed=False)
        spots = await looked(table)
        assert spots.picture.answers == 2
        assert [one.question.id for one in await service(table).misses(BEN)] == ["m1"]


async def test_a_mended_question_is_shown_among_the_misses_as_it_is_now(tmp_path: Path) -> None:
    """Whoever chose what was the key then sees what is right now, and that they did not choose it."""
    async with desk(tmp_path, METRICS) as table:
        await table.played({"m0": RIGHT, "m1": WRONG})
        table.questions["m0"] = mended(METRICS[0])
        misses = await service(table).misses(BEN)
        assert {one.question.id for one in misses} == {"m0", "m1"}
        [told] = [seen(misses_card([one], 0)) for one in misses if one.question.id == "m0"]
        assert "Wrong" in told
        assert "Option B" in key_text(table.questions["m0"])
        assert key_text(table.questions["m0"]) in told


async def test_the_change_is_against_thirty_days_ago(tmp_path: Path) -> None:
    """A topic that went worse lately shows a loss; one with hardly any answers back then shows none."""
    async with desk(tmp_path, METRICS + MODES) as table:
        await table.played({one.id: RIGHT for one in METRICS[:10]}, NOW - 40 * DAY)
        await table.played({one.id: WRONG for one in METRICS[10:20]})
        await table.played({one.id: RIGHT for one in MODES[:10]})
        changes = {line.topic: line.change for line in (await looked(table)).topics}
        assert changes["metrics"] is not None
        assert changes["metrics"] < -0.1
        assert changes["inference_modes"] is None


async def test_details_count_what_was_answered_by_week_and_day(tmp_path: Path) -> None:
    """Weeks begin on Monday, and what is older than six weeks is left out."""
    async with desk(tmp_path, METRICS) as table:
        await table.played({"m0": RIGHT, "m1": WRONG}, NOW)
        await table.played({"m2": RIGHT}, NOW - 8 * DAY)
        await table.played({"m3": RIGHT}, NOW - 100 * DAY)
        details = await service(table).details(BEN, NOW)
        assert [(week.right, week.answers) for week in details.weeks["metrics"]] == [(1, 1), (1, 2)]
        assert all(week.monday.weekday() == 0 for week in details.weeks["metrics"])
        assert sorted(details.days.values()) == [1, 2]


async def test_details_count_as_the_picture_does(tmp_path: Path) -> None:
    """An answer right after the key was shown says nothing on either of the two screens."""
    async with desk(tmp_path, METRICS) as table:
        await table.played({"m0": WRONG, "m1": WRONG}, NOW)
        await table.played({"m0": RIGHT}, NOW + timedelta(minutes=1))
        details = await service(table).details(BEN, NOW + DAY)
        shown = (await looked(table)).topics[0].figure.answers
        assert sum(week.answers for week in details.weeks["metrics"]) == shown == 2


def test_before_the_first_answer_it_is_said_when_there_is_a_picture_and_when_a_topic_is_named() -> None:
    """The picture comes with the first answers; twenty are what naming a topic takes."""
    assert "After the first few, there is a picture" in NOTHING_YET
    assert f"after {ENOUGH_ANSWERS}, your weakest topic can be named" in NOTHING_YET


async def test_a_group_shows_from_five_people_on_and_only_topics_of_five(tmp_path: Path) -> None:
    """Four contributors make no picture; with five, a topic that one of them never met is still left out."""
    async with desk(tmp_path, METRICS + MODES) as table:
        looker = service(table)
        for player in range(1, 5):
            await table.played({"m0": RIGHT, "m1": WRONG, "i0": RIGHT}, player=player)
        assert await looker.look_at_group(GUILD, NOW + DAY) == 1
        await table.played({"m0": RIGHT}, player=5)
        spots = await looker.look_at_group(GUILD, NOW + DAY)
        assert isinstance(spots, Spots)
        assert [line.topic for line in spots.topics] == ["metrics"]
        assert await looker.look_at_group(GUILD + 1, NOW + DAY) == 5


async def test_practice_alone_is_no_part_of_the_groups_picture(tmp_path: Path) -> None:
    """What somebody practises stays their own: only shared games count for the group."""
    async with desk(tmp_path, METRICS) as table:
        sitting = await table.begin()
        assert isinstance(sitting, Sitting)
        await table.reply(sitting, WRONG)
        assert await service(table).look_at_group(GUILD, NOW + DAY) == 5


async def test_nothing_of_fewer_than_five_people_shows_at_any_level(tmp_path: Path) -> None:
    """One person's concept, mix-up or past is in no group's picture, however often they answered; five people's are."""
    alone = [replace(question(f"c{number}"), concept="metrics-2") for number in range(10)]
    async with desk(tmp_path, METRICS + alone) as table:
        table.concepts |= {"metrics-1": "Shared", "metrics-2": "One person's"}
        await table.played({one.id: WRONG for one in METRICS[:10]}, NOW - 40 * DAY, player=1)
        for player in range(1, 6):
            await table.played({one.id: RIGHT for one in METRICS[10:16]}, player=player)
        await table.played({one.id: WRONG for one in alone}, player=1)
        spots = await service(table).look_at_group(GUILD, NOW + DAY)
        assert isinstance(spots, Spots)
        assert [line.title for line in spots.concepts] == ["Shared"]
        assert spots.mixed == []
        assert [line.change for line in spots.topics] == [None]
        for player in range(2, 6):
            await table.played({one.id: WRONG for one in alone[:3]}, player=player)
        spots = await service(table).look_at_group(GUILD, NOW + DAY)
        assert isinstance(spots, Spots)
        assert {line.title for line in spots.concepts} == {"Shared", "One person's"}
        assert len(spots.mixed) == 1


async def test_answers_that_do_not_count_make_nobody_a_contributor(tmp_path: Path) -> None:
    """Whoever only tapped, in under a second, is none of the five people that a picture of the group takes."""
    async with desk(tmp_path, METRICS) as table:
        for player in range(1, 6):
            await table.played({"m0": RIGHT}, player=player, took_ms=500 if player == 5 else 5000)
        assert await service(table).look_at_group(GUILD, NOW + DAY) == 1
        await table.played({"m1": RIGHT}, player=5)
        assert isinstance(await service(table).look_at_group(GUILD, NOW + DAY), Spots)


async def test_the_weakest_topic_is_where_most_is_lost(tmp_path: Path) -> None:
    """Equally able in both, whoever loses more points in the topic with the harder questions is told of that topic."""
    hard = [question(f"h{number}", "hard", difficulty=5) for number in range(40)]
    easy = [question(f"e{number}", "easy", difficulty=1) for number in range(40)]
    async with desk(tmp_path, hard + easy) as table:
        await table.played({one.id: RIGHT if at < 14 else WRONG for at, one in enumerate(hard[:30])})
        await table.played({one.id: RIGHT if at < 24 else WRONG for at, one in enumerate(easy[:30])})
        spots = await looked(table)
        assert spots.picture.posterior.topics["hard"].mean > spots.picture.posterior.topics["easy"].mean
        assert spots.picture.verdict.named == ("hard",)
        assert [line.topic for line in spots.topics] == ["hard", "easy"]
