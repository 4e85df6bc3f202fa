"""Names that try to ping, to forge or to break the layout."""

import re

import pytest

from bot.delivery.validator import message_violations
from tests.cogs.table import Table, labels, text
from tests.cogs.test_after import play_through

NAMES = {
    "everyone": "@everyone",
    "here": "@here",
    "a person": "<@123456789012345678>",
    "a role": "<@&123456789012345678>",
    "a code block": "```",
    "bold": "**winner**",
    "a heading": "# Ada wins",
    "small print": "-# 99 points",
    "a link": "[click](https://x.example)",
    "lines": "a\n\n# b",
    "a line of another kind": "a\u2028# b",
    "backwards": "\u202e900 points",
    "unseen": "\u2066\u200b\u00ad",
    "an address": "https://x.example",
    "a time": "<t:1:R>",
    "a channel": "<#123456789012345678>",
    "a command": "</quiz start:123456789012345678>",
    "the widest": "█" * 32,
    "all stars": "*" * 32,
    "at signs": "@everyone @everyone @everyone!!",
}


@pytest.mark.parametrize("hostile", NAMES.values(), ids=NAMES)
async def test_a_name_is_only_a_name(laid: Table, hostile: str) -> None:
    """From the lobby to the podium a name pings nobody, starts no line and no formatting, and breaks no limit."""
    laid.people["ben"] = laid.guild.add_member(laid.env.create_user("eve"), nick=hostile)
    await laid.begin("ben", questions=1)
    await play_through(laid, "ada", "ben")
    for shown in [message for message in laid.channel.history() if not message.flags.ephemeral]:
        read = text(shown)
        assert not re.search(r"@everyone|@here|<@[&!]?\d", read)
        assert not re.search(r"```|\*\*winner|(?<!\\)\[click]", read)
        assert not re.search(r"[\u202e\u2066\u2028\u00ad]|https://x|(?<!\\)<(?:t:1:R|#\d|/quiz)", read)
        assert not any(line.startswith(("# ", "-# 99")) for line in read.splitlines())
    assert "Play again" in labels(laid.card())
    sent = [entry for entry in laid.env.http_requests if entry.method in ("POST", "PATCH")]
    messages = [entry.json for entry in sent if "/messages" in entry.path and entry.json]
    assert messages
    assert [message_violations(message) for message in messages] == [[] for _ in messages]
