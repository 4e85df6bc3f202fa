"""A program that ends with whoever has started it, however that ends: `python -m bot.cli.attended NAME …`.

They hold the other end of its standard input, and say nothing by it. Once that is closed, nobody is left who would stop
this program.
"""

import os
import runpy
import signal
import sys
import threading

ATTENDED = (sys.executable, "-m", "bot.cli.attended")
"""What a command begins with that is to end with us; its standard input has to be a pipe of ours."""


def main() -> None:
    """Run the program that the arguments name, as `python -m` does."""
    threading.Thread(target=_end_with_them, daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _end_with_them() -> None:
    """In order, as when whoever started it has said so."""
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
