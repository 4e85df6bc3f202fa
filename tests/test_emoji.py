"""Every emoji that a player can be shown is in the playground page's own font, so that no machine shows boxes."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
FONT = ROOT / "playground" / "web" / "src" / "emoji"
SHOWN = (("bot", "*.py"), ("cogs", "*.py"), ("questions", "*.yaml"), ("playground/web/src", "*.tsx"))
EMOJI = re.compile(r"[\u231a-\u23ff\u25aa-\u25fe\u2600-\u27bf\u2b05-\u2b55\U0001f000-\U0001faff]")
LETTERS = set("☰✕➤✓✗☆★◆◇○●♪♯▰▱")
"""Signs that fonts of letters have."""


def test_every_emoji_is_shipped_with_the_page() -> None:
    """Whoever uses a new one adds it to `emoji.txt` and runs `npm run emoji` (docs/playground-page.md)."""
    shipped = set((FONT / "emoji.txt").read_text(encoding="utf-8"))
    missing = {
        emoji: str(path.relative_to(ROOT))
        for folder, kind in SHOWN
        for path in (ROOT / folder).rglob(kind)
        for emoji in EMOJI.findall(path.read_text(encoding="utf-8"))
        if emoji not in shipped | LETTERS
    }
    assert missing == {}


def test_the_fonts_ranges_are_those_of_the_list() -> None:
    """The style sheet names each emoji of the list, and nothing that letters are made of."""
    ranges = re.findall(r"U\+([0-9a-f]+)", (FONT / "emoji.css").read_text(encoding="utf-8"))
    listed = {f"{ord(letter):x}" for letter in (FONT / "emoji.txt").read_text(encoding="utf-8") if ord(letter) > 0x2000}
    assert set(ranges) == listed


def test_the_shared_screen_has_the_same_font() -> None:
    """What the bot's own page shows on a screen in a call comes from the same file, with the same ranges."""
    page = ROOT / "bot" / "presenter" / "page"
    assert (page / "emoji.woff2").read_bytes() == (FONT / "emoji.woff2").read_bytes()
    ranges = [
        re.findall(r"unicode-range: ([^;]+);", (folder / name).read_text(encoding="utf-8"))
        for folder, name in ((FONT, "emoji.css"), (page, "presenter.css"))
    ]
    assert ranges[0] == ranges[1] != []
