"""Questions come from sources: joined without copies, and what is a server's own is nobody else's."""

from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.contrasts import Contrast, Contrasts
from bot.kernel.library import EMPTY, Library, joined, library_of, without_topics
from bot.kernel.sources import MOST_JOINED, Everywhere, Sources, may_meet, own_id, own_topic, owner_of
from tests.sources import OfServers, offering
from tests.strategies import question

A, B = 100_000_000_000_000_001, 100_000_000_000_000_002
COMMON = question("common")
SECRET = question(own_id(A, "tea"), topic=own_topic(A, "teas"))

servers = st.integers(min_value=1, max_value=2**62)


@given(servers, servers, st.text("abcdefghijklmnopqrstuvwxyz0123456789-_.", min_size=1, max_size=20))
def test_an_id_says_whose_a_question_is(one: int, other: int, name: str) -> None:
    """A server's own id is met in that server alone, direct messages included, whatever name stands in it."""
    assert owner_of(own_id(one, name)) == one
    assert may_meet(own_id(one, name), one)
    assert may_meet(own_id(one, name), other) is (one == other)
    assert not may_meet(own_id(one, name), 0)


@given(st.from_regex(r"^[a-z0-9-]{3,48}$", fullmatch=True), servers)
def test_a_packs_item_is_everybodys(item: str, guild: int) -> None:
    """No id that a pack may use is mistaken for a server's own."""
    assert owner_of(item) == 0
    assert may_meet(item, guild)


async def test_each_server_has_its_own_beside_what_all_have() -> None:
    """A server is offered and finds its own questions, another server and direct messages know nothing of them."""
    sources = Sources(offering([COMMON]))
    sources.add(OfServers({A: [SECRET]}))
    assert list((await sources.library(A)).questions) == [COMMON.id, SECRET.id]
    assert (await sources.library(A)).find(SECRET.id) is SECRET
    assert (await sources.library(A)).topics == [COMMON.topic, SECRET.topic]
    for guild in (B, 0):
        library = await sources.library(guild)
        assert list(library.questions) == [COMMON.id]
        assert library.topics == [COMMON.topic]
        assert library.find(SECRET.id) is None
        assert SECRET.id not in library.questions


async def test_sums_over_everybody_see_all_that_those_servers_have() -> None:
    """Several servers taken together have what each of them has, once."""
    sources = Sources(offering([COMMON]), OfServers({A: [SECRET]}))
    both = await sources.across([0, A, B, A])
    assert list(both.questions) == [COMMON.id, SECRET.id]
    assert len(both.questions) == 2


async def test_servers_without_anything_of_their_own_share_one_library() -> None:
    """Ten thousand servers cost no more than one: nothing is copied or made anew for them."""
    packs = library_of([COMMON])
    sources = Sources(Everywhere(lambda: packs), OfServers({}))
    assert {id(await sources.library(guild)) for guild in range(10_000)} == {id(packs)}


async def test_what_is_joined_is_kept_while_nothing_changes_and_not_longer() -> None:
    """A second look gives the same library; changed packs are seen at once; no more than a limit is kept."""
    current = [library_of([COMMON])]
    many = {guild: [question(own_id(guild, "x"))] for guild in range(1, MOST_JOINED + 20)}
    sources = Sources(Everywhere(lambda: current[0]), OfServers(many))
    assert await sources.library(5) is await sources.library(5)
    for guild in many:
        assert list((await sources.library(guild)).questions) == [COMMON.id, own_id(guild, "x")]
    assert len(sources._joined) == MOST_JOINED
    current[0] = library_of([question("newer")])
    assert list((await sources.library(5)).questions) == ["newer", own_id(5, "x")]
    assert len(sources._joined) == 1


def test_of_two_with_one_id_the_first_counts() -> None:
    """Nobody can put a question of their own in the place of another: neither on offer nor when it is looked up."""
    impostor = question(COMMON.id, stem="Quite another stem?")
    both = joined([library_of([COMMON]), library_of([impostor, SECRET])])
    assert list(both.questions.values()) == [COMMON, SECRET]
    assert both.find(COMMON.id) is COMMON
    assert len(both.questions) == 2


def test_everything_that_libraries_hold_is_joined() -> None:
    """Concepts, contrasts and calculations of each are there in the whole."""
    contrast = Contrast({"XX-C01": "One.", "XX-C02": "Two."}, "Apart.", "x")
    one = Library(concepts={"a": "A"}, contrasts=Contrasts([contrast]), calculations=lambda seed: [COMMON][:seed])
    other = Library(concepts={"b": "B"}, flashcards={SECRET.id: SECRET}, calculations=lambda _: [SECRET])
    both = joined([one, other])
    assert dict(both.concepts) == {"a": "A", "b": "B"}
    assert both.contrasts.between("XX-C02", "XX-C01") is contrast
    assert both.calculations(1) == [COMMON, SECRET]
    assert both.flashcards is other.flashcards


def test_a_topic_that_is_off_is_on_offer_nowhere_and_still_found() -> None:
    """Neither in quizzes, nor as a card, a question of practice, or a calculation; what was asked can be explained."""
    asked, tea = question("q", topic="metrics"), question("t", topic="teas")
    both = {one.id: one for one in (asked, tea)}
    made = Library(questions=both, flashcards=both, lifecycle=both, find=both.get, calculations=lambda _: [asked, tea])
    left = without_topics(made, {"teas"})
    assert [[*left.questions], [*left.flashcards], [*left.lifecycle]] == [["q"]] * 3
    assert left.calculations(1) == [asked]
    assert left.find("t") is tea
    assert left.off == {"teas"}
    assert [*made.questions] == ["q", "t"]


async def test_without_sources_there_is_nothing() -> None:
    """Nobody falls over an installation that has no questions."""
    assert await Sources().library(A) is EMPTY
