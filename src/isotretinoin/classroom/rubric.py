"""Rubrics: how a written answer is graded, criterion by criterion, and answers that are graded already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

from isotretinoin.authored import Document, Fields, Many, Named, Text, Whole, listing, read_file
from isotretinoin.questions.markup import inline

from .contract import LessonError

__all__ = ["RUBRIC", "Criterion", "Grade", "Rubric", "Sample", "read_rubric", "rubric_file"]


@dataclass(frozen=True)
class Criterion:
    """One thing that is looked at, and what each level of it looks like, the lowest first."""

    id: str
    title: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Grade:
    """The level that an answer reached in one criterion, counted from 1, and why."""

    level: int
    reason: str


@dataclass(frozen=True)
class Sample:
    """An answer that is graded already: its paragraphs, and a grade for each criterion by its id."""

    id: str
    title: str
    text: tuple[str, ...]
    grades: Mapping[str, Grade]


@dataclass(frozen=True)
class Rubric:
    """Names of the levels (the lowest first), criteria, and graded samples."""

    levels: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    samples: tuple[Sample, ...]

    def sample(self, name: str) -> Sample:
        """Return a graded sample by its id.

        Raises
        ------
        LessonError
            If there is none of that name.
        """
        for sample in self.samples:
            if sample.id == name:
                return sample
        raise LessonError(f"There is no sample {name!r}. There are: {', '.join(one.id for one in self.samples)}.")

    def points(self, sample: Sample) -> int:
        """Return the sum of the levels that a sample reached."""
        return sum(grade.level for grade in sample.grades.values())

    @property
    def most_points(self) -> int:
        """Return the points of an answer that reaches the highest level everywhere."""
        return len(self.levels) * len(self.criteria)

    def html(self) -> str:
        """Return every criterion with its levels as accessible HTML."""
        items = "".join(
            f'<li><b>{inline(criterion.title)}</b><ol class="iso-levels">'
            + "".join(
                f"<li><i>{escape(name)}</i> {inline(text)}</li>"
                for name, text in zip(self.levels, criterion.levels, strict=True)
            )
            + "</ol></li>"
            for criterion in self.criteria
        )
        return f'<section class="iso-lesson iso-rubric" aria-label="Rubric"><ul>{items}</ul></section>'

    def sample_html(self, name: str) -> str:
        """Return a graded sample as HTML: its text, and folded below it the grades with their reasons."""
        sample = self.sample(name)
        rows = "".join(
            f"<li><b>{inline(criterion.title)}:</b> {escape(self.levels[grade.level - 1])} ({grade.level}). "
            f"{inline(grade.reason)}</li>"
            for criterion in self.criteria
            for grade in [sample.grades[criterion.id]]
        )
        text = "".join(f"<p>{inline(paragraph)}</p>" for paragraph in sample.text)
        return (
            f'<section class="iso-lesson iso-sample" aria-label="{escape(sample.title)}">'
            f'<p class="iso-label">{escape(sample.title)}</p><blockquote>{text}</blockquote>'
            f"<details><summary>How we graded {escape(sample.title)}: {self.points(sample)} of {self.most_points} "
            f"points</summary><ul>{rows}</ul></details></section>"
        )


RUBRIC = Fields(
    {
        "levels": Many(about="Names of the levels, the lowest first."),
        "criteria": Many(
            Fields({"id": Text(), "title": Text(), "levels": Many(about="What each looks like, the lowest first.")}),
            name="criterion",
            by="id",
        ),
    },
    {
        "samples": Many(
            Fields(
                {
                    "id": Text(),
                    "title": Text(),
                    "text": Many(about="Paragraphs of the answer."),
                    "grades": Named(
                        Fields({"level": Whole(1, about="From 1, the lowest."), "reason": Text()}),
                        "criteria",
                        about="A grade for each criterion, by its id.",
                    ),
                }
            ),
            least=0,
            name="sample",
            by="id",
            about="Answers that are graded already.",
        )
    },
)
"""What a ``rubric.yml`` holds."""


def _hold_rubric(document: Document) -> None:
    """Complain about what no form can say of a rubric: as many texts as levels, a grade for each criterion."""
    content, top = document.content, document.top
    most = len(content["levels"])
    for at, one in enumerate(content["criteria"]):
        if len(one["levels"]) != most:
            place = RUBRIC.need["criteria"].place(top.key("criteria"), at, one["id"])
            place.key("levels").complain(f"must have {most} entries, one for each level, not {len(one['levels'])}")
    wanted = [one["id"] for one in content["criteria"]]
    for at, one in enumerate(content.get("samples") or []):
        place = RUBRIC.may["samples"].place(top.key("samples"), at, one["id"]).key("grades")
        if set(one["grades"]) != set(wanted):
            place.complain(f"needs a grade for each of {', '.join(wanted)}, and for nothing else")
        for name, grade in one["grades"].items():
            if grade["level"] > most:
                place.key(name).key("level").complain(f"must be a whole number from 1 to {most}, not {grade['level']}")


def rubric_file(root: Path, name: str) -> Document:
    """Return what the file of a rubric holds; everything that is wrong with it is in its ``problems``."""
    document = read_file(root / "data" / "lessons" / name / "rubric.yml", root, RUBRIC)
    if not document.problems:
        _hold_rubric(document)
    return document


def read_rubric(root: Path, name: str) -> Rubric:
    """Read ``data/lessons/<name>/rubric.yml``.

    Parameters
    ----------
    root : Path
        The course's folder.
    name : str
        Such as ``"15"``.

    Raises
    ------
    LessonError
        If there is no such file or anything is wrong with it; the message lists every problem.
    """
    path = root / "data" / "lessons" / name / "rubric.yml"
    if not path.is_file():
        names = ", ".join(sorted(other.parent.name for other in path.parents[1].glob("*/rubric.yml"))) or "none"
        raise LessonError(f"Lesson {name!r} has no rubric. Lessons with a data/lessons/NN/rubric.yml: {names}.")
    document = rubric_file(root, name)
    if document.problems:
        raise LessonError(f"The rubric of lesson {name} can't be used:{listing(document.problems)}")
    content = document.content
    criteria = tuple(Criterion(one["id"], one["title"], tuple(one["levels"])) for one in content["criteria"])
    samples = tuple(
        Sample(
            one["id"],
            one["title"],
            tuple(one["text"]),
            {each.id: Grade(**one["grades"][each.id]) for each in criteria},
        )
        for one in content.get("samples") or []
    )
    return Rubric(tuple(content["levels"]), criteria, samples)
