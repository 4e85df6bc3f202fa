"""The bot's own command line, with a look at what it leaves behind: `python -m tests.campaigns.evening.watched run`."""

import asyncio
import sys
from typing import Any

import bot.serving
from bot.__main__ import main
from bot.packs.live import LivePacks
from bot.serving import run as _run
from bot.settings import Settings

OURS = ("/bot/", "/cogs/")


async def _watched(settings: Settings, token: str, packs: LivePacks, stop: asyncio.Event) -> None:
    await _run(settings, token, packs, stop)
    await asyncio.sleep(0)
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        if _is_ours(task):
            print("left behind:", task, file=sys.stderr)


def _is_ours(task: asyncio.Task[Any]) -> bool:
    """Whether our code runs in it: the library leaves some of its own when it is stopped while it connects."""
    return task.get_name().startswith(("discord.py: on_", "CommandTree")) or any(
        folder in frame.f_code.co_filename for frame in task.get_stack() for folder in OURS
    )


if __name__ == "__main__":
    bot.serving.run = _watched
    main()
