from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from po_files import entries, needed

from tracker.core.model import Joined, Names, Note, Term
from tracker.core.words import Channel
from tracker.errors import TrackerError
from tracker.i18n import LANGUAGES, CataloguesMissingError, MissingTextError, Texts, texts
from tracker.i18n.catalogue import open_sentences, open_texts

EN, ZH, JA = (texts(language) for language in LANGUAGES)
WEDNESDAY = date(2027, 2, 17)
ENGLISH = entries("en")
NEEDED = {key: needed(key, ENGLISH) for key in ENGLISH}


class Sentences:
    """Stand for the translations of carrier sentences."""

    def gettext(self, sentence: str) -> str:
        return {"My page": "会员页面"}.get(sentence, sentence)


def test_dates() -> None:
    assert [said.date(WEDNESDAY) for said in (EN, ZH, JA)] == ["Wed 17 Feb", "2月17日 周三", "2月17日（水）"]
    assert [said.date(WEDNESDAY, year=True) for said in (EN, ZH, JA)] == [
        "Wed 17 Feb 2027",
        "2027年2月17日 周三",
        "2027年2月17日（水）",
    ]
    assert [said.date(WEDNESDAY, weekday=False) for said in (EN, ZH, JA)] == ["17 Feb", "2月17日", "2月17日"]


def test_every_weekday_and_month() -> None:
    sunday = date(2027, 1, 31)
    assert [said.weekday(sunday) for said in (EN, ZH, JA)] == ["Sun", "周日", "日"]
    assert [EN.date(date(2027, month, 1), weekday=False) for month in (1, 12)] == ["1 Jan", "1 Dec"]


def test_another_year_is_said() -> None:
    said = ZH.in_year(2027)
    assert said.date(WEDNESDAY) == "2月17日 周三"
    assert said.date(date(2028, 1, 31)) == "2028年1月31日 周一"
    assert said.get("reason.departure.text", day=date(2028, 1, 31)) == "您 2028年1月31日 周一离开日本。"


def test_moments_are_told_in_japan() -> None:
    evening = datetime(2027, 2, 16, 15, 30, tzinfo=UTC)
    assert EN.moment(evening) == "Wed 17 Feb, 00:30"
    assert JA.moment(datetime(2027, 2, 17, 9, 5)) == "2月17日（水） 09:05"
    assert ZH.get("reason.done.text", day=evening) == "2月17日 周三 00:30 已完成。"


def test_money_and_lists() -> None:
    assert [said.money(1100) for said in (EN, ZH, JA)] == ["1,100 yen", "1,100 日元", "1,100円"]
    assert [said.joined(["A", "B", "C"]) for said in (EN, ZH, JA)] == ["A, B and C", "A、B、C", "A、B、C"]
    assert [EN.joined(items) for items in ([], ["A"], ["A", "B"])] == ["", "A", "A and B"]


def test_values_are_told_by_their_type() -> None:
    names = Names((("en", "WeChat"), ("zh", "微信")))
    assert ZH.get("step.unbind.title", service=names) == "把微信换绑到新号码"
    assert JA.get("step.unbind.title", service=names) == "WeChatの番号を変更する"
    assert EN.get("step.unbind.title", service=Names((("zh", "微信"),))) == "Move 微信 to the new number"
    assert EN.get("step.unbind.title", service=Names(())) == "Move  to the new number"
    assert EN.get("remedy.other-channel.text", day=WEDNESDAY, channel=Term("channel.shop.name")) == (
        "Cancel another way by Wed 17 Feb: shop."
    )
    joined = Joined((Term("unknown.effect.name"), Names((("en", "x"),)), "y"))
    assert EN.get("problem.rule-unknown.text", what=joined).startswith(
        "Not known here: when the line ends after the request, x and y."
    )
    assert EN.get("step.unbind.title", service=("a", "b")) == "Move a and b to the new number"
    assert EN.get("step.unbind.title", service=Path("/x")) == "Move /x to the new number"
    assert EN.get("step.unbind.title", service=Channel.SHOP) == "Move shop to the new number"


def test_values_are_told_by_their_name() -> None:
    assert EN.get("step.settle-device.text", yen=52800, carrier="au").startswith(
        "Still open for the phone: 52,800 yen."
    )
    assert (
        EN.get("reason.closing-yours.text", closing=20) == "Your closing day (締め日): day 20 of the month."
    )
    assert ZH.get("reason.closing-yours.text", closing=31) == "您的账单截止日（締め日）：每月月末。"
    assert (
        JA.get("reason.closing-yours.text", closing=Term("closing.month-end.name"))
        == "登録された締め日：毎月末日。"
    )
    # A word inside takes its own placeholders from the values around it.
    assert EN.get("reason.closing-yours.text", closing=Term("closing.day.name"), day=5) == (
        "Your closing day (締め日): day 5 of the month."
    )


