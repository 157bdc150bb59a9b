"""Complete names of contracts, steps and carriers in the shell, from what is recorded."""

from __future__ import annotations

from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem

from tracker.cli.context import session_of
from tracker.core.words import Role
from tracker.errors import TrackerError
from tracker.service.naming import find_contract


def _items(words: Iterable[tuple[str, str]], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(word, help=help_text) for word, help_text in words if word.startswith(incomplete)]


def contract_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the names of contracts; nothing where the store cannot be read."""
    del param
    try:
        names = session_of(ctx).desk().store.names(archived=None)
    except TrackerError:
        return []
    return _items(((name, "") for name in names), incomplete)


def carrier_ids(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the ids of carriers with their names; nothing where they cannot be read."""
    del param
    session = session_of(ctx)
    try:
        heads = session.pack().heads()
    except TrackerError:
        return []
    return _items(((head.id, head.name(session.texts.lang)) for head in heads), incomplete)


def role_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the words for what ties a line to others."""
    del param
    texts = session_of(ctx).texts
    return _items(((role.value, texts.get(f"term.blocked.{role.value}")) for role in Role), incomplete)


def names_and_steps(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return names of contracts, then the row numbers and step keys of the one that was named."""
    session = session_of(ctx)
    words: tuple[str, ...] = ctx.params.get(param.name or "") or ()
    found = [] if words else contract_names(ctx, param, incomplete)
    try:
        desk = session.desk()
        if not words and len(desk.store.names(archived=False)) != 1:
            return found
        plan = desk.plan(find_contract(desk.store, words[0] if words else None))
    except TrackerError:
        return found
    rows = ((str(row.number), session.texts.render(row.title_key, row.values)) for row in plan.rows)
    keys = ((step.key, "") for step in plan.steps)
    return [*found, *_items(rows, incomplete), *_items(keys, incomplete)]
