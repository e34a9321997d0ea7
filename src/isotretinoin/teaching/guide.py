"""Tables of the teaching guide as the values of cells; links are written as from a page in ``book/teaching``."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from html import escape
from pathlib import Path

from isotretinoin import course_root
from isotretinoin.classroom.before_after import change_interval
from isotretinoin.classroom.contract import Contract, read_contracts, read_notebook
from isotretinoin.classroom.lesson import Html
from isotretinoin.links import A_LESSON, link, moved, to
from isotretinoin.questions.bank import FORMS, Bank
from isotretinoin.questions.blueprint import read_blueprint
from isotretinoin.questions.markup import inline
from isotretinoin.questions.question import Question
from isotretinoin.questions.reading import read_bank

from .notes import TeachingNotes, read_notes
from .plans import read_plans, timetable
from .slides import SESSIONS

__all__ = [
    *("answer_patterns", "assignments", "course_plan", "course_table", "decks", "measured", "part_notes"),
    *("form_blueprint", "form_noise"),
]

STYLE = (Path(__file__).parent / "guide.css").read_text(encoding="utf-8")


_HERE = "book/teaching/page.md"
"""Where these tables stand; the bank's own links are written as from a lesson."""


def _said(markdown: str) -> str:
    return moved(inline(markdown), A_LESSON, _HERE)


class Guide(Html):
    """A piece of the guide."""

    def _repr_html_(self) -> str:
        return f'<style>{STYLE}</style><div class="iso-guide">{self.html}</div>'


def _here(root: Path | None) -> Path:
    return root or course_root()


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]], caption: str) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<div class="iso-wide" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _link(contracts: Mapping[str, Contract], lesson: str) -> str:
    name, contract = next((name, one) for name, one in contracts.items() if one.id == lesson)
    return link(f"notebooks/{name}.ipynb", f"Lesson {int(lesson)}: {escape(contract.title)}", _HERE)


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def course_table(root: Path | None = None) -> Guide:
    """Return all lessons with their minutes, what they build on, and the ideas that they address."""
    contracts = read_contracts(_here(root))
    rows = []
    for contract in contracts.values():
        needs = "; ".join(
            f"lesson {int(one.lesson)}" if one.lesson else _said(one.text) for one in contract.prerequisites
        )
        rows.append((_link(contracts, contract.id), str(contract.minutes), needs or "nothing"))
    total = sum(contract.minutes for contract in contracts.values())
    rows.append(("<b>Together</b>", f"<b>{total}</b>", f"{total / 60:.1f} hours of reading alone"))
    table = _table(("lesson", "minutes alone", "builds on"), rows, "Lessons, their minutes and what they build on")
    return Guide(table, f"{len(contracts)} lessons, {total} minutes")


def course_plan(plan_id: str, root: Path | None = None) -> Guide:
    """Return the timetable of a plan, with the sum of its minutes and the lessons that it takes as known."""
    home = _here(root)
    contracts = read_contracts(home)
    plan = read_plans(home)[plan_id]
    lines = timetable(home, plan, contracts)
    by_id = {contract.id: contract for contract in contracts.values()}
    taught = [row.lesson for row in lines if row.lesson]
    before = sorted(
        {one.lesson for lesson in taught for one in by_id[lesson].prerequisites if one.lesson} - set(taught)
    )
    if plan.all_lessons:
        rows = [
            (str(row.start + 1), _link(contracts, row.lesson), str(row.minutes), _said(row.homework)) for row in lines
        ]
        alone = sum(by_id[row.lesson].minutes for row in lines)
        together = sum(row.minutes for row in lines)
        rows.append(("<b>Sum</b>", f"{len(lines)} weeks", f"<b>{together}</b>", f"<b>{alone}</b> minutes of reading"))
        table = _table(("week", "in class", "minutes", "before class"), rows, plan.title)
        words = f"{plan.title}: {len(lines)} weeks, {together} minutes in class, {alone} minutes of reading"
    else:
        rows = [
            (
                _clock(row.start),
                str(row.minutes),
                _link(contracts, row.lesson) if row.lesson and not plan.lesson_in_class else _said(row.what),
            )
            for row in lines
        ]
        total = sum(row.minutes for row in lines)
        rows.append((_clock(total), f"<b>{total}</b>", "<b>End</b>"))
        table = _table(("start", "minutes", "what"), rows, plan.title)
        words = f"{plan.title}: {total} minutes"
    known = ""
    if before:
        names = ", ".join(_link(contracts, lesson) for lesson in before)
        known = f"<p>It takes these as known, or as read before: {names}.</p>"
    return Guide(f"<p>{_said(plan.audience)}</p>{table}{known}", words)


