"""A lesson as its notebook uses it: the header, the questions in the page, what to take away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from isotretinoin import course_root
from isotretinoin.links import link
from isotretinoin.questions.bank import Bank, BankError
from isotretinoin.questions.markup import inline
from isotretinoin.questions.reading import read_bank

from .contract import Contract, Heading, LessonError, Notebook, read_contract, read_notebook
from .minutes import minutes_of
from .rubric import Rubric, read_rubric
from .widgets import Check, ExitTicket, Prediction

__all__ = ["Html", "Lesson", "lesson"]

STYLE = (Path(__file__).parent / "lesson.css").read_text(encoding="utf-8")


class _Shown(Protocol):
    """What a notebook can show as HTML, such as an accessible figure."""

    def _repr_html_(self) -> str: ...


class Html:
    """Accessible HTML as the value of a cell; ``str`` gives the markup."""

    def __init__(self, html: str, words: str) -> None:
        self.html = html
        self.words = words

    def _repr_html_(self) -> str:
        return f"<style>{STYLE}</style>{self.html}"

    def __str__(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.words


class Lesson:
    """A lesson of the course, read from the metadata of its notebook.

    Attributes
    ----------
    contract : Contract
        Question, objectives, minutes and the rest of the front matter.
    """

    def __init__(self, notebook: Notebook, contract: Contract, bank: Bank) -> None:
        self.notebook = notebook
        self.contract = contract
        self._bank = bank

    def __repr__(self) -> str:
        return f"<Lesson {int(self.contract.id)}: {self.contract.title}>"

    def opening(self) -> Html:
        """Return the header: part, question, minutes, objectives, what it builds on, how to use the page."""
        front = self.contract
        objectives = "".join(
            f'<li><span class="iso-id">{escape(objective.id)}</span> <span>{inline(objective.text)}</span></li>'
            for objective in front.objectives
        )
        needed = "".join(f"<li>{self._prerequisite(one)}</li>" for one in front.prerequisites)
        builds = f'<p class="iso-label">It builds on</p><ul>{needed}</ul>' if needed else ""
        minutes = minutes_of(self.notebook).words
        how = link("book/browser.md", "how it works")
        html = (
            f'<section class="iso-lesson iso-opening" aria-label="About this lesson"><details>'
            f"<summary><b>{escape(front.part)}, lesson {int(front.id)}</b> · {minutes} "
            '<span class="iso-more">what you will be able to do, and what it needs</span></summary>'
            f'<p class="iso-question">{inline(front.question)}</p>'
            f'<p class="iso-label">After this lesson you can</p><ul class="iso-objectives">{objectives}</ul>{builds}'
            f'<p class="iso-use"><b>The page works as it is:</b> every switch and every question answers here, and '
            f"your answers stay in your browser. To change the code, run the lesson in your browser where the page has "
            f"that button ({how}), or open "
            f"<code>notebooks/{escape(self.notebook.name)}.ipynb</code> in JupyterLab.</p></details></section>"
        )
        words = f"Lesson {int(front.id)}: {front.title} {front.question} {minutes.capitalize()}."
        return Html(html, words)

    def _prerequisite(self, one) -> str:
        why = f": {inline(one.why)}" if one.why else ""
        if one.primer:
            page, _, section = one.primer.partition("#")
            return link(f"book/primer_{page}.md#{section}", inline(one.text)) + why
        if not one.lesson:
            return f"{inline(one.text)}{why}"
        found = sorted(self.notebook.path.parent.glob(f"{one.lesson}_*.ipynb"))
        name = f"Lesson {int(one.lesson)}" if one.lesson.isdigit() else one.lesson
        if not found:
            return f"{escape(name)}{why}"
        title = read_contract(read_notebook(found[0])).title
        label = f"{name}, {title}" if title else name
        return link(f"notebooks/{quote(found[0].name)}", escape(label)) + why

    def predict(
        self,
        question_id: str,
        reveal: str,
        *,
        reveals: Mapping[int, str] | None = None,
        final: bool = False,
        figure: _Shown | None = None,
    ) -> Prediction:
        """Ask for a prediction; what came out shows only after the reader has kept it.

        Parameters
        ----------
        question_id : str
            A question of kind ``predict`` of this lesson.
        reveal : str
            What came out, computed by the notebook; inline Markdown, and paragraphs too if it is final.
        reveals : mapping of int to str, optional
            For each option, by its position in the bank from 0, what it leads to; inline Markdown. The reader sees
            that of her own option, before ``reveal``.
        final : bool
            Whether the choice is made once and can't be changed, and what came out stands sealed in the page.
        figure : optional
            What came out as a figure, from :func:`isotretinoin.figures.show`; below ``reveal``, if it is final.

        Raises
        ------
        BankError
            If the question can't be asked here, ``reveal`` is empty, ``reveals`` leaves an option out, or there is a
            figure or ``reveals`` for a prediction that is not final.
        """
        question = self._bank.question(question_id, self.contract.id, "predict")
        if not isinstance(reveal, str) or not reveal.strip():
            raise BankError(f"The prediction {question_id!r} needs a reveal: one text that says what came out.")
        if not final and (reveals is not None or figure is not None):
            raise BankError(f"The prediction {question_id!r} has reveals or a figure: ask it with final=True.")
        if reveals is not None and sorted(reveals) != list(range(len(question.shown))):
            wanted = f"0 to {len(question.shown) - 1}"
            raise BankError(f"The prediction {question_id!r} needs a reveal for each option, {wanted}.")
        return Prediction(
            question,
            reveal,
            self._bank.misconceptions,
            reveals=tuple(reveals[at] for at in sorted(reveals)) if reveals else (),
            final=final,
            figure=figure._repr_html_() if figure is not None else "",
        )

    def check(self, question_id: str) -> Check:
        """Ask a question of this lesson that has a right answer.

        Raises
        ------
        BankError
            If the question can't be asked here.
        """
        question = self._bank.question(question_id, self.contract.id, "check")
        return Check(question, self._bank.misconceptions)

    def key_points(self) -> Html:
        """Return what to take away, each point with a link to the heading that it comes from.

        Raises
        ------
        LessonError
            If a point links to a heading that the page does not have.
        """
        items, lost = [], []
        for point in self.contract.key_points:
            heading = find_heading(self.notebook, point.link)
            if heading is None:
                lost.append(point.link)
                continue
            label = _heading_words(heading)
            words = f'<span class="iso-up" aria-hidden="true">↑</span>{escape(label)}'
            back = link(f"#{quote(heading.lab_anchor)}", words, more="iso-back")
            items.append(f"<li>{inline(point.text)} {back}</li>")
        if lost:
            slugs = ", ".join(f"#{heading.slug}" for heading in self.notebook.headings)
            raise LessonError(f"Key points link to headings that don't exist: {', '.join(lost)}. There are: {slugs}.")
        html = f'<section class="iso-lesson iso-keypoints" aria-label="Key points"><ul>{"".join(items)}</ul></section>'
        return Html(html, "\n".join(f"- {point.text}" for point in self.contract.key_points))

    def rubric(self) -> Html:
        """Return how a written answer of this lesson is graded: each criterion with its levels.

        Raises
        ------
        LessonError
            If the lesson has no ``rubric.yml`` in its folder, or it can't be used.
        """
        rubric = self._rubric()
        words = "\n".join(f"- {criterion.title}" for criterion in rubric.criteria)
        return Html(rubric.html(), words)

    def graded_sample(self, name: str) -> Html:
        """Return an answer that is graded already, with the reasons folded below it.

        Raises
        ------
        LessonError
            If the rubric has no sample of that name.
        """
        rubric = self._rubric()
        return Html(rubric.sample_html(name), "\n\n".join(rubric.sample(name).text))

    def _rubric(self) -> Rubric:
        return read_rubric(course_root(), self.contract.id)

    def exit_ticket(self) -> ExitTicket:
        """Return the open questions at the end, with buttons that save or clear all answers of this lesson."""
        return ExitTicket(self.contract.id, self.contract.title, self.contract.exit_ticket)


def _heading_words(heading: Heading) -> str:
    return re.sub(r"<[^>]+>", "", inline(heading.text)).replace("&amp;", "&")


def find_heading(notebook: Notebook, link: str) -> Heading | None:
    """Return the heading that a link such as ``#what-58-counts`` means, or None."""
    wanted = link.removeprefix("#").lower()
    return next((heading for heading in notebook.headings if heading.slug == wanted), None)


def lesson(name: str) -> Lesson:
    """Open a lesson of the course.

    Parameters
    ----------
    name : str
        Name of its notebook without the ending, such as ``"07_recomputing_the_headline"``.

    Raises
    ------
    LessonError
        If there is no such notebook or its contract does not hold; the message lists every problem.

    Examples
    --------
    >>> from isotretinoin import classroom
    >>> len(classroom.lesson("07_recomputing_the_headline").contract.objectives) > 1
    True
    """
    root = course_root()
    notebook = read_notebook(root / "notebooks" / f"{name.removesuffix('.ipynb')}.ipynb")
    return Lesson(notebook, read_contract(notebook), read_bank(root))
