"""From the course to a file for another system, with a report of what became of each question."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from ..reading import lesson_of, read_bank
from . import canvas, gift, moodle
from .sets import collect, page_only
from .text import Remark, Texts

__all__ = ["FORMATS", "Export", "export_questions"]

FORMATS: dict[str, tuple[ModuleType, str]] = {
    "canvas": (canvas, "zip"),
    "moodle": (moodle, "xml"),
    "gift": (gift, "gift"),
}
"""Name of a target to the module that writes it and the ending of its file."""


@dataclass(frozen=True)
class Export:
    """A written file and what became of the questions.

    Attributes
    ----------
    name : str
        Name of the file.
    content : bytes
        The file.
    carried : tuple of str
        Ids of the questions in it.
    remarks : tuple of Remark
        What was changed on the way, and which questions were left out and why. Each question that was asked for is in
        ``carried`` or in ``page_only``, or has a remark that says ``left_out``.
    page_only : tuple of str
        Ids of the questions that ask about what stands on their page, and that no other system can ask.
    """

    name: str
    content: bytes
    carried: tuple[str, ...]
    remarks: tuple[Remark, ...]
    page_only: tuple[str, ...] = ()

    @property
    def left_out(self) -> tuple[Remark, ...]:
        """Return the remarks about what is not in the file."""
        return tuple(remark for remark in self.remarks if remark.left_out)

    def report(self) -> str:
        """Return all remarks as CSV with the columns ``question``, ``left_out`` and ``what``."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["question", "left_out", "what"])
        writer.writerows([remark.question, "yes" if remark.left_out else "no", remark.what] for remark in self.remarks)
        writer.writerows([question, "page", "asks about what stands on its page"] for question in self.page_only)
        return stream.getvalue()


def export_questions(
    root: Path,
    target: str,
    titles: Mapping[str, str],
    pages: Mapping[str, str],
    lessons: Collection[str] = (),
    uses: Collection[str] = (),
    site: str = "",
) -> Export:
    """Write the questions of the course for another system.

    Parameters
    ----------
    root : Path
        The course's folder.
    target : str
        ``canvas``, ``moodle`` or ``gift``.
    titles : mapping of str to str
        Id of each lesson to its title.
    pages : mapping of str to str
        Path of each page of the course (``book/data.md``) to its title, for links that are named in words.
    lessons, uses : collection of str
        Which lessons (``"07"``) and which uses (one of ``bank.USES``); empty for all.
    site : str
        Address of the published course, for links to its pages; without one they are named in words.

    Raises
    ------
    ValueError
        If the target, a lesson or a use does not exist.
    """
    if target not in FORMATS:
        raise ValueError(f"There is no target {target!r}. There are: {', '.join(FORMATS)}.")
    writer, ending = FORMATS[target]
    bank = read_bank(root)
    sets = collect(bank, titles, lessons, uses)
    texts = Texts(writer.formula, pages, bank.misconceptions, site)
    content, carried = writer.write(sets, texts)
    faulty = tuple(
        Remark(problem.entry or problem.file, True, f"is faulty: {problem}")
        for problem in bank.problems
        if not lessons or lesson_of(problem) in lessons
    )
    which = "-".join(lessons) if lessons else "all"
    return Export(
        f"isotretinoin-questions-{which}-{target}.{ending}",
        content,
        tuple(carried),
        (*faulty, *texts.remarks),
        page_only(bank, lessons, uses),
    )
