"""What a running bot holds that nobody has asked it for."""

import subprocess
import sys

LATER = ("PIL", "alembic", "mako", "pygments", "psycopg", "simcord", "playground", "benchmarks", "tests")
"""A picture, an upgrade, a database on a server, what is only for trying out: each waits until it is needed."""

LOADED = """
import sys
import bot.__main__, bot.serving
from bot.features import features
features()
print(*{name.partition(".")[0] for name in sys.modules})
"""


def test_a_bot_at_rest_has_loaded_nothing_that_waits_for_a_picture_or_an_upgrade() -> None:
    found = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert {"bot", "cogs", "discord"} <= set(found.stdout.split())
    assert not set(LATER) & set(found.stdout.split())
