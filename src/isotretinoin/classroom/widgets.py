"""Questions that a reader answers in the page: checks, predictions, the exit ticket.

Each is an anywidget that needs no kernel: ``classroom.js`` asks, gives the feedback and keeps the answers in the
reader's own browser. In a running notebook the answers are traitlets as well.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from html import escape
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from isotretinoin.questions.bank import Misconception, Question
from isotretinoin.questions.figure import figure_svg
from isotretinoin.questions.markup import blocks, inline, plain, prose

__all__ = ["Asked", "Check", "ExitTicket", "Prediction", "answer_key", "describe", "still_question", "unseal"]

HERE = Path(__file__).parent


class Asked(anywidget.AnyWidget):
    """What a reader answers in the page; its subclasses say which kind of thing it is."""

    # One script and one style sheet for all, so that a page carries them once.
    _esm = HERE / "classroom.js"
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


def describe(question: Question, catalogue: dict[str, Misconception]) -> dict[str, Any]:
    """Return what the script needs to ask the question: texts as HTML, labels as plain words."""
    before, stem = _stem_parts(question)
    described: dict[str, Any] = {
        "id": question.id,
        "lesson": question.lesson,
        "objective": question.objective,
        "kind": question.kind,
        "revision": question.revision,
        "before": before,
        "stem": stem,
        "plain": plain(question.stem),
    }
    if question.options:
        described["order"] = question.shown_order()
        described["multiple"] = question.multiple
        described["options"] = [
            {
                "html": inline(option.text),
                "plain": plain(option.text),
                "correct": option.correct,
                "feedback": inline(option.feedback),
                "misconception": option.misconception,
                "idea": _idea(option.misconception, catalogue),
            }
            for option in question.options
        ]
        return described
    described |= {"feedback": inline(question.feedback), "otherwise": inline(question.otherwise)}
    if question.kind == "numeric":
        described |= {
            "answer": question.answer,
            "tolerance": question.tolerance,
            "unit": plain(question.unit) if question.unit else "",
            "wrong": [
                {
                    "answer": wrong.answer,
                    "tolerance": wrong.tolerance,
                    "feedback": inline(wrong.feedback),
                    "misconception": wrong.misconception,
                    "idea": _idea(wrong.misconception, catalogue),
                }
                for wrong in question.wrong
            ],
        }
    else:
        described |= {
            "order": question.shown_order(),
            "lines": [{"html": inline(line), "plain": plain(line)} for line in question.lines],
        }
    return described


# What a reader has in print and without JavaScript: the question to think about, the answers folded away.


def _still(kind: str, content: str) -> str:
    return f'<div class="iso-class iso-still"><p class="iso-kind">{kind}</p>{content}</div>'


def _stem_parts(question: Question) -> tuple[str, str]:
    """Return what stands above a question, its figure as the last of it, and the question itself."""
    before, stem = blocks(question.stem)
    return before + (figure_svg(question.figure) if question.figure else ""), stem


def _stem(question: Question) -> str:
    before, stem = _stem_parts(question)
    return f'{before}<p class="iso-stem">{stem}</p>'


def _answers(summary: str, content: str) -> str:
    return f'<details class="iso-answers"><summary>{summary}</summary>{content}</details>'


def _with_idea(feedback: str, misconception: str, catalogue: dict[str, Misconception]) -> str:
    idea = _idea(misconception, catalogue)
    return feedback + (f' <span class="iso-idea"><b>A common idea:</b> {idea}</span>' if idea else "")


def _option_list(question: Question) -> str:
    shown = "".join(f"<li>{inline(question.options[at].text)}</li>" for at in question.shown_order())
    return f'<ul class="iso-still-options">{shown}</ul>'


def still_question(question: Question) -> str:
    """Return a question as it stands in print: the stem and what can be answered, without the key."""
    if question.kind == "choice":
        hint = "<p>Choose all that are right.</p>" if question.multiple else ""
        return f"{_stem(question)}{hint}{_option_list(question)}"
    if question.kind == "numeric":
        unit = f" in {escape(plain(question.unit))}" if question.unit else ""
        return f"{_stem(question)}<p>Your answer{unit}: ________</p>"
    mixed = "".join(f"<li>{inline(question.lines[at])}</li>" for at in question.shown_order())
    return f'{_stem(question)}<p>Put these into order:</p><ul class="iso-still-options">{mixed}</ul>'


def answer_key(question: Question, catalogue: dict[str, Misconception]) -> str:
    """Return the folded key of a question: every answer with its feedback."""
    if question.kind == "choice":
        items = "".join(
            f"<li><b>{'Right' if option.correct else 'Wrong'}:</b> {inline(option.text)}<br>"
            f"{_with_idea(inline(option.feedback), option.misconception, catalogue)}</li>"
            for option in (question.options[at] for at in question.shown_order())
        )
        return _answers("Answers", f"<ul>{items}</ul>")
    if question.kind == "numeric":
        unit = f" {escape(plain(question.unit))}" if question.unit else ""
        items = [f"<li><b>{_spell(question.answer)}{unit}</b> is right. {inline(question.feedback)}</li>"]
        items += [
            f"<li>{_spell(wrong.answer)}: {_with_idea(inline(wrong.feedback), wrong.misconception, catalogue)}</li>"
            for wrong in question.wrong
        ]
        items.append(f"<li>Any other number: {inline(question.otherwise)}</li>")
        return _answers("Answer", f"<ul>{''.join(items)}</ul>")
    right = "".join(f"<li>{inline(line)}</li>" for line in question.lines)
    return _answers("Right order", f"<ol>{right}</ol><p>{inline(question.feedback)}</p>")


def _check_fallback(question: Question, catalogue: dict[str, Misconception]) -> str:
    return _still("Check", still_question(question) + answer_key(question, catalogue))


def _spell(number: float) -> str:
    return f"{number:.6g}".replace("-", "−")


def _prediction_fallback(question: Question, out: dict[str, Any], catalogue: dict[str, Misconception]) -> str:
    verdicts = out["reveals"] or [""] * len(question.options)
    said = "".join(
        f"<li>{inline(option.text)} {verdict} "
        f"{_with_idea(inline(option.feedback), option.misconception, catalogue)}</li>"
        for option, verdict in zip(question.options, verdicts, strict=True)
        if option.feedback or option.misconception or verdict
    )
    outcome = f"<div>{out['reveal']}</div>" + (f"<ul>{said}</ul>" if said else "")
    content = f"{_stem(question)}{_option_list(question)}{_answers('What came out', outcome)}"
    return _still("Predict before you look", content)


def _exit_fallback(questions: tuple[str, ...]) -> str:
    items = "".join(f'<li>{inline(question)}<span class="iso-lines"></span></li>' for question in questions)
    return _still("Exit ticket", f"<ol>{items}</ol>")