def decks(root: Path | None = None) -> Guide:
    """Return links to the decks whose lessons exist."""
    found = {contract.part for contract in read_contracts(_here(root)).values()}
    rows = [
        f'<li><a href="{to(f"slides/session-{session.number}.html", _HERE)}">Session {session.number}: '
        f"{escape(session.title)}</a> ({escape(', '.join(session.parts))}), and "
        f'<a href="{to(f"slides/session-{session.number}-checks.html", _HERE)}">its questions to vote on</a></li>'
        for session in SESSIONS
        if found & set(session.parts)
    ]
    return Guide(f"<ul>{''.join(rows)}</ul>", f"{len(rows)} decks")


def assignments(root: Path | None = None) -> Guide:
    """Return the assignments that a term's plan names: title as released, and the lesson that they follow."""
    home = _here(root)
    contracts = read_contracts(home)
    rows = []
    for lesson, name in read_plans(home)["term"].assignments:
        found = next((home / "notebooks" / "assignments").glob(f"{name}_*.ipynb"), None)
        heading = read_notebook(found).headings[0].text if found else "not released yet"
        rows.append((name, _said(heading), _link(contracts, lesson)))
    return Guide(_table(("assignment", "title", "after"), rows, "Assignments"), f"{len(rows)} assignments")


def measured(root: Path | None = None) -> Guide:
    """Return what was measured of memory and time, from ``data/teaching/measured.csv``."""
    path = _here(root) / "data" / "teaching" / "measured.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    rows = [(escape(one["what"]), f"{one['value']} {escape(one['unit'])}", escape(one["how"])) for one in lines]
    return Guide(_table(("what", "measured", "how"), rows, "Measured memory and times"), f"{len(rows)} figures")


def answer_patterns(lesson: str, root: Path | None = None) -> Guide:
    """Return the likely answers to the questions of a lesson: what somebody who gives it thinks, and what helps."""
    bank = read_bank(_here(root))
    return Guide(_patterns(bank, lesson), f"Answers to lesson {int(lesson)}")


def _patterns(bank: Bank, lesson: str) -> str:
    parts = []
    for question in bank.of_lesson(lesson):
        if question.use != "page":
            continue
        items = []
        for answer in question.answers():
            if answer.misconception:
                idea = bank.misconceptions[answer.misconception]
                items.append(
                    f"<li><b>{_said(answer.words)}</b> {_said(answer.feedback)} <em>They think:</em> "
                    f"{_said(idea.statement)} <em>Why it tempts:</em> {_said(idea.tempting)} "
                    f"<em>What helps:</em> {_said(idea.cure)}</li>"
                )
            elif answer.others:
                items.append(f"<li><b>{_said(answer.words)}:</b> {_said(answer.feedback)}</li>")
        right = "; ".join(_said(answer.words) for answer in question.right)
        # A link inside of what opens the answers would be a control within a control.
        stem = re.sub(r"</?a\b[^>]*>", "", _said(question.stem.strip().split("\n\n")[-1]))
        parts.append(
            f"<details><summary>{stem}</summary><p><b>Right:</b> "
            f"{right or 'no answer is right: it is a prediction'}</p>"
            f"<ul>{''.join(items)}</ul></details>"
        )
    return "".join(parts)


