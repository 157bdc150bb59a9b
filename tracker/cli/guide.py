"""Ask the questions of a guided `add`: about five, and what this carrier's rules depend on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import Any

from tracker.cli.asking import ask
from tracker.cli.context import Session
from tracker.cli.dates import parse_closing_day
from tracker.cli.lineoptions import read_roles, read_word, read_yes_no, says_no
from tracker.cli.options import Word, read_date, read_days, read_debit_day, read_yen
from tracker.core.additional import HEADER
from tracker.core.facts import Carrier
from tracker.core.words import Intent, Line, Payment, Role, Sim
from tracker.errors import UsageError
from tracker.service.bound import split_list, wanted
from tracker.service.lines import Draft, Unset, draft_contract
from tracker.service.naming import find_name, shown
from tracker.service.questions import keeps_alive, open_questions

PREPAID_KINDS = frozenset({"prepaid", "rental", "travel-esim"})


class _Guide:
    """Fill a draft by asking for what it does not say yet."""

    def __init__(self, session: Session, draft: Draft) -> None:
        self.session = session
        self.draft = draft

    def put(self, field: str, key: str, read: Callable[[str], object]) -> None:
        """Ask for one field, unless it was given; an answer of unknown leaves it unsaid."""
        if isinstance(getattr(self.draft, field), Unset):
            answer = ask(self.session, self.session.words.get(key), read)
            self.take(field, answer)

    def take(self, field: str, answer: object) -> None:
        """Keep an answer; unknown leaves the field unsaid."""
        said: dict[str, Any] = {} if answer is None else {field: answer}
        self.draft = replace(self.draft, **said)

    def choose(self, field: str, words: type[StrEnum]) -> None:
        """Ask for one of a few words, which are listed with numbers."""
        if not isinstance(getattr(self.draft, field), Unset):
            return
        names = Word(field, words).names(self.session)
        listed = "  ".join(f"{number} {name}" for number, name in enumerate(names.values(), 1))
        prompt = self.session.words.get(f"cli.ask.{field}", choices=listed)
        answer = ask(self.session, prompt, lambda text: read_word(self.session, field, words, text))
        self.take(field, answer)

    def carrier(self) -> Carrier:
        """Ask for the carrier until there is one."""
        pack = self.session.desk().pack
        while isinstance(self.draft.carrier, Unset):
            found = ask(self.session, self.session.words.get("cli.ask.carrier"), pack.find)
            if found is None:
                self.session.say("cli.ask.carrier.needed")
            else:
                self.draft = replace(self.draft, carrier=found.id)
        return pack.find(self.draft.carrier)

    def day(self, field: str, key: str, *, past: bool = False) -> None:
        """Ask for a day."""
        self.put(field, key, lambda text: read_date(self.session, text, past=past, always=True))

    def services(self) -> None:
        """Ask for the services bound to the number, all in one line."""

        def read(text: str) -> tuple[str, ...]:
            words = split_list([text])
            wanted(words)
            return words

        self.put("services", "cli.ask.services", read)

    def departure(self) -> None:
        """Ask for the day of departure, unless it is known from other lines."""
        desk = self.session.desk()
        known = desk.store.person().departure
        if known is not None and known >= desk.today:
            self.session.say("cli.ask.departure.known", day=self.session.texts.date(known, year=True))
        else:
            self.day("departure", "cli.ask.departure")

    def intent(self, carrier: Carrier) -> Intent:
        """Ask what is wanted of the line, where it need not be its end.

        Somebody who only switches must not be led to cancel: they name no departure. And a line that can be
        kept cheaply may be meant to be kept.
        """
        leaves = self.session.desk().store.person().departure
        if not isinstance(self.draft.departure, Unset):
            leaves = self.draft.departure
        if leaves is None or keeps_alive(carrier):
            self.choose("intent", Intent)
        return Intent.LEAVE if isinstance(self.draft.intent, Unset) else self.draft.intent

    def notice(self) -> None:
        """Ask for the notice of a contract without a SIM: hardly any carrier file knows it."""
        if self.draft.line is Line.OTHER:
            self.put("notice_days", "cli.ask.notice_days", read_days)

    def roles(self) -> None:
        """Ask what ties the line to others, of what this carrier's rules name; numbers are understood too."""
        blocked = {
            word
            for fact in self.carrier().facts
            if fact.key == "blocked_by" and isinstance(fact.value, tuple)
            for word in fact.value
        }
        roles = [role.value for role in Role if role.value in blocked]
        texts = self.session.texts
        listed = "  ".join(
            f"{place} {texts.get(f'term.blocked.{role}')}" for place, role in enumerate(roles, 1)
        )

        def read(text: str) -> tuple[str, ...]:
            words = (roles[int(one) - 1] if one in numbers else one for one in split_list([text]))
            return read_roles(self.session, ",".join(words))

        numbers = {str(place) for place in range(1, len(roles) + 1)}
        if isinstance(self.draft.roles, Unset):
            self.take(
                "roles", ask(self.session, self.session.words.get("cli.ask.roles", choices=listed), read)
            )

    def shares(self, carrier: Carrier) -> None:
        """Ask whether it is an additional SIM, where one of the same carrier is recorded and it matters."""
        store = self.session.desk().store
        mains = [
            each.name for each in store.contracts() if each.carrier == carrier.id and each.shares is None
        ]
        if not mains or not any(fact.header == HEADER for fact in carrier.facts):
            return
        if isinstance(self.draft.shares, Unset):
            prompt = self.session.words.get("cli.ask.shares", names=mains)

            def read(text: str) -> str | None:
                return None if says_no(text) else find_name(text, mains)

            self.take("shares", ask(self.session, prompt, read))

    def conditions(self) -> None:
        """Ask what this carrier's rules depend on and nobody has said yet, once each."""
        desk = self.session.desk()
        asked: set[str] = set()
        while True:
            contract = draft_contract(desk, self.draft)
            questions = [one for one in open_questions(desk.plan(contract)) if one not in asked]
            if not questions:
                return
            asked.add(questions[0])
            self.condition(questions[0])

    def condition(self, question: str) -> None:
        """Ask one question: for a field of the contract, or one that the file puts into words."""
        match question:
            case "closing_day":
                self.put("closing_day", "cli.ask.closing_day", parse_closing_day)
            case "debit_day":
                self.put("debit_day", "cli.ask.debit_day", read_debit_day)
            case "signed":
                self.day("signed", "cli.ask.signed", past=True)
            case "deposit" | "owed":
                self.put(question, f"cli.ask.{question}", read_yen)
            case "plan":
                self.plan()
            case "roles":
                self.roles()
            case _:
                self.case(question)

    def plan(self) -> None:
        """Ask for the plan, of those the file tells apart."""
        plans = [name for _, name in self.carrier().plans]
        if not isinstance(self.draft.plan, Unset):
            return
        shown_names = [self.session.words.note(name) for name in plans]
        listed = "  ".join(f"{number} {name}" for number, name in enumerate(shown_names, 1))

        def read(text: str) -> str:
            if text.isdigit() and 1 <= int(text) <= len(plans):
                return plans[int(text) - 1]
            if text in shown_names:
                return plans[shown_names.index(text)]
            raise UsageError("error.value.word", text=shown(text), near=shown_names)

        self.take("plan", ask(self.session, self.session.words.get("cli.ask.plan", choices=listed), read))

    def case(self, question: str) -> None:
        """Ask a question of the carrier file: yes, no or unknown."""
        words = self.session.words
        answer = ask(self.session, words.get("cli.ask.case", question=words.note(question)), read_yes_no)
        if answer is not None:
            before = () if isinstance(self.draft.answers, Unset) else self.draft.answers
            self.draft = replace(self.draft, answers=(*before, (question, answer)))


def guided(session: Session, draft: Draft) -> Draft:
    """Return the draft with answers to what it did not say."""
    session.say("cli.ask.welcome")
    guide = _Guide(session, draft)
    carrier = guide.carrier()
    guide.departure()
    intent = guide.intent(carrier)
    if intent in (Intent.KEEP, Intent.LAPSE) and keeps_alive(carrier):
        guide.day("started", "cli.ask.started", past=True)
    if carrier.kind in PREPAID_KINDS:
        guide.day("expires", "cli.ask.expires")
    elif intent is not Intent.LAPSE:
        if guide.draft.line is not Line.OTHER:
            guide.choose("sim", Sim)
        guide.choose("payment", Payment)
    guide.notice()
    guide.shares(carrier)
    if intent not in (Intent.SWITCH, Intent.KEEP) and guide.draft.line is not Line.OTHER:
        guide.services()
    guide.conditions()
    return guide.draft
