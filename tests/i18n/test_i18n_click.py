from __future__ import annotations

import ast
import gettext
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from po_files import LOCALE, parts

from tracker.i18n.clickwords import activate

# Written where click passes a variable to its translator.
FROM_VARIABLES = {("required", "")}


def messages_of_click() -> set[tuple[str, str]]:
    """Return singular and plural of everything that the installed click has translated."""
    found = set()
    for path in Path(click.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            words = [
                one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
            if node.func.id == "_" and words:
                found.add((words[0], ""))
            elif node.func.id == "ngettext":
                found.add((words[0], words[1]))
    return found


def group() -> click.Group:
    @click.group()
    def tool() -> None:
        """Do it."""

    @tool.command()
    @click.argument("line")
    @click.option("--pay", type=click.Choice(["card", "bank"]), required=True)
    @click.option("--days", type=click.IntRange(1, 3), nargs=2)
    def add(line: str, pay: str, days: tuple[int, int]) -> None:
        click.echo(f"{line} {pay} {days}")

    return tool


def said(*arguments: str) -> str:
    return CliRunner().invoke(group(), arguments, prog_name="tool").output


@pytest.mark.parametrize("language", ["zh", "ja"])
def test_every_sentence_of_click_is_translated(language: str) -> None:
    known = {entry.key for entry in parts(language, "click")["click"]}
    wanted = messages_of_click() | FROM_VARIABLES
    assert len(wanted) > 50
    assert {singular for singular, _ in wanted} <= known


@pytest.mark.parametrize("language", ["zh", "ja"])
def test_translations_of_click_keep_its_placeholders(language: str) -> None:
    for entry in parts(language, "click")["click"]:
        sample = _Sample()
        entry.text.format_map(sample)
        offered = _Sample()
        f"{entry.key} {entry.plural}".format_map(offered)
        assert sample.asked <= offered.asked, entry.key


class _Sample(dict[str, "_Sample"]):
    """Note which placeholders a text asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def __missing__(self, name: str) -> _Sample:
        self.asked.add(name)
        return self

    def __getattr__(self, name: str) -> str:
        return name


def test_the_same_sentences_in_both_languages() -> None:
    first, second = ({entry.key for entry in parts(language, "click")["click"]} for language in ("zh", "ja"))
    assert first == second


def test_headings_and_refusals_in_chinese() -> None:
    with activate("zh"):
        page = said("--help")
        assert page.startswith("用法: tool [OPTIONS]")
        assert "\n选项:\n" in page
        assert "\n命令:\n" in page
        assert "显示本说明并退出。" in page
        assert "错误：没有命令 'ad'。" in said("ad")
        assert "错误：缺少选项 '--pay'. 可选：" in said("add", "x")
        assert "错误：没有选项 '--pya'。" in said("add", "--pya", "card")
        assert "'cash' 不可用，可选：'card', 'bank'。" in said("add", "x", "--pay", "cash")
        assert "9 不在范围 1<=x<=3 内。" in said("add", "x", "--pay", "card", "--days", "9", "1")
        assert "运行「tool add --help」看说明。" in said("add")


def test_plural_forms() -> None:
    with activate("ja"):
        assert "余分な引数があります（b）" in said("add", "a", "b", "--pay", "card")
        assert "余分な引数があります（b c）" in said("add", "a", "b", "c", "--pay", "card")
        assert "オプション '--days' には値が 2 個必要です。" in said("add", "a", "--days", "1")


def test_english_is_as_click_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    with activate("en"):
        assert said("--help").startswith("Usage: tool [OPTIONS]")
        assert "Error: Missing option '--pay'. Choose from:" in said("add", "x")


@pytest.mark.parametrize("before", [None, "fr"])
def test_what_was_before_comes_back(before: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LANGUAGE", raising=False)
    if before is not None:
        monkeypatch.setenv("LANGUAGE", before)
    domain = gettext.textdomain()
    with activate("zh"):
        assert os.environ["LANGUAGE"] == "zh"
        with activate("ja"):
            assert said("--help").startswith("使い方:")
        assert said("--help").startswith("用法:")
    assert os.environ.get("LANGUAGE") == before
    assert gettext.textdomain() == domain


def test_neither_babel_nor_a_locale_of_the_system_is_needed() -> None:
    program = (
        "import sys\n"
        "from tracker.i18n import texts\n"
        "from tracker.i18n.clickwords import activate\n"
        "import click\n"
        "activate('ja')\n"
        "texts('ja').get('row.proof.title')\n"
        "assert not {'babel', 'pydantic', 'sqlmodel', 'icalendar'} & sys.modules.keys()\n"
        "click.Command('c', params=[]).main(['x'], prog_name='c')\n"
    )
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        cwd=LOCALE.parents[2],
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "エラー：余分な引数があります（x）" in done.stderr
