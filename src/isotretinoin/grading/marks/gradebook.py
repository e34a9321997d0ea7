"""The folder of marks: nbgrader's course folder, with three of nbgrader's pieces exchanged.

Everything else is nbgrader's: the source format, the gradebook that a teacher opens in formgrader, manual marks and
comments, late penalties, feedback pages. ``nbgrader_config.py`` in the folder of marks puts the same pieces in place,
so that ``nbgrader autograde`` typed there does what the course's own command does.
"""

from __future__ import annotations

import contextlib
import logging
import re
import shutil
import sqlite3
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from alembic.script import ScriptDirectory
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.dbutil import ALEMBIC_DIR
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    GetGrades,
    LimitOutput,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from ..author.release import CODE_STUB, TEXT_STUB, AssignmentSource, read_source
from ..kernel.sandbox import Sandbox
from .preprocessors import RECORD, CleanFeedback, MarkAnswers, RunInSandbox, alone, clean_html

__all__ = [
    "Book",
    "BookError",
    "configure",
]


_TABLES = (
    "<style>td, th { padding: 0.1em 0.7em; vertical-align: top } "
    ".output_area pre { white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere }</style>"
)
_ELSEWHERE = re.compile(r"<script src=\"https?://[^>]*>\s*</script>\s*")

_CONFIG = '''"""nbgrader in this folder: cells run in the course's sandbox, the assignment's key marks the answers."""

from .gradebook import configure

configure(get_config())  # noqa: F821 - nbgrader provides it
'''


class BookError(RuntimeError):
    """The folder of marks and the assignment do not fit together; the message says what to do."""


def _begin(gradebook: Path) -> None:
    """Begin a gradebook with the number of nbgrader's format; nbgrader makes the other tables.

    It would ask the program ``alembic`` for the number, which takes longer than grading and must be on the path.
    """
    version = ScriptDirectory(ALEMBIC_DIR).get_current_head()
    with contextlib.closing(sqlite3.connect(gradebook)) as database, database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.execute("INSERT INTO alembic_version VALUES (?)", (version,))


def _waiting(step: type[NbGraderPreprocessor]) -> type[NbGraderPreprocessor]:
    """Return a step of nbgrader's that waits until no other process writes into the gradebook."""

    class Waiting(step):
        def preprocess(self, nb: NotebookNode, resources: Any) -> Any:
            with alone(resources["nbgrader"]["db_url"]):
                return super().preprocess(nb, resources)

    # nbgrader reads the settings of a step under its name.
    Waiting.__name__ = step.__name__
    return Waiting


class _Autograde(Autograde):
    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        with alone(self.coursedir.db_url):
            super().init_assignment(assignment_id, student_id)


def configure(config: Config) -> Config:
    """Put the course's pieces into a configuration of nbgrader. Doing it twice does no harm."""
    config.ClearSolutions.code_stub = {"python": CODE_STUB}
    config.ClearSolutions.text_stub = TEXT_STUB
    config.Autograde.sanitize_preprocessors = [
        ClearOutput,
        DeduplicateIds,
        OverwriteKernelspec,
        _waiting(OverwriteCells),
        CheckCellMetadata,
    ]
    config.Autograde.autograde_preprocessors = [
        RunInSandbox,
        MarkAnswers,
        LimitOutput,
        _waiting(SaveAutoGrades),
        _waiting(AssignLatePenalties),
        CheckCellMetadata,
    ]
    # A student's output may hold scripts, and a teacher opens these pages.
    config.HTMLExporter.sanitize_html = True
    config.HTMLExporter.filters = {"clean_html": clean_html}
    config.GenerateFeedback.preprocessors = [_waiting(GetGrades), CleanFeedback, CSSHTMLHeaderPreprocessor]
    return config