def test_sentences_of_carriers() -> None:
    said = Texts("zh", open_texts("zh"), sentences=Sentences())  # type: ignore[arg-type]
    assert said.get("row.look.title", where=Note("My page")) == "登录会员页面试一次，看清最近一期账单"
    assert said.get("row.look.title", where=Note("My au")) == "登录 My au 试一次，看清最近一期账单"
    assert said.note("") == ""
    assert said.in_year(2027).note("My page") == "会员页面"


def test_english_takes_sentences_as_they_are() -> None:
    sentence = "A sentence that only the person's own file has."
    assert [said.note(sentence) for said in (EN, ZH, JA)] == [sentence] * 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_known_is_never_none(language: str) -> None:
    said = texts(language)
    here = entries(language)
    for key in here:
        names = needed(key, here)
        shown = said.get(key, **dict.fromkeys(names))
        assert "None" not in shown, key
        assert not [name for name in names if f"{{{name}}}" in shown], key


def test_unknown_is_said() -> None:
    assert [said.get("reason.departure.text", day=None) for said in (EN, ZH, JA)] == [
        "You leave on not known.",
        "您未知离开日本。",
        "不明に出国します。",
    ]


def test_variant_without_a_value() -> None:
    assert EN.render("remedy.ask-carrier.text", ()) == "Ask the carrier today."
    for empty in (None, "", (), Joined(())):
        assert EN.get("remedy.ask-carrier.text", question=empty) == "Ask the carrier today."
    assert EN.render("remedy.ask-carrier.text", (("question", "When?"),)) == "Ask the carrier today: When?"


def test_variant_by_count() -> None:
    given = {"from_day": WEDNESDAY, "to_day": WEDNESDAY}
    assert EN.get("problem.service-gap.text", days=1, **given).startswith("No line on Wed 17 Feb:")
    assert EN.get("problem.service-gap.text", days=2, **given).startswith(
        "No line from Wed 17 Feb to Wed 17 Feb (2 days)"
    )
    assert EN.get("reason.lead.text", days=0).startswith("Moving it is a matter of minutes")


def test_chinese_closes_up_between_wide_characters_only() -> None:
    assert ZH.get("step.cancel.shop.title", where="银座门店") == "去银座门店办理注销"
    assert ZH.get("step.cancel.shop.title", where="au Style 银座") == "去 au Style 银座办理注销"
    assert ZH.get("step.cancel.shop.title", where="银座 au") == "去银座 au 办理注销"
    assert ZH.get("step.cancel.shop.title", where="") == "去  办理注销"


def test_a_missing_text_is_a_defect() -> None:
    for key in ("step.no-such.title", "", "Content-Type"):
        assert not EN.has(key)
        with pytest.raises(MissingTextError, match="no text"):
            EN.get(key)
    assert EN.has("row.look.title")


def test_a_missing_value_is_a_defect() -> None:
    with pytest.raises(MissingTextError, match="where"):
        EN.get("row.look.title")


def test_texts_are_opened_once_and_only_in_three_languages() -> None:
    assert texts("zh") is ZH
    with pytest.raises(ValueError, match="fr"):
        texts("fr")


def test_catalogues_that_were_never_built(tmp_path: Path) -> None:
    with pytest.raises(CataloguesMissingError) as caught:
        open_texts("zh", tmp_path)
    assert isinstance(caught.value, TrackerError)
    assert str(tmp_path) in str(caught.value)
    assert "pip install" in str(caught.value)
    assert open_sentences("zh", tmp_path).gettext("A sentence.") == "A sentence."


@given(value=st.text())
def test_what_people_typed_survives(value: str) -> None:
    assert EN.get("step.unbind.title", service=value) == f"Move {value} to the new number"
    assert JA.get("step.unbind.title", service=value) == f"{value}の番号を変更する"
    shown = ZH.get("step.unbind.title", service=value)
    assert shown in {f"把{left}{value}{right}换绑到新号码" for left in ("", " ") for right in ("", " ")}


SPOKEN = [
    (language, key)
    for language in LANGUAGES
    for key in sorted(NEEDED)
    # Only English tells one from many.
    if language == "en" or key.removesuffix(".one") == key or key.removesuffix(".one") not in NEEDED
]


@given(
    value=st.one_of(
        st.text(),
        st.integers(),
        st.dates(),
        st.datetimes(),
        st.sampled_from(["{", "}", "{0}", "{where}", "{x.__class__}", "%s", "%(x)s", "{{}}"]),
        st.builds(Joined, st.lists(st.text()).map(tuple)),
        st.builds(Note, st.text()),
    ),
    text=st.sampled_from(SPOKEN),
)
def test_any_value_fits_any_text(value: Any, text: tuple[str, str]) -> None:
    language, key = text
    said = texts(language)
    shown = said.get(key, **dict.fromkeys(NEEDED[key], value))
    assert shown or not value
