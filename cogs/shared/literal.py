"""Text of others shown as it is written: nothing in it becomes formatting, a mention, a date, a link or an emoji.

Discord shows a backslash before a sign as that sign (https://support.discord.com/hc/en-us/articles/210298617). All
text of packs and people that stands on a card goes through here; labels of buttons and menus know no markup.
"""

import re
from bisect import bisect_right
from functools import lru_cache

_ANYWHERE = re.compile(r"[\\*_~|`<>\[\]]|:(?=//)")
_LINE_BEGINS = re.compile(r"^(\s*)(?:([#+-])(?=[#+-]*(?:\s|$))|(\d+)([.)])(?=\s|$))", re.MULTILINE)
_PINGS = re.compile(r"@(?=everyone|here|[&!]?\d)")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)


@lru_cache(maxsize=1_000)
def literal(text: str) -> str:
    """The text, with a backslash before every sign that Discord would take for markup."""
    plain = _ANYWHERE.sub(r"\\\g<0>", text)
    plain = _LINE_BEGINS.sub(_at_the_beginning, plain)
    return _PINGS.sub("@\u200b", plain)


def fitting(text: str, most: int) -> str:
    """The text as `literal` has it, or as much of it as fits into so many characters with an ellipsis.

    It is cut before it is escaped, so that no sign is parted from its backslash.
    """
    whole = literal(text)
    if len(whole) <= most:
        return whole
    kept = bisect_right(range(most), most - 1, key=lambda letters: len(literal(text[:letters]))) - 1
    while len(literal(text[:kept])) > most - 1:  # what ends in `1.` is longer than what goes on as `1.5`
        kept -= 1
    return literal(text[:kept].rstrip()) + "…"


def _at_the_beginning(found: re.Match[str]) -> str:
    indent, sign, number, end = found.groups()
    return f"{indent}\\{sign}" if sign else f"{indent}{number}\\{end}"


def stem_text(text: str) -> str:
    """A stem, in which the pack format has one mark, **bold**; the rest is shown as it is written."""
    parts = _BOLD.split(text)
    return "".join(f"**{literal(part)}**" if place % 2 else literal(part) for place, part in enumerate(parts))


def link(title: str, url: str) -> str:
    """A title that leads to a page."""
    safe_url = re.sub(r"[<>()\\\s]", lambda found: f"%{ord(found[0]):02X}", url)
    return f"[{literal(title.translate({ord('['): '(', ord(']'): ')'}))}](<{safe_url}>)"
