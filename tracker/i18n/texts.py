"""Turn keys and values into sentences of one language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from gettext import GNUTranslations, NullTranslations
from string import Formatter
from unicodedata import east_asian_width

from tracker.clock import TOKYO
from tracker.core.model import Joined, Names, Note, Term, Values
from tracker.core.words import MONTH_END
from tracker.i18n.catalogue import open_sentences, open_texts
from tracker.i18n.formats import FORMATS, MONTHS
from tracker.i18n.language import LANGUAGES, Language

UNKNOWN = "value.unknown.name"
"""Text that stands for a value that nobody knows."""

_COUNTS = ("days", "count")
_COUNT_WORDS = {0: "zero", 1: "one"}
_CLOSING_DAYS = frozenset({"closing", "given"})


class MissingTextError(KeyError):
    """Say that the program asked for a text, or gave too few values for it: a defect, never the person's."""


class Texts:
    """Give the texts of one language.

    A text is chosen by its key and, where the catalogue has one, a variant: `<key>.without-<name>`
    when the value of that placeholder is unknown, empty or not given; `<key>.one`, `<key>.zero`
    when `days` or `count` is 1, 0. Values are put in once and never formatted again, so braces
    in them stay.

    Values by type: a date as the language writes it, a datetime with its hour in Japan, Term, Names, Note and
    Joined resolved, anything else as `str` says. Values by name: an int called `yen` is money,
    one called `closing` or `given` a closing day (31 = the last day of the month). None is "unknown".
    """

    def __init__(
        self,
        lang: Language,
        catalogue: GNUTranslations,
        *,
        sentences: NullTranslations | None = None,
        year: int | None = None,
    ) -> None:
        """Keep the opened catalogues; `sentences` None: opened when first needed."""
        self.lang: Language = lang
        self.year = year
        self._catalogue = catalogue
        self._given_sentences = sentences
        self._format = FORMATS[lang]

    @cached_property
    def _sentences(self) -> NullTranslations:
        return open_sentences(self.lang) if self._given_sentences is None else self._given_sentences

    def in_year(self, year: int) -> Texts:
        """Return the same texts, in which a date of another year than `year` says its year."""
        return Texts(self.lang, self._catalogue, sentences=self._given_sentences, year=year)

    def has(self, key: str) -> bool:
        """Say whether the catalogue holds the key."""
        return bool(key) and self._catalogue.gettext(key) != key

    def get(self, key: str, /, **values: object) -> str:
        """Return the text of `key` with its placeholders filled.

        Raises MissingTextError for an unknown key and for a placeholder without a value.
        """
        return self._fill(key, values)

    def render(self, text_key: str, values: Values) -> str:
        """Return the text of a step, reason, row … of the core; as `get`."""
        return self._fill(text_key, dict(values))

    def note(self, sentence: str) -> str:
        """Return a sentence of a carrier file in this language, as it stands where nobody translated it."""
        return self._sentences.gettext(sentence) if sentence else ""

    def date(self, day: dt.date, year: bool = False, weekday: bool = True) -> str:
        """Return a calendar date as `Wed 17 Feb`, with `year` as `Wed 17 Feb 2027`."""
        text = self._format.day.format(d=day.day, m=day.month, month=MONTHS[day.month - 1])
        if year or (self.year is not None and day.year != self.year):
            text = self._format.year.format(day=text, y=day.year)
        return self._format.weekday.format(day=text, weekday=self.weekday(day)) if weekday else text

    def weekday(self, day: dt.date) -> str:
        """Return the short name of the day of the week."""
        return self._format.weekdays[day.weekday()]

    def moment(self, moment: dt.datetime) -> str:
        """Return a day and the hour of an aware moment in Japan; a naive one counts as Japan's."""
        local = moment.astimezone(TOKYO) if moment.tzinfo else moment
        return self._format.time.format(day=self.date(local.date()), time=f"{local:%H:%M}")

    def money(self, yen: int) -> str:
        """Return an amount in whole yen as `1,100 yen`."""
        return self._format.money.format(amount=f"{yen:,}")

    def closing(self, day: int) -> str:
        """Return the name of a closing day, 1 to 31; 31 is the last day of every month."""
        if day == MONTH_END:
            return self._fill("closing.month-end.name", {})
        return self._fill("closing.day.name", {"day": day})

    def joined(self, items: Iterable[object]) -> str:
        """Return a list as the language writes one: `A, B and C`."""
        return self._join([self._value("", item, {}) for item in items])

    def _join(self, words: list[str]) -> str:
        if len(words) < 2:
            return "".join(words)
        return self._format.last.join((self._format.comma.join(words[:-1]), words[-1]))

    def _fill(self, key: str, values: Mapping[str, object]) -> str:
        if not self.has(key):
            raise MissingTextError(f"{self.lang}: no text {key!r}")
        text = ""
        for literal, name in _pieces(self._catalogue.gettext(self._variant(key, values))):
            if name is not None and name not in values:
                raise MissingTextError(f"{self.lang}: text {key!r} needs {name!r}")
            value = "" if name is None else self._value(name, values[name], values)
            text += _closed_up(text, literal, value) + value
        return text

    def _variant(self, key: str, values: Mapping[str, object]) -> str:
        names = sorted(name for _, name in _pieces(self._catalogue.gettext(key)) if name is not None)
        variants = [f"{key}.without-{name}" for name in names if _empty(values.get(name))]
        variants += [
            f"{key}.{_COUNT_WORDS[count]}" for name in _COUNTS if (count := _count(values, name)) is not None
        ]
        for variant in variants:
            if self.has(variant):
                return self._variant(variant, values)
        return key

    def _value(self, name: str, value: object, around: Mapping[str, object]) -> str:
        match value:
            case None:
                return self._fill(UNKNOWN, {})
            case dt.datetime():
                return self.moment(value)
            case dt.date():
                return self.date(value)
            case Term(key):
                plain = {other: one for other, one in around.items() if not isinstance(one, (Term, Joined))}
                return self._fill(key, plain)
            case Joined(items):
                return self._join([self._value(name, item, {}) for item in items])
            case Names(pairs):
                return _name(dict(pairs), self.lang)
            case Note(sentence):
                return self.note(sentence)
            case int() if name == "yen":
                return self.money(value)
            case int() if name in _CLOSING_DAYS:
                return self.closing(value)
            case list() | tuple():
                return self.joined(value)
            case _:
                return str(value)


