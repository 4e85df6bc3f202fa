"""Text of others on a card: shown as it is written, held against a small model of Discord's markup."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cogs.shared.literal import fitting, link, literal, stem_text

BLOCK = re.compile(r"(?: *)(?:#{1,3}\s|-#\s|>{1,3}\s|[-*+]\s|\d+[.)]\s)")
INLINE = re.compile(
    r"\*|_|~~|\|\||`|<(?:@|#|t:|:|a:|/|id:|https?:)|\[[^\]]*\]\(|https?://\S|@everyone|@here",
)
ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")

HOSTILE = [
    "*NSYNC",
    "__init__",
    "||x||",
    "<@123456789012345678>",
    "<t:0:R>",
    "# Heading",
    "-# small",
    "> quote",
    ">>> quotes",
    "- item",
    "* item",
    "+ item",
    "1. one",
    "12) two",
    "`code`",
    "```py\nx\n```",
    "~~gone~~",
    "[a](https://x.example)",
    "https://x.example/a_b",
    "<https://x.example>",
    "<:name:123456789012345678>",
    "<a:name:123456789012345678>",
    "<#123>",
    "</quiz start:123456789012345678>",
    "<id:customize>",
    "@everyone",
    "@here",
    "C:\\temp\\",
    "\\*",
    "a\n# b",
    "a\n- b",
    "snake_case_name",
    "2 * 3 * 4",
    "**bold**",
    "***",
    "_",
    "\\",
    "a_b*c~d|e`f<g>h[i]j",
    "x -# y",
    "R² > 0.9 < 1",
]


def shown(markup: str) -> str:
    """What a reader sees; fails where anything in it is markup."""
    visible, place = [], 0
    while place < len(markup):
        at_line = place == 0 or markup[place - 1] == "\n"
        assert not (at_line and BLOCK.match(markup, place)), markup[place:]
        if found := ESCAPE.match(markup, place):
            visible.append(found[1])
            place = found.end()
            continue
        assert not INLINE.match(markup, place), markup[place:]
        visible.append(markup[place])
        place += 1
    return "".join(visible).replace("@\u200b", "@")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_is_written(text: str) -> None:
    """Each kind of markup that Discord knows comes out as the signs that were written."""
    assert shown(literal(text)) == text


@given(st.lists(st.sampled_from([*"ab1 \n\\*_~|`<>[]()#-+.:/@!&", *HOSTILE]), max_size=30).map("".join))
@example("https://https://")
def test_any_text_is_shown_as_it_is_written(text: str) -> None:
    """No combination of signs becomes markup, and none is lost."""
    assert shown(literal(text)) == text


@given(
    st.lists(st.sampled_from([*"ab1 \n*_.", *HOSTILE]), max_size=30).map("".join),
    st.integers(min_value=1, max_value=120),
)
def test_a_text_that_is_too_long_is_cut_between_its_signs(text: str, most: int) -> None:
    """No more stands there than fits, and nothing becomes markup by the cut."""
    cut = fitting(text, most)
    assert len(cut) <= most
    seen = shown(cut)
    assert seen == text or (seen[-1] == "…" and text.startswith(seen[:-1]))


def test_as_much_of_a_text_is_shown_as_fits() -> None:
    """Signs take two letters, letters one, and the ellipsis one; no backslash of ours is left over."""
    assert fitting("ab" * 50, 51) == "ab" * 25 + "…"
    for most in (51, 52):
        assert fitting("*" * 50, most) == "\\*" * 25 + "…"


@given(st.lists(st.tuples(st.sampled_from(["a", "word", "x_y", "<b>"]), st.booleans()), min_size=1, max_size=5))
def test_the_one_mark_of_a_stem_is_its_bold(parts: list[tuple[str, bool]]) -> None:
    """Bold stays bold; the signs in it and around it stay signs."""
    stem = " ".join(f"**{word}**" if bold else word for word, bold in parts)
    marked = stem_text(stem)
    assert marked.count("**") == stem.count("**")
    assert shown(marked.replace("**", "")) == stem.replace("**", "")


@pytest.mark.parametrize("stem", ["a ** b", "****", "**a", "2 ** 3 = 8", "** a **"])
def test_stars_that_mark_nothing_are_stars(stem: str) -> None:
    """A pair of stars that surrounds no word is shown."""
    assert shown(stem_text(stem)) == stem


@pytest.mark.parametrize(
    ("title", "url"),
    [("A [guide]", "https://x.example/a"), ("*Stars*", "https://x.example/(a)"), ("a](b", "https://x.example/<a>")],
)
def test_a_source_is_one_link(title: str, url: str) -> None:
    """Whatever stands in title or address, the link is one, and ends where it should."""
    found = re.fullmatch(r"\[((?:\\.|[^\[\]\\])+)\]\(<(https://[^\s<>()]+)>\)", link(title, url))
    assert found
    assert shown(found[1]) == title.replace("[", "(").replace("]", ")")
