"""The bot's own command line on a network that leads elsewhere: `python -m tests.campaigns.several.routed run`.

CAMPAIGN_ROUTE=FROM:TO has what this process connects to on port FROM of this machine reach port TO in its place. So
each process has a way of its own to a Discord that has one address for all of them, as sessions that move need it.
"""

import os
import socket
from typing import Any

from bot.__main__ import main

_connect = socket.socket.connect


def _routed(self: socket.socket, address: Any) -> None:
    source, _, target = os.environ["CAMPAIGN_ROUTE"].partition(":")
    if isinstance(address, tuple) and address[1] == int(source):
        address = (address[0], int(target), *address[2:])
    _connect(self, address)


if __name__ == "__main__":
    setattr(socket.socket, "connect", _routed)  # noqa: B010 - to a checker a method is not assigned to
    main()
