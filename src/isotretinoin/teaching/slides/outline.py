"""What stands on the slides of a session, taken from its lessons: nothing is written twice.

A lesson gives its question, each prediction with what came out, one figure for each section, its key points and its
exit ticket; the first check of each objective stands in a deck of its own, to vote with. A figure's slide is headed by
what the figure found, and below stands the key point of its section, or the first sentence that the lesson says of it.
The prose on the way to a slide, and the whole caption, become its speaker notes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import Any

from isotretinoin.classroom.contract import Contract
from isotretinoin.classroom.widgets import unseal
from isotretinoin.links import anchor_of, moved, page_of, to
from isotretinoin.questions.bank import Bank
from isotretinoin.questions.markup import blocks, inline, plain, prose
from isotretinoin.questions.question import Answer, Question

from ..notes import TeachingError
from .findings import TakeAways, first_sentence, is_statement, split_caption, spoken

__all__ = ["SESSIONS", "Session", "Slide", "check_slides", "lesson_slides", "session_checks", "session_slides"]

_WIDGET = "application/vnd.jupyter.widget-view+json"
_STATE = "application/vnd.jupyter.widget-state+json"
_CALL = re.compile(r'^lesson\.(predict|check)\(\s*"([pq]\d\d-[a-z0-9-]+)"', re.M)
_PANELS = re.compile(r'<div\b[^>]*\bclass="iso-pic".*?</svg>\s*</div>', re.S)
"""A picture of the course: all its panels."""
_SHOWN = re.compile(
    r'<figure class="iso-figure"[^>]*>(<svg\b.*?</svg>)(?:<svg class="iso-narrow".*?</svg>)?'
    r"<figcaption\b[^>]*>(.*?)</figcaption>",
    re.S,
)
"""A figure as it was drawn for a wide page."""
_DRAWN = re.compile(rf'<figure class="iso-drawn">({_PANELS.pattern})<figcaption\b[^>]*>(.*?)</figcaption>', re.S)
_TAKE = "<!-- take-away -->"
BESIDE = 1.8
"""A drawing of at most this width over height has its line at its side, and all of the slide's height."""
_DECK = "slides/deck.html"
_SKIPPED = ("exercises", "key points", "going further", "before you go")
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
    where: str = ""
    """Stands small over the title: the section, with a link to its page."""


@dataclass
class _Walk:
    """The state of a walk through a lesson: where it is, the prose since the last slide, and the figures on slides."""

    name: str
    contract: Contract
    bank: Bank
    states: dict[str, Any]
    take: TakeAways
    titles: Mapping[str, str]
    section: str = ""
    said: list[str] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)
    live: set[str] = field(default_factory=set)
    slides: list[Slide] = field(default_factory=list)

    def notes(self) -> str:
        text, self.said = "".join(self.said), []
        return text

    @property
    def skipped(self) -> bool:
        return self.section.lower().startswith(_SKIPPED)


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
    # An option may carry its letter in its text, as a rule that has a name does.
    texts = [question.shown[at].removeprefix(f"{letter}: ") for at, letter in letters.items()]
    listed = "".join(f"<li>{inline(text)}</li>" for text in texts)
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
    body = f'<p class="big">{inline(contract.question)}</p>'
    body += f'<p class="live"><a href="{_page(name)}">The lesson’s page</a></p>'
    where = f"Lesson {number} · about {contract.minutes} minutes alone"
    notes = f"<p>After this lesson students can:</p><ul>{objectives}</ul>"
    return Slide("question", contract.title, body, notes, contract.id, where)


def _where(walk: _Walk, words: str = "") -> str:
    address = f"{_page(walk.name)}#{anchor_of(walk.section)}"
    return f'<a href="{escape(address)}">{words}{inline(walk.section)}</a>'


def _shape(svg: str) -> float:
    """Return width over height of a drawing; a row of panels is as wide as anything."""
    box = re.match(r'<svg\b[^>]*\bviewBox="[\d.\-]+ [\d.\-]+ ([\d.]+) ([\d.]+)"', svg)
    return float(box[1]) / float(box[2]) if box else float("inf")