def _list(items: tuple[str, ...]) -> str:
    return f"<ul>{''.join(f'<li>{_said(item)}</li>' for item in items)}</ul>"


def _lesson_notes(contract: Contract, notes: TeachingNotes, contracts: Mapping[str, Contract], bank: Bank) -> str:
    number = int(contract.id)
    objectives = "".join(f"<li>{_said(objective.text)}</li>" for objective in contract.objectives)
    start, rows = 0, []
    for step in notes.plan:
        rows.append((_clock(start), str(step.minutes), _said(step.what)))
        start += step.minutes
    rows.append((_clock(start), f"<b>{start}</b>", "<b>End</b>"))
    plan = _table(("start", "minutes", "what"), rows, f"Lesson {number} in {start} minutes of class")
    return (
        f'<section id="lesson-{number}"><h2>{_link(contracts, contract.id)}</h2>'
        f"<p>{_said(contract.question)} About {contract.minutes} minutes alone.</p>"
        f"<ul>{objectives}</ul>{plan}"
        f"<h3>Board, lesson {number}</h3>{_list(notes.board)}"
        f"<h3>To talk about, lesson {number}</h3>{_list(notes.prompts)}"
        f"<h3>Traps, lesson {number}</h3>{_list(notes.traps)}"
        f"<h3>Likely answers, lesson {number}</h3>{_patterns(bank, contract.id)}</section>"
    )


def part_notes(part: str, root: Path | None = None) -> Guide:
    """Return the notes of all lessons of a part of the course.

    Raises
    ------
    TeachingError
        If a lesson of the part has no notes: it can't be forgotten.
    ValueError
        If there is no such part.
    """
    home = _here(root)
    contracts = read_contracts(home)
    chosen = [contract for contract in contracts.values() if contract.part == part]
    if not chosen:
        raise ValueError(f"There is no part {part!r}. There are: {', '.join({c.part for c in contracts.values()})}.")
    bank = read_bank(home)
    html = "".join(_lesson_notes(one, read_notes(home, one.id), contracts, bank) for one in chosen)
    return Guide(html, f"Notes for {len(chosen)} lessons")


def form_blueprint(root: Path | None = None) -> Guide:
    """Return the outcomes of the course's test by theme, with the lessons that each of their questions goes back to."""
    home = _here(root)
    asked = [one for one in read_bank(home).questions.values() if one.use == FORMS[0]]
    themes = read_blueprint(home).themes
    rows = []
    for theme in themes:
        for outcome in theme.outcomes:
            own = sorted((one for one in asked if one.outcome == outcome.id), key=lambda one: one.setting)
            lessons = ", ".join(sorted({str(int(one.lesson)) for one in own}, key=int))
            kinds = "; ".join(f"{_SETTING[one.setting]}: {_kind(one)}" for one in own)
            rows.append((escape(theme.title), inline(outcome.text), kinds, lessons))
    table = _table(("theme", "outcome", "questions of a form", "lessons"), rows, "Blueprint of the tests")
    return Guide(table, f"{len(rows)} outcomes in {len(themes)} themes, {len(asked)} questions a form")


_SETTING = {"course": "a setting of the course", "elsewhere": "another setting"}


def _kind(question: Question) -> str:
    kind = f"one of {len(question.shown)} options" if question.form == "choices" else "a number"
    return f"{kind}, with a {question.reads} to read" if question.reads else kind


def form_noise(root: Path | None = None) -> Guide:
    """Return the smallest gain of one student that can be told from noise, for several scores before the course."""
    of = sum(one.use == FORMS[0] for one in read_bank(_here(root)).questions.values())
    rows = []
    for before in range(0, of, max(1, of // 6)):
        gains = (more for more in range(1, of - before + 1) if change_interval(before, before + more, of)[0] > 0)
        least = next(gains, None)
        rows.append((f"{before} of {of}", f"{least} or more" if least else "no gain that is left"))
    table = _table(("right before", "gain that is more than noise"), rows, "Gains of one student")
    return Guide(table, f"Smallest gain that is more than noise, for {len(rows)} scores")
