"""Questions that a reader answers in the page: checks, predictions, the exit ticket.

Each is an anywidget that needs no kernel: ``js/classroom.js`` asks, gives the feedback and keeps the answers in the
reader's own browser. In a running notebook the answers are traitlets as well.
"""

from __future__ import annotations

import json
import math
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from isotretinoin.front import join
from isotretinoin.questions.bank import Misconception
from isotretinoin.questions.figure import figure_svg
from isotretinoin.questions.markup import blocks, inline, plain, prose
from isotretinoin.questions.question import Answer, Question

__all__ = ["Asked", "Check", "ExitTicket", "Prediction", "answer_key", "describe", "still_question", "unseal"]

HERE = Path(__file__).parent


class Asked(anywidget.AnyWidget):
    """What a reader answers in the page; its subclasses say which kind of thing it is."""

    # One script and one style sheet for all, so that a page carries them once.
    _esm = join(HERE / "js" / "classroom.js")
    _css = HERE / "classroom.css"
    _question = traitlets.Dict().tag(sync=True)
    fallback = traitlets.Unicode("").tag(sync=True)


class Check(Asked):
    """A question with a right answer: of kind choice, numeric or order.

    Attributes
    ----------
    answer : list of int, str or None
        What the reader has chosen: positions of options or of lines as in the bank, or the number as typed.
    result : str
        ``""`` before the first check, then ``"right"`` or ``"wrong"``.
    attempts : list of dict
        Every checked answer in order: ``answer`` (in words), ``result``, ``misconceptions`` (ids), ``at`` (ISO time).
    """

    answer = traitlets.Any(None, allow_none=True).tag(sync=True)
    result = traitlets.Unicode("").tag(sync=True)
    attempts = traitlets.List().tag(sync=True)

    def __init__(self, question: Question, catalogue: dict[str, Misconception]) -> None:
        super().__init__(_question=describe(question, catalogue), fallback=_check_fallback(question, catalogue))


class Prediction(Asked):
    """A question that the reader answers before the result shows; no answer counts as wrong.

    A final one can't be answered again. What came out travels sealed (base64), so that nobody reads it by accident in
    the source of the page or in the state of the notebook.

    Attributes
    ----------
    choice : int
        Position of the chosen option as in the bank, -1 before a choice.
    committed : bool
        Whether the reader has kept the prediction, so that the result shows.
    attempts : list of dict
        Every kept prediction in order: ``answer`` (in words), ``at`` (ISO time).
    """

    choice = traitlets.Int(-1).tag(sync=True)
    committed = traitlets.Bool(False).tag(sync=True)
    attempts = traitlets.List().tag(sync=True)

    def __init__(
        self,
        question: Question,
        reveal: str,
        catalogue: dict[str, Misconception],
        *,
        reveals: tuple[str, ...] = (),
        final: bool = False,
        figure: str = "",
    ) -> None:
        out = {
            "reveal": prose(reveal) if final else inline(reveal),
            "reveals": [*map(inline, reveals)],
            "figure": figure,
        }
        sealed = {"final": True, "sealed": _seal(out)} if final else out
        described = {**describe(question, catalogue), **sealed}
        super().__init__(_question=described, fallback=_prediction_fallback(question, out, catalogue))


class ExitTicket(Asked):
    """Open questions at the end of a lesson, and the buttons that save or clear the answers of the whole lesson.

    Attributes
    ----------
    answers : list of str
        One text for each question.
    """

    answers = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(self, lesson: str, title: str, questions: tuple[str, ...]) -> None:
        described = {
            "id": f"exit-{lesson}",
            "lesson": lesson,
            "title": title,
            "kind": "exit",
            "questions": [{"html": inline(question), "plain": plain(question)} for question in questions],
        }
        super().__init__(_question=described, answers=[""] * len(questions), fallback=_exit_fallback(questions))


def _seal(out: dict[str, Any]) -> str:
    return b64encode(json.dumps(out).encode()).decode()


def unseal(described: dict[str, Any]) -> dict[str, Any]:
    """Return what came out of a described prediction: ``reveal``, ``reveals`` and ``figure``, all HTML.

    >>> unseal({"kind": "predict", "reveal": "Two rows."})["reveal"]
    'Two rows.'
    """
    return json.loads(b64decode(described["sealed"])) if "sealed" in described else described


def _idea(misconception: str, catalogue: dict[str, Misconception]) -> str:
    return inline(catalogue[misconception].statement) if misconception in catalogue else ""


