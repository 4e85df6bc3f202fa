"""What a running bot holds that nobody has asked it for."""

import subprocess
import sys

LATER = (
    *("PIL", "alembic", "mako", "pygments", "psycopg", "simcord", "playground", "benchmarks", "tests"),
    *("rapidfuzz", "genanki", "openpyxl", "defusedxml"),
    *("bot.exchange.readers", "bot.exchange.writers.anki", "bot.exchange.shaping"),
    *("bot.packs.checking", "bot.packs.catalogue", "bot.packs.own", "bot.doctor"),
)
"""A picture, an upgrade, a database on a server, a typed word, a file of questions, writing one, checking packs, what
is only for trying out: each waits until it is needed."""

LOADED = """
import sys
import bot.__main__, bot.serving
from bot.features import features
features()
print(*sys.modules)
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


def test_a_bot_at_rest_has_loaded_nothing_that_waits_until_it_is_needed() -> None:
    found = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    loaded = found.stdout.split()
    assert {"bot", "cogs", "discord"} <= set(loaded)
    assert not [name for name in loaded if any(name == one or name.startswith(f"{one}.") for one in LATER)]


def test_the_collector_never_looks_through_very_many_objects_at_once() -> None:
    """50,000 young ones took up to 140 ms, in which no press was answered."""
    found = subprocess.run([sys.executable, "-c", COLLECTED], capture_output=True, text=True, check=True)
    assert 0 < int(found.stdout) <= 20_000