@dataclass(frozen=True)
class Book:
    """A folder of marks: nbgrader's course folder for one assignment or more.

    Attributes
    ----------
    folder : Path
    source : AssignmentSource
        The assignment that is graded.
    sandbox : Sandbox
    """

    folder: Path
    source: AssignmentSource
    sandbox: Sandbox = field(default_factory=Sandbox)

    @property
    def db_url(self) -> str:
        """Address of the gradebook."""
        return f"sqlite:///{self.folder / 'gradebook.db'}"

    def _config(self, student: str = ".") -> tuple[Config, CourseDirectory]:
        config = configure(Config())
        config.CourseDirectory.root = str(self.folder)
        config.CourseDirectory.db_url = self.db_url
        config.CourseDirectory.assignment_id = self.source.name
        config.CourseDirectory.student_id = student
        config.RunInSandbox.walls = self.sandbox.walls
        config.RunInSandbox.container = self.sandbox.container
        config.RunInSandbox.throwaway = self.sandbox.throwaway
        limits = self.sandbox.limits
        config.RunInSandbox.cell_seconds = float(limits.cell_seconds)
        config.RunInSandbox.total_seconds = float(limits.total_seconds)
        config.RunInSandbox.memory = limits.memory
        return config, CourseDirectory(config=config)

    def _convert(self, converter: type, student: str = ".") -> None:
        """Run one of nbgrader's converters in this process.

        Raises
        ------
        BookError
            With nbgrader's own words, if it fails.
        """
        config, course = self._config(student)
        step = converter(coursedir=course, config=config)
        said = _Listener()
        step.log = said.logger
        step.force = True
        try:
            # nbgrader builds its rows before it adds them, and SQLAlchemy says so on the teacher's screen each time.
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", category=SAWarning, module=r"nbgrader\.")
                step.start()
        except (NbGraderException, RuntimeError) as error:
            raise BookError(said.last() or str(error)) from error

    def open(self) -> None:
        """Make the folder ready: configuration, source and gradebook of the assignment.

        Raises
        ------
        BookError
            If the assignment's cells changed after submissions had been graded here.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        config = self.folder / "nbgrader_config.py"
        if not config.exists():
            config.write_text(_CONFIG, encoding="utf-8")
        text = nbformat.writes(read_source(self.source.text))
        kept = self.folder / "source" / self.source.name / f"{self.source.name}.ipynb"
        if kept.is_file() and kept.read_text(encoding="utf-8") == text and (self.folder / "gradebook.db").is_file():
            return
        with alone(self.db_url):
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(text, encoding="utf-8")
            for path in self.source.files:
                shutil.copy(path, kept.parent)
            if not (self.folder / "gradebook.db").is_file():
                _begin(self.folder / "gradebook.db")
            try:
                self._convert(GenerateAssignment)
            except BookError as error:
                raise BookError(
                    f"The assignment in {self.folder} cannot be renewed: {error} Use a new folder of marks."
                ) from error

    def released(self) -> NotebookNode:
        """Return the released notebook, as nbgrader made it."""
        return nbformat.read(self.folder / "release" / self.source.name / f"{self.source.name}.ipynb", as_version=4)

    def autograde(self, student: str, rebuilt: NotebookNode) -> NotebookNode:
        """Run and mark one rebuilt submission; return the autograded notebook.

        Raises
        ------
        BookError
            If nbgrader refuses it.
        """
        name = self.source.name
        submitted = self.folder / "submitted" / student / name
        shutil.rmtree(submitted, ignore_errors=True)
        submitted.mkdir(parents=True)
        nbformat.write(rebuilt, submitted / f"{name}.ipynb")
        self._convert(_Autograde, student)
        return nbformat.read(self.graded_file(student), as_version=4)

    def graded_file(self, student: str) -> Path:
        """Return where the autograded notebook of a student stands."""
        return self.folder / "autograded" / student / self.source.name / f"{self.source.name}.ipynb"

    def annotate(self, student: str, notes: list[str]) -> None:
        """Keep notes for the student in the autograded notebook, for the feedback page."""
        path = self.graded_file(student)
        notebook = nbformat.read(path, as_version=4)
        notebook.metadata.setdefault(RECORD, {})["for_student"] = notes
        path.chmod(0o644)
        nbformat.write(notebook, path)

    def feedback(self, student: str) -> Path:
        """Write the feedback page of one student and return its path."""
        self._convert(GenerateFeedback, student)
        path = self.folder / "feedback" / student / self.source.name / f"{self.source.name}.html"
        # nbgrader's template asks another host for MathJax; a feedback page asks nobody for anything.
        page = _ELSEWHERE.sub("", path.read_text(encoding="utf-8"))
        page = page.replace("<html>", '<html lang="en">', 1).replace("</head>", f"{_TABLES}</head>", 1)
        path.write_text(page, encoding="utf-8")
        return path

    def scores(self, student: str = "") -> dict[str, dict[str, Any]]:
        """Return, for each student or for one, the points as the gradebook has them now, manual marks included.

        Each entry has ``points``, ``possible``, ``by_hand`` (test cells that wait for a person) and ``cells``
        (grade id to points).
        """
        found: dict[str, dict[str, Any]] = {}
        with alone(self.db_url), Gradebook(self.db_url) as book, contextlib.suppress(MissingEntry):
            if student:
                submissions = [book.find_submission(self.source.name, student)]
            else:
                submissions = book.find_assignment(self.source.name).submissions
            for submission in submissions:
                grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
                found[submission.student_id] = {
                    "points": sum(grade.score or 0.0 for grade in grades),
                    "possible": sum(grade.max_score for grade in grades),
                    "by_hand": [grade.name for grade in grades if grade.needs_manual_grade],
                    "cells": {grade.name: grade.score for grade in grades},
                }
        return found


class _Listener(logging.Handler):
    """Keeps nbgrader's last complaints instead of printing its talk."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.logger = logging.Logger("nbgrader")
        self.logger.addHandler(self)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines = [*self.lines[-20:], record.getMessage()]

    def last(self) -> str:
        """Return the last line of the last traceback, or of the last complaint."""
        for line in reversed(self.lines):
            if "Traceback" in line:
                return line.strip().splitlines()[-1]
        return self.lines[-1] if self.lines else ""
