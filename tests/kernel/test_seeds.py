"""What a game asks cannot be worked out from numbers that everybody sees."""

from __future__ import annotations

import subprocess
import sys

_PRINTED = "from bot.kernel.seeds import seed_for; print(seed_for(4711), seed_for(4711), seed_for(4712))"


def test_a_seed_is_the_same_in_a_process_and_another_in_the_next() -> None:
    """Whoever has the program and the number still has to guess."""
    first, second = (_printed() for _ in range(2))
    for same, again, other in (first, second):
        assert same == again != other
        assert 0 <= same < 2**62
    assert first[0] != second[0]
    assert 4711 not in (*first, *second)


def _printed() -> list[int]:
    done = subprocess.run([sys.executable, "-c", _PRINTED], check=True, capture_output=True, text=True)
    return [int(word) for word in done.stdout.split()]