def _said(answer: Answer, catalogue: dict[str, Misconception]) -> dict[str, Any]:
    """Return what the script says to an answer, and how it knows it where it is typed."""
    typed = {} if math.isnan(answer.number) else {"number": answer.number, "tolerance": answer.tolerance}
    return typed | {
        "right": answer.right,
        "feedback": inline(answer.feedback),
        "misconception": answer.misconception,
        "idea": _idea(answer.misconception, catalogue),
    }


def describe(question: Question, catalogue: dict[str, Misconception]) -> dict[str, Any]:
    """Return what the script needs to ask a question of any kind: texts as HTML, labels as plain words."""
    before, stem = _stem_parts(question)
    return {
        "id": question.id,
        "lesson": question.lesson,
        "objective": question.objective,
        "kind": question.kind,
        "revision": question.revision,
        **({"formerly": list(question.formerly)} if question.formerly else {}),
        "before": before,
        "stem": stem,
        "plain": plain(question.stem),
        "instruction": inline(question.instruction),
        "shown": [{"html": inline(text), "plain": plain(text)} for text in question.shown],
        "order": question.shown_order(),
        "answers": [_said(answer, catalogue) for answer in question.answers()],
        **question.details(),
    }


# What a reader has in print and without JavaScript: the question to think about, the answers folded away.


def _still(kind: str, content: str) -> str:
    return f'<div class="iso-class iso-still"><p class="iso-kind">{kind}</p>{content}</div>'


def _stem_parts(question: Question) -> tuple[str, str]:
    """Return what stands above a question, its figure as the last of it, and the question itself."""
    before, stem = blocks(question.stem)
    return before + (figure_svg(question.figure) if question.figure else ""), stem


def _folded(summary: str, content: str) -> str:
    return f'<details class="iso-answers"><summary>{summary}</summary>{content}</details>'


def _with_idea(answer: Answer, catalogue: dict[str, Misconception]) -> str:
    idea = _idea(answer.misconception, catalogue)
    said = f' <span class="iso-idea"><b>A common idea:</b> {idea}</span>' if idea else ""
    return inline(answer.feedback) + said


def still_question(question: Question) -> str:
    """Return a question as it stands in print: the stem and what can be answered, without the key."""
    before, stem = blocks(question.stem)
    shown = [inline(question.shown[at]) for at in question.shown_order()]
    asked = inline(question.instruction) if shown else f"{inline(question.instruction) or 'Your answer:'} ________"
    hint = f"<p>{asked}</p>" if asked else ""
    listed = f'<ul class="iso-still-options">{"".join(f"<li>{one}</li>" for one in shown)}</ul>' if shown else ""
    return f'{before}<p class="iso-stem">{stem}</p>{hint}{listed}'


def answer_key(question: Question, catalogue: dict[str, Misconception]) -> str:
    """Return the folded key of a question: every answer with its feedback."""
    items = []
    for answer in _as_shown(question):
        verdict = "" if answer.others else "<b>Right:</b> " if answer.right else "<b>Wrong:</b> "
        if len(answer.picks) > 1:  # a sequence is read line by line
            words = f"<ol>{''.join(f'<li>{inline(question.shown[at])}</li>' for at in answer.picks)}</ol>"
        else:
            words = f"{inline(answer.words)}{': ' if answer.others else '<br>'}"
        items.append(f"<li>{verdict}{words}{_with_idea(answer, catalogue)}</li>")
    return _folded("Answers", f"<ul>{''.join(items)}</ul>")


def _as_shown(question: Question) -> list[Answer]:
    """Return the answers in the order of the page: where each is one thing that is shown, as those stand."""
    answers = question.answers()
    place = {at: n for n, at in enumerate(question.shown_order())}
    return sorted(answers, key=lambda one: place[one.picks[0]] if len(one.picks) == 1 else 0)


def _check_fallback(question: Question, catalogue: dict[str, Misconception]) -> str:
    return _still("Question", still_question(question) + answer_key(question, catalogue))


def _prediction_fallback(question: Question, out: dict[str, Any], catalogue: dict[str, Misconception]) -> str:
    verdicts = out["reveals"] or [""] * len(question.shown)
    said = "".join(
        f"<li>{inline(answer.words)} {verdict} {_with_idea(answer, catalogue)}</li>"
        for answer, verdict in zip(question.answers(), verdicts, strict=True)
        if answer.feedback or answer.misconception or verdict
    )
    outcome = f"<div>{out['reveal']}</div>" + (f"<ul>{said}</ul>" if said else "")
    return _still("Predict before you look", still_question(question) + _folded("What came out", outcome))


def _exit_fallback(questions: tuple[str, ...]) -> str:
    items = "".join(f'<li>{inline(question)}<span class="iso-lines"></span></li>' for question in questions)
    return _still("Exit ticket", f"<ol>{items}</ol>")
