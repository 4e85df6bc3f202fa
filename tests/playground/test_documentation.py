from __future__ import annotations

import re
from pathlib import Path

from playground.clock import Clock
from playground.model.seed import new_world
from playground.server import Options, Server

DOCUMENT = Path(__file__).parents[2] / "docs" / "playground-api.md"
SHORT = {
    "user": "U",
    "guild": "G",
    "channel": "C",
    "message": "M",
    "emoji": "E",
    "interaction": "I",
    "role": "R",
    "target": "T",
    "other": "O",
}


async def test_every_route_is_documented() -> None:
    """Whatever the member and admin APIs answer is in the document, under its path."""
    described = set(re.findall(r"(/(?:member|admin)[\w/]*)", DOCUMENT.read_text()))
    server = Server(new_world(Clock()), Options())
    registered = [resource.canonical for resource in server.app.router.resources()]
    own = [path for path in registered if path.startswith(("/member", "/admin"))]
    paths = {re.sub(r"\{(\w+)\}", lambda name: SHORT[name[1]], path) for path in own}
    assert paths
    assert paths - described == set()
