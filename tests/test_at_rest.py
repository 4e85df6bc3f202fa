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

COLLECTED = """
import gc
from bot.app import settle_heap
settle_heap()
most = 0
def look(phase, info):
    global most
    if phase == "start":
        most = max(most, sum(len(gc.get_objects(older)) for older in range(info["generation"] + 1)))
gc.callbacks.append(look)
kept = [[number] for number in range(200_000)]
print(most)
"""


def test_a_bot_at_rest_has_loaded_nothing_that_waits_for_a_picture_or_an_upgrade() -> None:
    found = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert {"bot", "cogs", "discord"} <= set(found.stdout.split())
    assert not set(LATER) & set(found.stdout.split())


def test_the_collector_never_looks_through_very_many_objects_at_once() -> None:
    """50,000 young ones took up to 140 ms, in which no press was answered."""
    found = subprocess.run([sys.executable, "-c", COLLECTED], capture_output=True, text=True, check=True)
    assert 0 < int(found.stdout) <= 20_000
