from __future__ import annotations

import pytest

from tracker.i18n import pick_language


@pytest.mark.parametrize(
    ("env", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.UTF-8"}, "zh"),
        ({"LANG": "zh_HK"}, "zh"),
        ({"LANG": "zh-Hant-HK"}, "zh"),
        ({"LANG": "yue_HK.UTF-8"}, "zh"),
        ({"LANG": "ja_JP.eucJP"}, "ja"),
        ({"LANG": "ja"}, "ja"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "fr_FR.UTF-8@euro"}, "en"),
        ({"LANG": "en_GB"}, "en"),
        ({"LANG": "."}, "en"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "ja_JP.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": ""}, "ja"),
        ({"LC_MESSAGES": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "zh_CN:en"}, "zh"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "fr:ja"}, "ja"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "fr"}, "zh"),
        ({"LANG": "C", "LANGUAGE": "zh"}, "en"),
        ({"LANGUAGE": "zh"}, "zh"),
        ({"LANG": "ja_JP.UTF-8", "TRACKER_LANG": "zh"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "TRACKER_LANG": "fr"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "TRACKER_LANG": " "}, "zh"),
    ],
)
def test_environment(env: dict[str, str], language: str) -> None:
    assert pick_language(None, env, None) == language


@pytest.mark.parametrize(
    ("option", "config", "language"),
    [
        ("zh", None, "zh"),
        ("zh-TW", "ja", "zh"),
        ("JA", "zh", "ja"),
        ("中文", None, "zh"),
        ("日本語", None, "ja"),
        ("Chinese", None, "zh"),
        ("cn", None, "zh"),
        ("jp", None, "ja"),
        ("fr", "zh", "en"),
        (None, "zh_HK", "zh"),
        ("", "ja", "ja"),
        (None, "", "ja"),
    ],
)
def test_option_before_config_before_locale(option: str | None, config: str | None, language: str) -> None:
    assert pick_language(option, {"LANG": "ja_JP.UTF-8"}, config) == language


def test_environment_before_config() -> None:
    assert pick_language(None, {"TRACKER_LANG": "ja"}, "zh") == "ja"


@pytest.mark.parametrize(
    ("system", "language"),
    [
        ("Chinese (Simplified)_China.936", "zh"),
        ("Chinese (Traditional)_Taiwan.950", "zh"),
        ("Japanese_Japan.932", "ja"),
        ("English_United States.1252", "en"),
        ("C", "en"),
        ("", "en"),
    ],
)
def test_windows_sets_no_variables(system: str, language: str) -> None:
    assert pick_language(None, {}, None, system) == language
    assert pick_language(None, {"LANG": "ja_JP.UTF-8"}, None, system) == "ja"
