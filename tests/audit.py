"""`./recall audit`: are vulnerabilities known of what is installed? Asks PyPI's database, then OSV's.

pip-audit does the asking, in an environment of its own. Where nothing is known of a package because no database could
be reached, that is said: pip-audit alone would call it safe. Exit status 0: nothing known, 1: something, 2: no answer.
"""

import json
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements"
SERVICES = ("pypi", "osv")
NOT_ASKED = "No database of known vulnerabilities could be reached, so nothing was checked."
CLEAN, FOUND, NO_ANSWER = 0, 1, 2

Report = Mapping[str, Any]
"""pip-audit's JSON: `dependencies`, each with a `name` and either `version` and `vulns`, or a `skip_reason`."""


def main() -> int:
    """Ask; print what is known."""
    with tempfile.TemporaryDirectory(prefix="recall-audit-") as scratch:
        python = prepare(Path(scratch))
        if python is None:
            sys.stderr.write(f"pip-audit cannot be installed here. {NOT_ASKED}\n")
            return NO_ANSWER
        for service in SERVICES:
            report = ask(python, service)
            if report is not None and answered(report):
                lines, status = verdict(report)
                sys.stdout.write("\n".join(lines) + "\n")
                return status
    sys.stderr.write(f"{NOT_ASKED}\n")
    return NO_ANSWER


def prepare(scratch: Path) -> Path | None:
    """The interpreter of a new environment with pip-audit in it, None where that cannot be had."""
    venv.create(scratch, with_pip=True)
    python = scratch / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pip-audit>=2.10"]
    return python if subprocess.run(command, capture_output=True, check=False).returncode == 0 else None


def ask(python: Path, service: str) -> Report | None:
    """What a database knows of everything that is pinned, None where it does not answer."""
    flags = ["--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json"]
    asked = ["--vulnerability-service", service, "--requirement", str(REQUIREMENTS / "dev.txt")]
    command = [str(python), "-m", "pip_audit", *asked, *flags]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        report: Report = json.loads(ended.stdout)
    except ValueError:
        return None
    return report


def answered(report: Report) -> bool:
    """Whether the database knew any of the packages at all."""
    return any("skip_reason" not in one for one in report["dependencies"])


def verdict(report: Report) -> tuple[list[str], int]:
    """What to tell, and the exit status."""
    known = [line for one in report["dependencies"] for line in _known(one)]
    skipped = [str(one["name"]) for one in report["dependencies"] if "skip_reason" in one]
    unknown = [f"Not in the database, so not checked: {', '.join(skipped)}."] if skipped else []
    if known:
        return [*known, *unknown], FOUND
    checked = len(report["dependencies"]) - len(skipped)
    return [f"Nothing is known against the {checked} packages checked.", *unknown], NO_ANSWER if skipped else CLEAN


def _known(dependency: Mapping[str, Any]) -> Iterable[str]:
    for one in dependency.get("vulns", []):
        mended = ", ".join(one["fix_versions"]) or "no version yet"
        yield f"{dependency['name']} {dependency['version']}: {one['id']}, mended in {mended}"


if __name__ == "__main__":
    sys.exit(main())
