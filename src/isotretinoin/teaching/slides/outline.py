"""What stands on the slides of a session, taken from its lessons: nothing is written twice.

A lesson gives its question, each prediction with what came out, one figure for each section, the first check of each
objective, its key points and its exit ticket. The prose on the way to a slide becomes its speaker notes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any

from isotretinoin.classroom.contract import Contract
from isotretinoin.classroom.widgets import unseal
from isotretinoin.links import anchor_of, moved, page_of, to
from isotretinoin.questions.bank import Bank
from isotretinoin.questions.markup import blocks, inline, plain, prose
from isotretinoin.questions.question import Answer, Question

__all__ = ["SESSIONS", "Session", "Slide", "lesson_slides", "session_slides"]

_WIDGET = "application/vnd.jupyter.widget-view+json"
_STATE = "application/vnd.jupyter.widget-state+json"
_CALL = re.compile(r'^lesson\.(predict|check)\(\s*"([pq]\d\d-[a-z0-9-]+)"', re.M)
_PANELS = re.compile(r'<div\b[^>]*\bclass="iso-pic".*?</svg>\s*</div>', re.S)
"""A picture of the course: all its panels."""
_SHOWN = re.compile(r'<figure class="iso-figure"[^>]*>(<svg\b.*?</svg>)<figcaption\b[^>]*>(.*?)</figcaption>', re.S)
_DRAWN = re.compile(rf'<figure class="iso-drawn">({_PANELS.pattern})<figcaption\b[^>]*>(.*?)</figcaption>', re.S)
_DECK = "slides/deck.html"
_SKIPPED = ("exercises", "key points")
"""Sections that are for the reader alone, or that have a slide of their own."""


@dataclass(frozen=True)
class Session:
    """A deck: the lessons of these parts of the course."""

    number: int
    title: str
    parts: tuple[str, ...]


SESSIONS = (
    Session(1, "The question and the chip", ("The question", "Microarray data")),
    Session(2, "Statistics", ("Statistics",)),
    Session(3, "NGAL biology", ("NGAL biology",)),
    Session(4, "Judgement", ("Judgement",)),
)


@dataclass(frozen=True)
class Slide:
    """One slide: what the class sees and what the teacher reads (both HTML)."""

    kind: str
    title: str
    body: str
    notes: str = ""
    lesson: str = ""


@dataclass
class _Walk:
    """The state of a walk through a lesson: where it is, and the prose since the last slide."""

    section: str = ""
    said: list[str] = field(default_factory=list)

    def notes(self) -> str:
        text, self.said = "".join(self.said), []
        return text


def _figures(cell: dict[str, Any], states: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Give each picture of a cell: its SVG, its sentence, whether it is an explorable."""
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        html = "".join(data.get("text/html", ""))
        yield from ((drawing, caption, False) for drawing, caption in _SHOWN.findall(html) + _DRAWN.findall(html))
        state = states.get(data.get(_WIDGET, {}).get("model_id", ""), {}).get("state", {})
        if "isotretinoin.explore" in state.get("_anywidget_id", ""):
            # Print's version of an explorable: its first state, which needs no script.
            panels = _PANELS.search(state["fallback"])
            picture = panels or re.search(r"<svg\b.*?</svg>", state["fallback"], re.S)
            if picture:
                # What a picture's label describes for those who can't see it is too long to stand below it.
                said = re.search(r'<p class="iso-sentence">(.*?)</p>', state["fallback"]) if panels else None
                yield picture[0], said[1] if said else _sentence(picture[0]), True


def _sentence(svg: str) -> str:
    label = re.search(r'aria-label="([^"]*)"', svg)
    return label[1] if label else ""


def _reveal(cell: dict[str, Any], states: dict[str, Any]) -> str:
    for output in cell.get("outputs", []):
        state = states.get(output.get("data", {}).get(_WIDGET, {}).get("model_id", ""), {}).get("state", {})
        if state.get("_question", {}).get("kind") == "predict":
            return unseal(state["_question"])["reveal"]
    return ""


def _pattern(label: str, answer: Answer, bank: Bank) -> str:
    """Return a line of notes: who answers this, what they think, what helps."""
    found = bank.misconceptions.get(answer.misconception)
    idea = (
        f" <em>A common idea:</em> {inline(found.statement)} <em>What helps:</em> {inline(found.cure)}" if found else ""
    )
    return f"<li><b>{label}</b> {inline(answer.feedback) if answer.feedback else ''}{idea}</li>"


def _asked(question: Question, reveal: str, bank: Bank) -> tuple[str, str]:
    """Return the slide of a question and its notes; what is shown has letters, by which a class votes.

    The answer comes with the next step: what is right, or for a prediction what came out.
    """
    letters = {at: chr(ord("A") + place) for place, at in enumerate(question.shown_order())}

    def label(answer: Answer) -> str:
        return ", ".join(letters[at] for at in answer.picks) or inline(answer.words)

    before, stem = blocks(question.stem)
    hint = f"<p>{inline(question.instruction)}</p>" if question.instruction else ""
    listed = "".join(f"<li>{inline(question.shown[at])}</li>" for at in letters)
    body = f'{before}<p class="stem">{stem}</p>{hint}' + (f'<ol class="options">{listed}</ol>' if listed else "")
    answers = sorted(question.answers(), key=lambda answer: label(answer) if len(answer.picks) == 1 else "")
    if question.has_key:
        right = " ".join(f"{label(answer)}. {inline(answer.feedback)}" for answer in answers if answer.right)
        body += f'<p class="answer fragment"><b>Right:</b> {right}</p>'
        notes = ""
    else:
        body += f'<div class="answer fragment"><b>What came out:</b> {reveal}</div>'
        notes = "<p>Let everybody commit before you go on. No answer is wrong.</p>"
    rows = (_pattern(f"{label(answer)}{'.' if answer.picks else ':'}", answer, bank) for answer in answers)
    return body, f"{notes}<ul>{''.join(rows)}</ul>"