@cache
def texts(lang: str) -> Texts:
    """Return the texts of `lang`, one of LANGUAGES; opened once.

    Raises ValueError for another language and CataloguesMissingError when nothing was compiled.
    """
    for known in LANGUAGES:
        if lang == known:
            return Texts(known, open_texts(known))
    raise ValueError(lang)


@cache
def _pieces(text: str) -> tuple[tuple[str, str | None], ...]:
    """Split a text into pairs of words and the placeholder that follows them, None at the end."""
    return tuple((literal, name) for literal, name, _, _ in Formatter().parse(text))


def _closed_up(before: str, literal: str, after: str) -> str:
    """Return `literal` without a space at its edge that would stand between two wide characters.

    Chinese sets a space between its own and Latin letters, and a placeholder may hold either.
    """
    if literal[:1] == " " and _wide(before[-1:]) and _wide(literal[1:2]):
        literal = literal[1:]
    if literal[-1:] == " " and _wide((before + literal)[-2:-1]) and _wide(after[:1]):
        literal = literal[:-1]
    return literal


def _wide(character: str) -> bool:
    return bool(character) and east_asian_width(character) in "WF"


def _count(values: Mapping[str, object], name: str) -> int | None:
    value = values.get(name)
    return value if isinstance(value, int) and value in _COUNT_WORDS else None


def _empty(value: object) -> bool:
    return value is None or value in ("", (), Joined(()))


def _name(names: Mapping[str, str], lang: str) -> str:
    return names.get(lang) or names.get("en") or next(iter(names.values()), "")
