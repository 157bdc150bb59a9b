from __future__ import annotations

import re
import tomllib
from gettext import GNUTranslations
from itertools import chain
from string import Formatter
from unicodedata import east_asian_width

import pytest
from po_files import LOCALE, entries, parts, placeholders
from wcwidth import wcswidth

from tracker.core.words import Channel, Holder, Payment
from tracker.i18n import LANGUAGES, texts

COUNT = re.compile(r"\.(one|zero)$")
VARIANT = re.compile(r"^(?P<base>.+)\.(?:one|zero|without-(?P<name>\w+))$")
ENGLISH, CHINESE, JAPANESE = (entries(language) for language in LANGUAGES)
STEPS = tomllib.loads((LOCALE.parent / "steps.toml").read_text(encoding="utf-8"))["step"]
WORDS = ("channel.", "closing.", "holder.", "item.", "lang.", "row.", "step.", "term.", "unknown.", "value.")
PLACES = ("My au", "my docomo", "My SoftBank")
WIDTHS = {"en": 46, "zh": 44, "ja": 44}


def test_every_part_stands_in_every_language() -> None:
    names = [sorted(parts(language)) for language in LANGUAGES]
    assert names[0] == names[1] == names[2]
    assert {"terms", "rows", "steps", "problems", "reasons", "details", "services"} <= set(names[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_has_the_same_keys(language: str) -> None:
    for name, part in parts("en").items():
        # English alone needs words for one and none; the others may word a number without.
        expected = {entry.key for entry in part if not COUNT.search(entry.key)}
        here = {entry.key for entry in parts(language)[name] if not COUNT.search(entry.key)}
        assert here == expected, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_defined_twice(language: str) -> None:
    keys = [entry.key for entry in chain.from_iterable(parts(language).values())]
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", ["tracker", "carriers", "click"])
def test_no_text_is_empty_or_fuzzy(language: str, domain: str) -> None:
    for name, part in parts(language, domain).items():
        for entry in part:
            assert entry.text.strip(), (name, entry.key)
            assert "fuzzy" not in entry.flags, (name, entry.key)


@pytest.mark.parametrize("key", sorted(ENGLISH))
def test_placeholders_agree(key: str) -> None:
    names = placeholders(ENGLISH[key])
    for other in (CHINESE, JAPANESE):
        if key in other:
            assert placeholders(other[key]) == names, other[key]


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_plain_names(language: str) -> None:
    for key, text in entries(language).items():
        for _, name, spec, conversion in Formatter().parse(text):
            assert name is None or (name.isidentifier() and not spec and conversion is None), (key, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_variants_fit_their_text(language: str) -> None:
    here = entries(language)
    variants = {key: match for key in here if (match := VARIANT.match(key))}
    assert variants
    for key, match in variants.items():
        assert match["base"] in here, key
        if match["name"]:
            assert match["name"] in placeholders(here[match["base"]]), key
            assert match["name"] not in placeholders(here[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_stand_inside_others_need_no_values(language: str) -> None:
    for key, text in entries(language).items():
        if (
            key.startswith(WORDS)
            and key.endswith((".name", ".short", ".place"))
            and key != "closing.day.name"
        ):
            assert not placeholders(text), key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", ["tracker", "carriers"])
def test_what_is_compiled_is_what_is_written(language: str, domain: str) -> None:
    written = entries(language, domain)
    path = LOCALE / language / "LC_MESSAGES" / f"{domain}.mo"
    if not written:
        assert not path.exists()
        return
    with path.open("rb") as handle:
        compiled = GNUTranslations(handle)
    assert {key: compiled.gettext(key) for key in written} == written


def test_sentences_of_the_carriers_are_translated_alike() -> None:
    chinese, japanese = entries("zh", "carriers"), entries("ja", "carriers")
    assert chinese.keys() == japanese.keys()
    assert not entries("en", "carriers")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", ["rows", "terms", "steps", "problems", "reasons", "details", "services"])
def test_no_character_of_ambiguous_width(language: str, part: str) -> None:
    for entry in parts(language)[part]:
        assert not [character for character in entry.text if east_asian_width(character) == "A"], entry.key


@pytest.mark.parametrize("language", LANGUAGES)
def test_row_titles_fit_their_column(language: str) -> None:
    said = texts(language)
    places = (*PLACES, said.get("channel.online.place"), said.get("channel.shop.place"))
    for entry in parts(language)["rows"]:
        for where in places:
            # Lists of services and tasks are cut to the column where the table is drawn.
            values = {
                "where": where,
                "services": "LINE",
                "tasks": "LINE",
                "number": 6,
                "membership": "BIGLOBE",
            }
            title = said.get(entry.key, expiry=said.get("value.unknown.name"), **values)
            assert 0 < wcswidth(title) <= WIDTHS[language], title


@pytest.mark.parametrize("step", STEPS, ids=lambda step: str(step["key"]))
def test_every_step_has_its_texts(step: dict[str, str]) -> None:
    kind = step["kind"]
    endings = ["short", "text"]
    endings += ["title"] if kind != "cancel" else [f"{channel}.title" for channel in [*Channel, "unknown"]]
    endings += ["now", "missed"] if "latest" in step else []
    endings += ["missed"] if "until" in step else []
    for ending in endings:
        assert f"step.{kind}.{ending}" in ENGLISH


def test_every_choice_has_its_name() -> None:
    wanted = [f"channel.{channel}.{kind}" for channel in [*Channel, "unknown"] for kind in ("name", "place")]
    wanted += [f"row.cancel.{channel}.title" for channel in [*Channel, "unknown"]]
    wanted += [f"row.bill.{payment}.title" for payment in [*Payment, "unknown"]]
    wanted += [f"holder.{holder}.name" for holder in Holder]
    wanted += [f"row.{step['row']}.name" for step in STEPS]
    assert set(wanted) <= ENGLISH.keys()
