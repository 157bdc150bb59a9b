"""The READMEs name the commands, options and exit codes that there are, the same in every language."""

from __future__ import annotations

import re
import shlex
from collections.abc import Container, Iterator
from pathlib import Path

import click
import pytest
from doc_pages import prose, tables
from doc_sessions import ROOT, blocks_of, run, turns_of

from tracker.cli.main import cli
from tracker.errors import ExitCode

READMES = [ROOT / "README.md", ROOT / "README.zh.md", ROOT / "README.ja.md"]
COMMANDS = {("command", "what it does"), ("命令", "作用"), ("コマンド", "内容")}
EXIT_CODES = {("exit code", "meaning"), ("退出码", "含义"), ("終了コード", "意味")}

each_readme = pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)


def table(page: Path, heads: Container[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the rows under one of some heads, code marks kept."""
    return next(rows for head, rows in tables(page, marked=True).items() if head in heads)


def options_of(command: click.Command) -> set[str]:
    return {name for one in command.params for name in (*one.opts, *one.secondary_opts) if name[:1] == "-"}


def every_option(command: click.Command = cli) -> set[str]:
    """Return the options of a command and of all below it."""
    found = options_of(command) | {"--help"}
    for inner in getattr(command, "commands", {}).values():
        found |= every_option(inner)
    return found


def promised(page: Path) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield each command of the table with the rest of what stands there and the options of its row."""
    for cell, text in table(page, COMMANDS):
        for code in re.findall(r"`([^`]*)`", cell):
            name, _, rest = code.removeprefix("tracker").strip().partition(" ")
            yield name, rest, tuple(re.findall(r"--[a-z-]+", code + text))


@each_readme
def test_the_table_of_commands_is_that_of_the_help(page: Path, tmp_path: Path) -> None:
    shown = [name for name, _, _ in promised(page) if name]
    listed = re.findall(
        r"^  ([a-z]+)  ", run("tracker --help", tmp_path, "en").partition("Every day:")[2], re.MULTILINE
    )
    assert sorted(shown) == sorted(listed)
    assert len(set(shown)) == len(shown)


@each_readme
def test_subcommands_are_all_named(page: Path) -> None:
    groups = {
        name: rest for name, rest, _ in promised(page) if isinstance(cli.commands.get(name), click.Group)
    }
    assert set(groups) == {name for name, one in cli.commands.items() if isinstance(one, click.Group)}
    for name, rest in groups.items():
        group = cli.commands[name]
        assert isinstance(group, click.Group)
        assert [word.split()[0] for word in rest.split("|")] == list(group.commands)


@each_readme
def test_every_option_exists(page: Path) -> None:
    for cell, text in table(page, COMMANDS):
        names = [code.removeprefix("tracker").split() for code in re.findall(r"`([^`]*)`", cell)]
        known = {"--help"}.union(*(every_option(cli.commands[words[0]]) for words in names if words))
        assert set(re.findall(r"--[a-z-]+", cell + text)) <= known
    typed = [line for line in page.read_text("utf-8").splitlines() if "pip" not in line]
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", "\n".join(typed))) <= every_option()


@each_readme
def test_every_command_that_is_mentioned_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    mentioned = set(re.findall(r"(?:`|\n +|\$ |bin/|：)tracker (?:--lang (?:zh|ja)`|-v )?([a-z]+)", text))
    assert {"add", "plan", "explain"} <= mentioned <= {*cli.commands, *cli.aliases}


@each_readme
def test_exit_codes_are_those_of_the_program(page: Path) -> None:
    assert [int(code) for code, _ in table(page, EXIT_CODES)] == [code.value for code in ExitCode]


def outline(page: Path) -> list[str]:
    """Return what a README is made of: headings, blocks, tables and commands, apart from its words."""
    text = re.sub(r"^(```[a-z]+)\n.*?^```$", r"\1", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    parts = re.findall(r"^(#+) |^(```[a-z]+)$|^(\|-.*)|^    (\S[^#]*)", text, re.MULTILINE)
    return [" ".join(bare("".join(part))) or "".join(part)[:3] for part in parts]


def bare(command: str) -> list[str]:
    """Return the words of a command that no language changes."""
    return [
        word for word in shlex.split(command) if word.startswith(("tracker", "-")) or word in cli.commands
    ]


@pytest.mark.parametrize("page", READMES[1:], ids=lambda page: page.name)
def test_the_languages_say_the_same(page: Path) -> None:
    english = READMES[0]
    assert outline(page) == outline(english)
    sessions = [
        [bare(turn.command) for block in blocks_of(one) for turn in turns_of(block)]
        for one in (english, page)
    ]
    assert sessions[0] == sessions[1]
    files = [re.findall(r"```toml\n(.*?)```", one.read_text("utf-8"), re.DOTALL) for one in (english, page)]
    assert [re.sub(r"note = \".*\"", "", text) for text in files[0]] == [
        re.sub(r"note = \".*\"", "", text) for text in files[1]
    ]
    for head in (COMMANDS, EXIT_CODES):
        firsts = [[re.findall(r"[a-z0-9]+", row[0]) for row in table(one, head)] for one in (english, page)]
        assert len(firsts[0]) == len(firsts[1])
    assert [name for name, _, _ in promised(page)] == [name for name, _, _ in promised(english)]


def test_each_readme_leads_to_the_others() -> None:
    for page in READMES:
        assert {other.name for other in READMES if other != page} <= set(
            re.findall(r"\]\(([^)]*)\)", prose(page))
        )