def _figure_slide(svg: str, sentence: str, live: bool, walk: _Walk) -> Slide:
    """Return the slide of a figure: its finding as title, the figure, and a key point of its section below.

    Where there is no line for below, ``_TAKE`` stands for the first sentence that the lesson says of the figure.
    """
    point = walk.take.next(walk.section)
    finding, rest = split_caption(sentence)
    if live:
        given = first_sentence(point) or walk.titles.get(walk.section, "")
        if given or not is_statement(finding):
            finding, rest = given, plain_text(sentence)
        walk.live.add(walk.section)
    title = finding or first_sentence(point) or plain(walk.section)
    lines = [first_sentence(point), rest if live else spoken(rest)]
    below = next((line for line in lines if line and line != title), _TAKE)
    # Where no prose leads to a figure, its own sentence is what there is to say.
    notes = f"<p>{sentence}</p>{walk.notes()}"
    line = below if below == _TAKE else escape(below)
    beside = ' class="beside"' if _shape(svg) <= BESIDE else ""
    body = f'<figure{beside}>{svg}<figcaption class="take">{line}</figcaption></figure>'
    where = _where(walk, "Turn it yourself on the page: " if live else "")
    return Slide("figure", title, body, notes, walk.contract.id, where)


def _take(slides: list[Slide], source: str) -> None:
    """Fill the line below the last figure, if it waits for one, from the prose that follows the figure."""
    # A table that follows is on no slide, so that what is said of it is not what to take away.
    if slides and _TAKE in slides[-1].body and not source.startswith("The table"):
        said = re.match(r"[A-Z“][^\n]*", source)
        line = first_sentence(plain(said[0])) if said else slides[-1].title
        slides[-1] = replace(slides[-1], body=slides[-1].body.replace(_TAKE, escape(line)))


def plain_text(html: str) -> str:
    """Return HTML as one line of text."""
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def _headings(cells: list[dict[str, Any]]) -> dict[str, str]:
    """Return the anchor of each heading with the section, of the first or second level, that it stands in."""
    found, section = {}, ""
    for cell in cells:
        if cell["cell_type"] == "markdown":
            for marks, words in re.findall(r"^(#{1,6})\s+(.*)$", "".join(cell["source"]), re.M):
                section = words.strip() if len(marks) <= 2 else section
                found[anchor_of(words.strip())] = section
    return found


def _start(
    executed: Path, contract: Contract, bank: Bank, titles: Mapping[str, str] = MappingProxyType({})
) -> tuple[_Walk, list[dict[str, Any]]]:
    notebook = json.loads(executed.read_text(encoding="utf-8"))
    states = notebook["metadata"].get("widgets", {}).get(_STATE, {}).get("state", {})
    take = TakeAways(contract, _headings(notebook["cells"]))
    return _Walk(executed.stem, contract, bank, states, take, titles), notebook["cells"]


def _hear(source: str, walk: _Walk) -> None:
    """Follow the prose of a lesson: where it is, and what there is to say."""
    heading = re.match(r"(#{1,2})\s+(.*)", source)
    _take(walk.slides, source)
    if heading:
        walk.section = heading[2].strip()
    if "<details>" not in source and not walk.skipped:
        walk.said.append(prose(re.sub(r"^#{1,6}\s+(.*)", r"**\1**", source, flags=re.M)))


def _see(cell: dict[str, Any], walk: _Walk) -> None:
    """Make the slides of one code cell: its predictions and its figures."""
    for kind, question_id in _CALL.findall("".join(cell["source"])):
        question = walk.bank.questions.get(question_id)
        if question is not None and kind == "predict":
            body, patterns = _asked(question, _reveal(cell, walk.states), walk.bank)
            notes = walk.notes() + patterns
            walk.slides.append(Slide(kind, "Predict before you look", body, notes, walk.contract.id, _where(walk)))
    for svg, sentence, live in _figures(cell, walk.states):
        # One figure for each section; an explorable is worth its own slide.
        if live or walk.section not in walk.shown:
            walk.shown.add(walk.section)
            _take(walk.slides, "")
            walk.slides.append(_figure_slide(svg, sentence, live, walk))


def _placed(slides: list[Slide], name: str) -> list[Slide]:
    # A lesson's links are written as from its own page.
    here = f"notebooks/{name}.ipynb"
    return [
        replace(slide, body=moved(slide.body, here, _DECK), notes=moved(slide.notes, here, _DECK)) for slide in slides
    ]


