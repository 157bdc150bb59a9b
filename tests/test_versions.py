"""The lowest versions that are tried are the lowest that are allowed, and both majors of dateutil are."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOWEST = re.compile(r"([a-z-]+)>=([0-9.]+)")


def pinned(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text().splitlines()
    return dict(line.split("==", 1) for line in lines if "==" in line)


def test_the_oldest_versions_are_those_of_the_package() -> None:
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    lowest = {match[1]: match[2] for each in needed if (match := LOWEST.match(each))}
    tried = pinned("constraints-oldest.txt")
    assert set(lowest) <= set(tried)
    for name, version in lowest.items():
        assert tried[name] in {version, f"{version}.0"}
    tools = {name: version for name, version in tried.items() if name not in lowest}
    assert tools.items() <= pinned("constraints.txt").items()


def test_both_majors_of_dateutil_are_tried() -> None:
    assert pinned("constraints.txt")["python-dateutil"].startswith("4.")
    assert pinned("constraints-oldest.txt")["python-dateutil"].startswith("2.9")
