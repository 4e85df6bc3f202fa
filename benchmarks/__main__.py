"""`./recall bench NAME [--json] …`: starts `benchmarks.NAME`."""

import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in HERE.iterdir() if path.stem.isalpha() and path.suffix in ("", ".py"))


def main(arguments: list[str]) -> int:
    """Run one benchmark, with the arguments after its name."""
    if not arguments or arguments[0] not in NAMES:
        print(f"usage: recall bench {{{','.join(NAMES)}}} [--json]", file=sys.stderr)
        return 2
    sys.argv = [f"recall bench {arguments[0]}", *arguments[1:]]
    runpy.run_module(f"benchmarks.{arguments[0]}", run_name="__main__", alter_sys=False)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