def lesson_slides(
    executed: Path, contract: Contract, bank: Bank, titles: Mapping[str, str] = MappingProxyType({})
) -> list[Slide]:
    """Return the slides of one lesson.

    Parameters
    ----------
    executed : Path
        The lesson's notebook with its outputs, as the site's build leaves it.
    contract, bank
        What the lesson promises, and the questions.
    titles : mapping
        Section of an explorable to the title of its slide, from the lesson's notes for teachers.

    Raises
    ------
    TeachingError
        If a title is given for a section that has no explorable on a slide.
    """
    walk, cells = _start(executed, contract, bank, titles)
    walk.slides.append(_opening(contract, walk.name))
    for cell in cells:
        if cell["cell_type"] == "markdown":
            _hear("".join(cell["source"]), walk)
        elif not walk.skipped:
            _see(cell, walk)
    for section in set(titles) - walk.live:
        raise TeachingError(
            f"The notes for lesson {contract.id} give a title for the explorable of {section!r}, which shows none. "
            f"Sections that do: {', '.join(sorted(walk.live))}."
        )
    points = "".join(f"<li>{inline(point.text)}</li>" for point in contract.key_points)
    tickets = "".join(f"<li>{inline(question)}</li>" for question in contract.exit_ticket)
    walk.slides += [
        Slide("points", "Key points", f"<ul>{points}</ul>", walk.notes(), contract.id),
        Slide("exit", "Before you go", f"<ol>{tickets}</ol>", "", contract.id),
    ]
    return _placed(walk.slides, walk.name)


def check_slides(executed: Path, contract: Contract, bank: Bank) -> list[Slide]:
    """Return a slide for the first check of each objective of a lesson, each with its answer as a second step.

    Parameters are those of :func:`lesson_slides`.
    """
    walk, cells = _start(executed, contract, bank)
    chosen = _chosen_checks(cells, contract, bank)
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            heading = re.match(r"(#{1,2})\s+(.*)", source)
            walk.section = heading[2].strip() if heading else walk.section
            continue
        for question_id in (one for kind, one in _CALL.findall(source) if kind == "check" and one in chosen):
            body, patterns = _asked(bank.questions[question_id], "", bank)
            walk.slides.append(Slide("check", plain(walk.section), body, patterns, contract.id, "Vote, then discuss"))
    return _placed(walk.slides, walk.name)


_KEYS = (
    "<p>Arrow keys or the space bar go on; an answer shows with the next step. <b>S</b> opens these notes in a window "
    "of their own, with a clock; Escape shows all slides; F fills the screen. Add <code>?print-pdf</code> to the "
    "address to print, and <code>?print-pdf&amp;showNotes=separate-page</code> to print the notes as well.</p>"
)


def session_slides(
    session: Session,
    executed: Path,
    contracts: dict[str, Contract],
    bank: Bank,
    titles: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> list[Slide]:
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
    titles : mapping
        Number of a lesson to the titles of :func:`lesson_slides`.
    """
    lessons = _lessons(session, contracts)
    if not lessons:
        return []
    slides = [_title(session, lessons, session.title, _KEYS, f"session-{session.number}-checks.html", "The questions")]
    for name, contract in lessons.items():
        slides += lesson_slides(executed / f"{name}.ipynb", contract, bank, titles.get(contract.id, {}))
    return slides


def session_checks(session: Session, executed: Path, contracts: dict[str, Contract], bank: Bank) -> list[Slide]:
    """Return the slides of a session's questions, to vote with; parameters are those of :func:`session_slides`."""
    lessons = _lessons(session, contracts)
    if not lessons:
        return []
    title = f"{session.title}: questions to vote on"
    slides = [_title(session, lessons, title, _KEYS, f"session-{session.number}.html", "The slides")]
    for name, contract in lessons.items():
        slides += check_slides(executed / f"{name}.ipynb", contract, bank)
    return slides


def _lessons(session: Session, contracts: dict[str, Contract]) -> dict[str, Contract]:
    return {name: contract for name, contract in contracts.items() if contract.part in session.parts}


def _title(session: Session, lessons: dict[str, Contract], title: str, notes: str, other: str, words: str) -> Slide:
    rows = "".join(f"<li>Lesson {int(contract.id)}: {escape(contract.title)}</li>" for contract in lessons.values())
    link = f'<p class="live"><a href="{other}">{words} of this session</a></p>'
    where = f"Decoding isotretinoin · session {session.number} of {len(SESSIONS)}"
    return Slide("title", title, f"<ul>{rows}</ul>{link}", notes, where=where)
