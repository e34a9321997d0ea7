"""Rubrics: how a written answer is graded, criterion by criterion, and answers that are graded already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import yaml

from isotretinoin.questions.markup import inline
from isotretinoin.questions.reading import is_text

__all__ = ["Criterion", "Grade", "Rubric", "RubricError", "Sample", "read_rubric"]


class RubricError(ValueError):
    """A rubric that can't be used; the message names the file and says what to change."""


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
        RubricError
            If there is none of that name.
        """
        for sample in self.samples:
            if sample.id == name:
                return sample
        raise RubricError(f"There is no sample {name!r}. There are: {', '.join(one.id for one in self.samples)}.")

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


def _texts(value: object, what: str, count: int | None = None) -> tuple[str, ...]:
    if not (isinstance(value, list) and value and all(map(is_text, value))):
        raise RubricError(f"{what} must be a list of texts")
    if count is not None and len(value) != count:
        raise RubricError(f"{what} must have {count} entries, one for each level, not {len(value)}")
    return tuple(value)


def _entries(content: Mapping[str, Any], key: str, keys: set[str]) -> list[Mapping[str, Any]]:
    value = content.get(key, [])
    if not isinstance(value, list):
        raise RubricError(f"`{key}` must be a list")
    for number, entry in enumerate(value, 1):
        if not isinstance(entry, Mapping) or set(entry) != keys:
            raise RubricError(f"`{key}`, entry {number} needs {', '.join(sorted(keys))} and nothing else")
        if not (is_text(entry["id"]) and is_text(entry["title"])):
            raise RubricError(f"`{key}`, entry {number}: `id` and `title` must be texts")
    names = [entry["id"] for entry in value]
    if len(set(names)) < len(names):
        raise RubricError(f"`{key}` has an id twice")
    return value


def _grades(entry: Mapping[str, Any], criteria: tuple[Criterion, ...], most: int) -> dict[str, Grade]:
    given = entry["grades"]
    wanted = [criterion.id for criterion in criteria]
    if not isinstance(given, Mapping) or set(given) != set(wanted):
        raise RubricError(f"sample {entry['id']!r} needs a grade for each of {', '.join(wanted)}, and for nothing else")
    for name, grade in given.items():
        level = grade.get("level") if isinstance(grade, Mapping) else None
        if isinstance(level, bool) or not isinstance(level, int) or not 1 <= level <= most:
            raise RubricError(f"sample {entry['id']!r}, {name}: `level` must be a whole number from 1 to {most}")
        if not is_text(grade.get("reason")):
            raise RubricError(f"sample {entry['id']!r}, {name}: a grade needs a `reason`")
    return {name: Grade(given[name]["level"], given[name]["reason"]) for name in wanted}


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
    RubricError
        If there is no such file or anything is wrong with it.
    """
    path = root / "data" / "lessons" / name / "rubric.yml"
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        names = ", ".join(sorted(other.parent.name for other in path.parents[1].glob("*/rubric.yml"))) or "none"
        raise RubricError(
            f"Lesson {name!r} has no rubric. Lessons with a data/lessons/NN/rubric.yml: {names}."
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RubricError(f"data/lessons/{name}/rubric.yml is no YAML: {' '.join(str(error).split())}") from error
    try:
        if not isinstance(content, Mapping):
            raise RubricError("the file must have levels, criteria and samples")
        levels = _texts(content.get("levels"), "`levels`")
        criteria = tuple(
            Criterion(one["id"], one["title"], _texts(one["levels"], f"`levels` of {one['id']!r}", len(levels)))
            for one in _entries(content, "criteria", {"id", "title", "levels"})
        )
        if not criteria:
            raise RubricError("`criteria` must be a list of one or more entries")
        samples = tuple(
            Sample(
                one["id"],
                one["title"],
                _texts(one["text"], f"`text` of {one['id']!r}"),
                _grades(one, criteria, len(levels)),
            )
            for one in _entries(content, "samples", {"id", "title", "text", "grades"})
        )
    except RubricError as error:
        raise RubricError(f"data/lessons/{name}/rubric.yml: {error}.") from None
    return Rubric(levels, criteria, samples)
