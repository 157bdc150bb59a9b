"""Everything that the calendar can say exists in every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tracker.export
from tracker.core.model import Term
from tracker.i18n import LANGUAGES, texts

FOLDER = Path(tracker.export.__file__).parent
FOUND = re.compile(r'_find\(\s*"([a-z0-9-]+)"|"(status-of-other)" if elsewhere else "(status-unknown)"')
KEY = re.compile(r'"((?:error\.output|lint|calendar)\.[a-z.-]+[a-z])"')


def sources() -> str:
    return "\n".join(path.read_text() for path in sorted(FOLDER.glob("*.py")))


def findings() -> set[str]:
    return {code for match in FOUND.findall(sources()) for code in match if code}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_in_the_code_is_a_text(lang: str) -> None:
    said = texts(lang)
    keys = set(KEY.findall(sources())) | {f"lint.{code}" for code in findings()}
    assert len(keys) > 80
    assert [key for key in sorted(keys) if not said.has(key)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_failed_self_check_is_one_sentence_with_its_reason(lang: str) -> None:
    said = texts(lang)
    for code in findings():
        sentence = said.get("error.output.self-check", reason=Term(f"lint.{code}"), name="DTEND")
        assert said.get(f"lint.{code}", name="DTEND") in sentence
