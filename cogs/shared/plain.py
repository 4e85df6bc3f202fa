"""What is written for Discord, for screens that know no markup."""

import re

_WRITTEN = re.compile(r"\\(.)|\*\*|^-# ", re.DOTALL | re.MULTILINE)


def plain(text: str) -> str:
    """A card's text as Discord would show it, all of it in one weight: the counterpart of `literal`."""
    return _WRITTEN.sub(lambda found: found[1] or "", text)
