"""What a running bot holds that nobody has asked it for."""

import subprocess
import sys

LATER = (
    *("PIL", "alembic", "mako", "pygments", "psycopg", "simcord", "playground", "benchmarks", "tests"),
    *("rapidfuzz", "genanki", "openpyxl", "defusedxml"),
    *("sqlalchemy.orm", "sqlalchemy.dialects.postgresql"),
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


def test_a_bot_at_rest_has_loaded_nothing_that_waits_until_it_is_needed() -> None:
    found = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    loaded = found.stdout.split()
    assert {"bot", "cogs", "discord"} <= set(loaded)
    assert not [name for name in loaded if any(name == one or name.startswith(f"{one}.") for one in LATER)]
