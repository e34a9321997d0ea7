"""GIFT, the plain text that Moodle and many other systems read.

Written after Moodle's own description, <https://docs.moodle.org/en/GIFT_format>. A question ends at an empty line, so
that no text may hold one; ``~ = # { } :`` and the backslash are written with a backslash before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..kinds import Choice, Order
from ..question import Answer, Question
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


def _option(mark: str, answer: Answer, texts: Texts) -> str:
    return _answer(mark, _escape(texts.inline(answer.words)), texts.feedback(answer))


def _choices(question: Choice, texts: Texts) -> list[str]:
    answers = question.answers()
    shown = [answers[at] for at in question.shown_order()]
    if not question.has_key:
        return _prediction(question, shown, texts)
    rows = []
    for answer in shown:
        if question.multiple:
            right = len(question.right)
            share = moodle_share(right) if answer.right else "-" + moodle_share(len(answers) - right)
            mark = f"~%{share}%"
        else:
            mark = "=" if answer.right else "~"
        rows.append(_option(mark, answer, texts))
    if question.multiple:
        texts.remark("the page wants all right options and no other; here each one counts its share")
    if not question.shuffle:
        texts.remark("the order of the options means something: switch off the shuffling of this question")
    return rows


def _prediction(question: Choice, shown: list[Answer], texts: Texts) -> list[str]:
    texts.remark("GIFT has no question without a right answer: every option earns the full mark")
    # A first "=" makes it a question with one choice, and the share of 100 % gives the others the same mark.
    marks = ["="] + ["~%100%"] * (len(shown) - 1)
    rows = [_option(mark, answer, texts) for mark, answer in zip(marks, shown, strict=True)]
    return [*rows, f"\t####{_escape(texts.outcome(question))}"]


def _number(question: Question, texts: Texts) -> list[str]:
    # Moodle reads 2.5e-6, and other readers of GIFT know no exponent: written out, a number is read by all.
    def row(answer: Answer) -> str:
        if answer.others:
            return _answer("~", "", texts.feedback(answer))
        span = f"{number(answer.number, scientific=False)}:{number(answer.tolerance, scientific=False)}"
        return _answer("=" if answer.right else "=%0%", span, texts.feedback(answer))

    return [row(answer) for answer in question.answers()]


def _order(question: Order, texts: Texts) -> list[str]:
    texts.remark("putting lines into order becomes matching each line with its place")
    rows = [f"\t={_escape(texts.inline(question.shown[at]))} -> {at + 1}" for at in question.shown_order()]
    texts.remark("GIFT has one comment for right and wrong orders: it gives both")
    heads = ("Right order" if answer.right else answer.words for answer in question.answers())
    said = zip(heads, question.answers(), strict=True)
    feedback = "".join(f"<p>{head}: {texts.inline(answer.feedback)}</p>" for head, answer in said)
    return [*rows, f"\t####{_escape(feedback)}"]


_FORMS = {"choices": _choices, "number": _number, "order": _order}


def _question(question: Question, texts: Texts) -> list[str]:
    tags = " ".join(f"[tag:{tag}]" for tag in (f"objective {question.objective}", *question.misconceptions))
    opening = "{#" if question.form == "number" else "{"
    stem = f"::{_escape(question.id)}::[html]{_escape(texts.stem(question))} {opening}"
    return [f"// [id:{question.id}] {tags}", stem, *texts.form(question, _FORMS)(question, texts), "}"]


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
