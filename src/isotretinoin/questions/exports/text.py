"""Texts of the question bank as another system wants them: formulas, links to course pages, numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape
from typing import TypeVar

from isotretinoin.links import A_LESSON, page_of, source_of

from ..bank import Misconception
from ..markup import parser
from ..question import Answer, Question

__all__ = ["CannotCarryError", "Remark", "Texts", "number", "span"]

T = TypeVar("T")

_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.S)
_INSTRUCTIONS = {"order": "Give each line its place: 1 is the first."}
"""What to do where another system asks in another form than the page."""
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)


class CannotCarryError(ValueError):
    """The target has no form for this question, so it is left out and reported."""


@dataclass(frozen=True)
class Remark:
    """What became of something that the target can't carry as it is."""

    question: str
    left_out: bool
    what: str

    def __str__(self) -> str:
        return f"{self.question}: {'LEFT OUT: ' if self.left_out else ''}{self.what}"


def number(value: float | Decimal, scientific: bool = True) -> str:
    """Return the shortest decimal notation that reads back as the same number: ``20``, ``0.05``, ``2.5e-6``.

    With ``scientific=False`` the last one is ``0.0000025``, for readers that know no exponent.
    """
    exact = Decimal(repr(value)) if isinstance(value, float) else value
    if exact == 0:
        return "0"
    if scientific and abs(exact) < Decimal("1e-4"):
        return f"{exact.normalize():e}"
    plain = f"{exact:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def span(value: float, tolerance: float) -> tuple[Decimal, Decimal]:
    """Return the ends of what counts as ``value``, in decimal arithmetic so that 1.05 − 0.05 is 1."""
    middle, width = Decimal(repr(value)), Decimal(repr(tolerance))
    return middle - width, middle + width


@dataclass
class Texts:
    """Writes Markdown as HTML for one target, and keeps what it had to change.

    Parameters
    ----------
    formula : callable
        LaTeX to HTML, as the target shows formulas.
    pages : mapping
        Source file of each page of the course (``book/evidence.md``) to its title.
    misconceptions : mapping
        The catalogue, for the line "A common idea" under a wrong answer.
    site : str
        Address of the published course; without one, links to pages are named in words.
    """

    formula: Callable[[str], str]
    pages: Mapping[str, str]
    misconceptions: Mapping[str, Misconception]
    site: str = ""
    remarks: list[Remark] = field(default_factory=list)
    question: str = ""

    def __post_init__(self) -> None:
        self._parser = parser(self.formula)

    def remark(self, what: str) -> None:
        """Note a change to the question at hand, once."""
        said = Remark(self.question, False, what)
        if said not in self.remarks:
            self.remarks.append(said)

    def form(self, question: Question, forms: Mapping[str, T]) -> T:
        """Return what a target has for the form in which a question is answered.

        Raises
        ------
        CannotCarryError
            If the target has no such form.
        """
        if question.form not in forms:
            raise CannotCarryError(f"this system has no form for a question of kind {question.kind}")
        return forms[question.form]

    def each(self, questions: Iterable[Question], write: Callable[[Question], T]) -> Iterator[tuple[Question, T]]:
        """Give each question with what ``write`` makes of it; one that can't be carried is noted and passed over."""
        for question in questions:
            self.question, noted = question.id, len(self.remarks)
            try:
                written = write(question)
            except CannotCarryError as reason:
                self.remarks[noted:] = [Remark(question.id, True, str(reason))]
            else:
                yield question, written

    def inline(self, markdown: str) -> str:
        """Return Markdown as HTML without a surrounding paragraph."""
        return self._finish(self._parser.renderInline(" ".join(markdown.split("\n")).strip()))

    def blocks(self, markdown: str) -> str:
        """Return Markdown with paragraphs, tables and code as HTML."""
        return self._finish(self._parser.render(markdown.strip()).strip())

    def stem(self, question: Question) -> str:
        """Return the question's own text: the setting, the question, what to do."""
        instruction = _INSTRUCTIONS.get(question.form, question.instruction)
        said = f"<p>{self.inline(instruction)}</p>" if instruction else ""
        return self.blocks(question.stem) + said

    def feedback(self, answer: Answer) -> str:
        """Return the feedback to an answer, with the idea that is common behind it."""
        html = f"<p>{self.inline(answer.feedback)}</p>" if answer.feedback.strip() else ""
        if answer.misconception in self.misconceptions:
            html += f"<p><b>A common idea:</b> {self.inline(self.misconceptions[answer.misconception].statement)}</p>"
        return html

    def outcome(self, question: Question) -> str:
        """Return where a prediction's result stands: a lesson computes it, so that no question can hold it."""
        self.remark("what came out is computed by the lesson: the question says where it stands")
        prefix = f"notebooks/{question.lesson}_"
        source = next((page for page in self.pages if page.startswith(prefix)), "")
        return f"<p>What came out: see {self.inline(f'[lesson {int(question.lesson)}](../{source})')}.</p>"

    def _finish(self, html: str) -> str:
        if re.search(r'<img src="(?![a-z]+:|/)', html):
            raise CannotCarryError("its text shows a picture that lies in the course's folder")
        return _LINK.sub(self._link, html)

    def _link(self, match: re.Match[str]) -> str:
        address, words = match[1], match[2]
        if _SCHEME.match(address):
            return match[0]
        meant = source_of(address, A_LESSON)
        if self.site:
            return f'<a href="{escape(self.site.rstrip("/"))}/{page_of(meant)}">{words}</a>'
        source, _, anchor = meant.partition("#")
        self.remark("links to pages of the course are named in words; with --site they become links")
        title = escape(self.pages.get(source, source))
        return f"{words} (course page “{title}”{f', entry {anchor}' if anchor else ''})"
