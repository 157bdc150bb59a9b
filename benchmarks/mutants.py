"""Break the core on purpose and count what its own tests notice: `python -m benchmarks.mutants [COUNT]`.

mutmut (installed into `.venv-mutants`) makes all mutants of `tracker/core`; a sample drawn from a fixed
seed is run against `tests/core`, two at a time, each in a process that has only collected the tests: a
cache that an unbroken run has filled would hide what a mutant breaks. Exits with 1 below 90 %.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import venv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "build" / "mutants"
TOOLS = ROOT / ".venv-mutants"
PYTHON = TOOLS / "bin" / "python"
COUNT = 1_000
SEED = 20_261_128
LEAST = 0.9
FEWEST = "tracker.core.dates.*__mutmut_1"
"""The run of any mutant makes all of them first; this one asks for next to none."""

SETTINGS = """
[tool.mutmut]
source_paths = ["tracker"]
only_mutate = ["tracker/core/*.py"]
also_copy = ["tests", "docs", "schema"]
pytest_add_cli_args_test_selection = ["tests/core"]
pytest_add_cli_args = ["-p", "no:cacheprovider"]
process_isolation = "forkserver"
use_git_change_detection = false
track_dependencies = false
"""
KILLED = frozenset({1, 3})
"""Exit codes of pytest when a test fails or cannot be run."""
UNTESTED = frozenset({None, 5, 33})
"""Never run, or no test at all reaches the place."""


def prepare() -> None:
    """Copy what git tracks, with the settings, and install mutmut beside it."""
    shutil.rmtree(PLACE, ignore_errors=True)
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, tracked.decode().split("\0")):
        (PLACE / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, PLACE / name)
    with (PLACE / "pyproject.toml").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    if not PYTHON.exists():
        venv.create(TOOLS, with_pip=True)
    options = ("--quiet", "--disable-pip-version-check", "-c", "constraints.txt")
    wanted = ("-e", ".[test]", "mutmut>=3.8,<4")
    subprocess.run([str(PYTHON), "-m", "pip", "install", *options, *wanted], cwd=PLACE, check=True)


def run(names: Iterable[str]) -> None:
    """Run mutants by name; that some survive is no failure of mutmut's."""
    subprocess.run(
        [PYTHON, "-m", "mutmut", "run", "--max-children", "2", *names],
        cwd=PLACE,
        check=False,
        stdout=subprocess.DEVNULL,
    )


def results() -> dict[str, int | None]:
    """Return the exit code of every mutant, None for one that was not run."""
    found: dict[str, int | None] = {}
    for meta in sorted((PLACE / "mutants" / "tracker" / "core").glob("*.meta")):
        found |= json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def fate(code: int | None) -> str:
    """Return what became of a mutant; one that never comes to an end is noticed too."""
    if code in KILLED:
        return "killed"
    if code == 0:
        return "survived"
    return "untested" if code in UNTESTED else "timeout"


def main() -> int:
    """Print the figures and every survivor with what was changed; return the exit code."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    prepare()
    run([FEWEST])
    names = sorted(results())
    chosen = random.Random(SEED).sample(names, min(count, len(names)))
    run(chosen)
    codes = results()
    fates = Counter(fate(codes[name]) for name in chosen)
    noticed = fates["killed"] + fates["timeout"]
    for name in sorted(name for name in chosen if fate(codes[name]) in ("survived", "untested")):
        shown = subprocess.run(
            [PYTHON, "-m", "mutmut", "show", name], cwd=PLACE, capture_output=True, text=True, check=False
        )
        changed = [
            line for line in shown.stdout.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")
        ]
        print(name, *changed, sep="\n    ")
    print(f"{len(names)} mutants, {len(chosen)} run: {dict(fates)}, {noticed / len(chosen):.1%} noticed")
    return 0 if noticed / len(chosen) >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