def _chosen_checks(cells: list[dict[str, Any]], contract: Contract, bank: Bank) -> set[str]:
    """Return the first check of each objective, in the order of the lesson."""
    asked = [name for cell in cells for kind, name in _CALL.findall("".join(cell["source"])) if kind == "check"]
    chosen = {}
    for name in asked:
        if name in bank.questions:
            chosen.setdefault(bank.questions[name].objective, name)
    return {chosen[objective.id] for objective in contract.objectives if objective.id in chosen}


def _page(name: str) -> str:
    return page_of(to(f"notebooks/{name}.ipynb", _DECK))


def _opening(contract: Contract, name: str) -> Slide:
    number = int(contract.id)
    objectives = "".join(f"<li>{inline(objective.text)}</li>" for objective in contract.objectives)
    body = f'<p class="where">Lesson {number} · about {contract.minutes} minutes alone</p>'
    body += f'<p class="big">{inline(contract.question)}</p>'
    body += f'<p class="live"><a href="{_page(name)}">The lesson’s page</a></p>'
    notes = f"<p>After this lesson students can:</p><ul>{objectives}</ul>"
    return Slide("question", contract.title, body, notes, contract.id)


def _figure(svg: str, sentence: str, live: bool, name: str, walk: _Walk) -> str:
    address = f"{_page(name)}#{anchor_of(walk.section)}"
    words = "Turn it yourself on the page" if live else "On the page"
    link = f'<p class="live"><a href="{escape(address)}">{words}: {inline(walk.section)}</a></p>'
    return f"<figure>{svg}<figcaption>{sentence}</figcaption></figure>{link}"


def lesson_slides(executed: Path, contract: Contract, bank: Bank) -> list[Slide]:
    """Return the slides of one lesson.

    Parameters
    ----------
    executed : Path
        The lesson's notebook with its outputs, as the site's build leaves it.
    contract, bank
        What the lesson promises, and the questions.
    """
    notebook = json.loads(executed.read_text(encoding="utf-8"))
    states = notebook["metadata"].get("widgets", {}).get(_STATE, {}).get("state", {})
    cells, name = notebook["cells"], executed.stem
    checks = _chosen_checks(cells, contract, bank)
    slides = [_opening(contract, name)]
    walk, shown = _Walk(), set()
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            heading = re.match(r"(#{1,2})\s+(.*)", source)
            if heading:
                walk.section = heading[2].strip()
            if "<details>" not in source and not walk.section.lower().startswith(_SKIPPED):
                walk.said.append(prose(re.sub(r"^#{1,6}\s+(.*)", r"**\1**", source, flags=re.M)))
            continue
        if walk.section.lower().startswith(_SKIPPED):
            continue
        for kind, question_id in _CALL.findall(source):
            question = bank.questions.get(question_id)
            if question is None or (kind == "check" and question_id not in checks):
                continue
            body, patterns = _asked(question, _reveal(cell, states), bank)
            title = "Check" if question.has_key else "Predict before you look"
            slides.append(Slide(kind, title, body, walk.notes() + patterns, contract.id))
        for svg, sentence, live in _figures(cell, states):
            # One figure for each section; an explorable is worth its own slide.
            if live or walk.section not in shown:
                shown.add(walk.section)
                body = _figure(svg, sentence, live, name, walk)
                # Where no prose leads to a figure, its own sentence is what there is to say.
                notes = walk.notes() or f"<p>{sentence}</p>"
                slides.append(Slide("figure", plain(walk.section), body, notes, contract.id))
    points = "".join(f"<li>{inline(point.text)}</li>" for point in contract.key_points)
    slides.append(Slide("points", "Key points", f"<ul>{points}</ul>", walk.notes(), contract.id))
    tickets = "".join(f"<li>{inline(question)}</li>" for question in contract.exit_ticket)
    slides.append(Slide("exit", "Before you go", f"<ol>{tickets}</ol>", "", contract.id))
    # A lesson's links are written as from its own page.
    here = f"notebooks/{name}.ipynb"
    return [
        replace(slide, body=moved(slide.body, here, _DECK), notes=moved(slide.notes, here, _DECK)) for slide in slides
    ]


_KEYS = (
    "<p>Arrow keys or the space bar go on; an answer shows with the next step. <b>S</b> opens these notes in a window "
    "of their own, with a clock; Escape shows all slides; F fills the screen. Add <code>?print-pdf</code> to the "
    "address to print, and <code>?print-pdf&amp;showNotes=separate-page</code> to print the notes as well.</p>"
)


def session_slides(session: Session, executed: Path, contracts: dict[str, Contract], bank: Bank) -> list[Slide]:
    """Return all slides of a session; a session whose lessons are not written yet has none.

    Parameters
    ----------
    session : Session
    executed : Path
        Folder of the executed notebooks.
    contracts : dict
        Name of each lesson's notebook to its contract, in the order of the course.
    bank : Bank
        The questions.
    """
    lessons = {name: contract for name, contract in contracts.items() if contract.part in session.parts}
    if not lessons:
        return []
    rows = "".join(f"<li>Lesson {int(contract.id)}: {escape(contract.title)}</li>" for contract in lessons.values())
    body = f'<p class="where">Decoding isotretinoin · session {session.number} of {len(SESSIONS)}</p><ul>{rows}</ul>'
    slides = [Slide("title", session.title, body, _KEYS)]
    for name, contract in lessons.items():
        slides += lesson_slides(executed / f"{name}.ipynb", contract, bank)
    return slides
