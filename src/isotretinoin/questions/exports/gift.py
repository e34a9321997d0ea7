"""GIFT, the plain text that Moodle and many other systems read.

Written after Moodle's own description, <https://docs.moodle.org/en/GIFT_format>. A question ends at an empty line, so
that no text may hold one; ``~ = # { } :`` and the backslash are written with a backslash before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..bank import Question
from .moodle import moodle_share
from .sets import QuestionSet
from .text import Texts, number

__all__ = ["formula", "write"]


def formula(latex: str) -> str:
    r"""Return LaTeX between ``\(`` and ``\)``, which Moodle's MathJax filter shows."""
    return rf"\({latex.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}\)"


def _escape(html: str) -> str:
    # A line break inside code is kept as GIFT's \n; all others are blanks to HTML.
    def keep(code: re.Match[str]) -> str:
        return code[0].rstrip("\n").replace("\n", "\0")

    text = re.sub(r"<pre>.*?</pre>", keep, html, flags=re.S)
    text = " ".join(text.split("\n"))
    return re.sub(r"([\\~=#{}:])", r"\\\1", text).replace("\0", r"\n")


def _answer(mark: str, text: str, feedback: str) -> str:
    return f"\t{mark}{text}" + (f"#{_escape(feedback)}" if feedback else "")


def _choice(question: Question, texts: Texts) -> list[str]:
    options = [question.options[at] for at in question.shown_order()]
    rows = []
    for option in options:
        if question.multiple:
            right = sum(one.correct for one in options)
            share = moodle_share(right) if option.correct else "-" + moodle_share(len(options) - right)
            mark = f"~%{share}%"
        else:
            mark = "=" if option.correct else "~"
        feedback = texts.feedback(option.feedback, option.misconception)
        rows.append(_answer(mark, _escape(texts.inline(option.text)), feedback))
    if question.multiple:
        texts.remark("the page wants all right options and no other; here each one counts its share")
    if not question.shuffle:
        texts.remark("the order of the options means something: switch off the shuffling of this question")
    return rows


def _predict(question: Question, texts: Texts) -> list[str]:
    texts.remark("GIFT has no question without a right answer: every option earns the full mark")
    # A first "=" makes it a question with one choice, and the share of 100 % gives the others the same mark.
    marks = ["="] + ["~%100%"] * (len(question.options) - 1)
    rows = [
        _answer(mark, _escape(texts.inline(option.text)), texts.feedback(option.feedback, option.misconception))
        for mark, option in zip(marks, question.options, strict=True)
    ]
    return [*rows, f"\t####{_escape(texts.outcome(question))}"]


def _numeric(question: Question, texts: Texts) -> list[str]:
    def row(mark: str, value: float, tolerance: float, feedback: str) -> str:
        return _answer(mark, f"{number(value, scientific=False)}:{number(tolerance, scientific=False)}", feedback)

    # Moodle reads 2.5e-6, and other readers of GIFT know no exponent: written out, a number is read by all.
    rows = [row("=", question.answer, question.tolerance, texts.feedback(question.feedback))]
    rows += [
        row("=%0%", wrong.answer, wrong.tolerance, texts.feedback(wrong.feedback, wrong.misconception))
        for wrong in question.wrong
    ]
    return [*rows, _answer("~", "", texts.feedback(question.otherwise))]


def _order(question: Question, texts: Texts) -> list[str]:
    texts.remark("putting lines into order becomes matching each line with its place")
    rows = [f"\t={_escape(texts.inline(question.lines[at]))} -> {at + 1}" for at in question.shown_order()]
    texts.remark("GIFT has one comment for right and wrong orders: it gives both")
    feedback = f"<p>Right order: {texts.inline(question.feedback)}</p>"
    feedback += f"<p>Another order: {texts.inline(question.otherwise)}</p>"
    return [*rows, f"\t####{_escape(feedback)}"]


_BODY = {"choice": _choice, "predict": _predict, "numeric": _numeric, "order": _order}


def _question(question: Question, texts: Texts) -> list[str]:
    tags = " ".join(f"[tag:{tag}]" for tag in (f"objective {question.objective}", *question.misconceptions))
    opening = "{#" if question.kind == "numeric" else "{"
    stem = f"::{_escape(question.id)}::[html]{_escape(texts.stem(question))} {opening}"
    return [f"// [id:{question.id}] {tags}", stem, *_BODY[question.kind](question, texts), "}"]


def write(sets: Iterable[QuestionSet], texts: Texts) -> tuple[bytes, list[str]]:
    """Return the file and the ids of the questions in it; what could not be carried is in ``texts.remarks``."""
    lines: list[str] = []
    carried: list[str] = []
    for one in sets:
        lines += [f"$CATEGORY: $course$/top/Decoding isotretinoin/{one.title.replace('/', '//')}", ""]
        for question, written in texts.each(one.questions, lambda question: _question(question, texts)):
            lines += [*written, ""]
            carried.append(question.id)
    return "\n".join(lines).encode(), carried
