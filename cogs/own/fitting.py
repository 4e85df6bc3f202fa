"""What makes every screen of a server's own questions fit into a message, whatever was written into them."""

from collections.abc import Callable, Iterable, Sequence

from cogs.shared.words import cut

ROOM = 3_900
"""Characters of text on a screen; Discord takes 4,000 in all (https://docs.discord.com/developers/components/reference)."""

_BOLD = "**"


def widest(draw: Callable[[int], str], room: int, widths: Sequence[int]) -> str:
    """What is drawn with texts cut to a width: the first of these that leaves it in the room, or the last."""
    drawn = (draw(width) for width in widths)
    return next((text for text in drawn if len(text) <= room), draw(widths[-1]))


def shortened(marked: str, most: int) -> str:
    """Text that has its marks already, cut between them: no sign loses its backslash, and what is bold ends."""
    if len(marked) <= most:
        return marked
    short = marked[: most - 1 - len(_BOLD)].rstrip()
    if (len(short) - len(short.rstrip("\\"))) % 2:
        short = short[:-1]
    bold = short.replace("\\*", "").count(_BOLD) % 2
    return f"{short}{_BOLD if bold else ''}…"


def room_beside(texts: Iterable[str]) -> int:
    """What is left for the rest of a screen."""
    return max(0, ROOM - sum(map(len, texts)))


def one_line(text: str, most: int) -> str:
    """A text on one line."""
    return cut(" ".join(text.split()), most)
