"""nbgrader with three pieces exchanged: how cells are run, how answers are marked, and what feedback shows.

Everything else is nbgrader's: the source format, the gradebook that a teacher opens in formgrader, manual marks and
comments, late penalties, feedback pages. ``nbgrader_config.py`` in the folder of marks puts the same pieces in place,
so that ``nbgrader autograde`` typed there does what the course's own command does.
"""

from __future__ import annotations

import contextlib
import html
import logging
import re
import shutil
import sqlite3
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import bleach
import nbformat
from alembic.script import ScriptDirectory
from bleach.css_sanitizer import CSSSanitizer
from filelock import FileLock
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_output
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
from traitlets import Bool, Float, Integer, Unicode
from traitlets.config import Config

from ..assignments import dataset
from ..assignments.hand_in import MIME, NotHandedIn, unpacked
from ..assignments.release import CODE_STUB, TEXT_STUB, Source, find_source, read_source
from .execution import run
from .key import read_key
from .marking import Case, KeyProblem, Verdict, mark
from .sandbox import Limits, Sandbox

__all__ = [
    "HIDDEN",
    "RECORD",
    "Book",
    "BookError",
    "CleanFeedback",
    "MarkAnswers",
    "RunInSandbox",
    "asked_question",
    "configure",
]

HIDDEN = re.compile(r"^[^\n]*BEGIN HIDDEN TESTS.*?END HIDDEN TESTS[^\n]*\n?", re.DOTALL | re.MULTILINE)
_HANDS_IN = re.compile(r"\bhand_in(?:_calls)?\(\s*[\"']([^\"']+)[\"']")
RECORD = "isotretinoin"
"""Key in the metadata of an autograded notebook that holds how it ran and what it got."""

_PROSE = ("a", "b", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "hr", "i", "li", "ol", "p")
_TAGS = [*_PROSE, "pre", "s", "span", "strong", "sub", "sup", "ul"]
_TAGS += ["caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"]
_ATTRIBUTES = {
    "*": ["class", "id", "style", "scope", "colspan", "rowspan"],
    "a": ["href", "name"],
}
_TABLES = (
    "<style>td, th { padding: 0.1em 0.7em; vertical-align: top } "
    ".output_area pre { white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere }</style>"
)
_ELSEWHERE = re.compile(r"<script src=\"https?://[^>]*>\s*</script>\s*")
_STYLE_OF_TABLES = re.compile(r"<style\b.*?</style>|<script\b.*?</script>", re.DOTALL | re.IGNORECASE)

_CONFIG = '''"""nbgrader in this folder: cells run in the course's sandbox, the assignment's key marks the answers."""

from isotretinoin.classroom.grading.gradebook import configure

configure(get_config())  # noqa: F821 - nbgrader provides it
'''


class BookError(RuntimeError):
    """The folder of marks and the assignment do not fit together; the message says what to do."""


class RunInSandbox(NbGraderPreprocessor):
    """Takes the place of nbgrader's ``Execute``."""

    walls = Bool(True, help="Lock kernels in with bubblewrap.").tag(config=True)
    container = Unicode("", help="Run kernels in a container: engine and image.").tag(config=True)
    throwaway = Bool(False, help="Run kernels as another user: this container ends with it.").tag(config=True)
    cell_seconds = Float(Limits.cell_seconds).tag(config=True)
    total_seconds = Float(Limits.total_seconds).tag(config=True)
    memory = Integer(Limits.memory).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Mapping[str, Any]) -> tuple[NotebookNode, Mapping[str, Any]]:
        """Run the notebook; note in its metadata how that went."""
        source = find_source(resources["nbgrader"]["assignment"])
        limits = Limits(self.cell_seconds, self.total_seconds, memory=self.memory)
        sandbox = Sandbox(limits, self.walls, self.container, source.files, self.throwaway)
        sandbox.check([source.folder])
        nb.metadata[RECORD] = {"run": asdict(run(nb, sandbox))}
        return nb, resources


class MarkAnswers(NbGraderPreprocessor):
    """Marks what each test cell handed in against the key, and leaves the verdict where nbgrader looks for it."""

    def preprocess(self, nb: NotebookNode, resources: Mapping[str, Any]) -> tuple[NotebookNode, Mapping[str, Any]]:
        """Mark every test cell; note verdicts, typed ids and open matters in the notebook's metadata."""
        about = resources["nbgrader"]
        questions = {question.id: question for question in read_key(find_source(about["assignment"]))}
        case = Case(about["student"], dataset(about["student"], about["assignment"]))
        record = nb.metadata.setdefault(RECORD, {})
        record |= {"verdicts": {}, "typed_ids": [], "trouble": [], "unexplained": {}}
        typed: dict[str, None] = {}
        for cell in nb.cells:
            asked = asked_question(cell)
            if asked is None:
                continue
            answers, ids = _handed_in(cell, asked)
            typed.update(dict.fromkeys(ids))
            if len(answers) > 1:
                record["trouble"].append(f"{asked}: different answers were handed in at once.")
            answer = unpacked(answers[0]) if len(answers) == 1 else None
            try:
                verdict = mark(questions[asked], answer, case)
            except KeyProblem as problem:
                record["trouble"].append(f"The key failed: {problem}")
                verdict = Verdict(
                    asked, 0.0, questions[asked].points, False, True, "", "", "A person will look at this."
                )
            except KeyError:
                record["trouble"].append(f"The key has no question {asked!r}.")
                verdict = Verdict(asked, 0.0, cell.metadata.nbgrader.points, False, True, "", "", "A person will look.")
            lost = (
                verdict.handed_in and not verdict.right and not verdict.mistake and not isinstance(answer, NotHandedIn)
            )
            if lost and asked in questions and questions[asked].personal:
                record["unexplained"][asked] = answers[0] if answers else None
            record["verdicts"][asked] = asdict(verdict)
            cell.outputs = [*_visible(cell), _verdict_output(verdict)]
        record["typed_ids"] = list(typed)
        return nb, resources


def asked_question(cell: NotebookNode) -> str | None:
    """Return the id of the question that a test cell hands in, as the source says it; None for other cells."""
    if not _is_test(cell):
        return None
    hidden = "".join(HIDDEN.findall(cell.source))
    found = _HANDS_IN.findall(hidden)
    return found[0] if found else None


def _is_test(cell: NotebookNode) -> bool:
    """Is it a test cell, whose source is the author's and not the student's?"""
    about = cell.metadata.get("nbgrader", {})
    return cell.cell_type == "code" and bool(about.get("grade")) and not about.get("solution")


def _handed_in(cell: NotebookNode, asked: str) -> tuple[list[Any], list[str]]:
    """Return the different answers to one question that a cell published, and the ids that stood beside them."""
    answers: list[Any] = []
    ids: list[str] = []
    for output in cell.outputs:
        record = output.get("data", {}).get(MIME) if output.output_type in {"display_data", "execute_result"} else None
        if isinstance(record, dict) and record.get("question") == asked:
            ids.append(str(record.get("student_id", ""))[:80])
            if record.get("answer") not in answers:
                answers.append(record.get("answer"))
    return answers, ids


def _visible(cell: NotebookNode) -> list[NotebookNode]:
    """Return what the visible part of a test cell printed, without anything that nbgrader would take for a mark."""
    kept = [output for output in cell.outputs if output.output_type == "stream" and output.name == "stdout"]
    for output in cell.outputs:
        if output.output_type == "error":
            said = f"{output.ename}: {output.evalue}" if output.ename != "Stopped" else output.evalue
            kept.append(new_output("stream", name="stdout", text=f"This cell stopped. {said[:500]}\n"))
    return kept


def _verdict_output(verdict: Verdict) -> NotebookNode:
    text = f"{verdict.message} ({verdict.points:g} of {verdict.possible:g} points)"
    if verdict.right:
        return new_output("display_data", data={"text/plain": text})
    return new_output("error", ename="Mark", evalue=verdict.message, traceback=[text])


class CleanFeedback(NbGraderPreprocessor):
    """Takes out of a feedback page what students must not see: hidden tests, in cells and in anything printed."""

    def preprocess(self, nb: NotebookNode, resources: Mapping[str, Any]) -> tuple[NotebookNode, Mapping[str, Any]]:
        """Clean the notebook and put a summary on top."""
        secret = {
            line.strip()
            for cell in filter(_is_test, nb.cells)
            for block in HIDDEN.findall(cell.source)
            for line in block.splitlines()
            if len(line.strip()) >= 8
        }
        for cell in nb.cells:
            if cell.cell_type != "code":
                continue
            if _is_test(cell):
                cell.source = HIDDEN.sub("", cell.source).rstrip("\n")
            for output in cell.outputs:
                _scrub(output, secret)
                page = output.get("data", {}).get("text/html")
                if isinstance(page, str):
                    output.data["text/html"] = _STYLE_OF_TABLES.sub("", page)
        record = nb.metadata.get(RECORD, {})
        by_hand = _wait_for_hand(resources["nbgrader"])
        nb.cells.insert(0, nbformat.v4.new_markdown_cell(_summary(record, by_hand), id="summary"))
        return nb, resources


def _wait_for_hand(about: Mapping[str, Any]) -> list[str]:
    """Return the cells that a person has not marked yet."""
    with _alone(about["db_url"]), Gradebook(about["db_url"]) as book:
        submission = book.find_submission_notebook(about["notebook"], about["assignment"], about["student"])
        return [grade.name for grade in submission.grades if grade.needs_manual_grade]


def _clean_html(element: object) -> str:
    """Return a student's HTML without what runs or loads; nbconvert's own filter breaks the heads of tables."""
    text = element.decode() if isinstance(element, bytes) else str(element)
    return bleach.clean(
        text,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        protocols=["data", "http", "https", "mailto"],
        css_sanitizer=CSSSanitizer(),
        strip=True,
    )


def _scrub(output: NotebookNode, secret: set[str]) -> None:
    """Replace any text of an output that holds a hidden line."""
    gone = "(This output is not shown.)"
    shown = [
        output.get("text", ""),
        output.get("evalue", ""),
        *output.get("traceback", []),
        *output.get("data", {}).values(),
    ]
    plain = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(map(str, shown)))
    if not any(line in plain for line in secret):
        return
    if "text" in output:
        output.text = gone
    if "traceback" in output:
        output.traceback, output.evalue = [f"{output.ename}: {gone}"], gone
    if "data" in output:
        output.data = {"text/plain": gone}


def _summary(record: Mapping[str, Any], by_hand: list[str]) -> str:
    lines = ["## How it went", ""]
    for verdict in record.get("verdicts", {}).values():
        told = html.escape(str(verdict["message"]))
        lines.append(f"- **{verdict['question']}**: {verdict['points']:g} of {verdict['possible']:g} points. {told}")
    lines += [f"- **{name}**: a person marks this; until then it counts nothing." for name in by_hand]
    notes = record.get("for_student", [])
    if notes:
        lines += ["", "What was done before and while it ran:", "", *(f"- {html.escape(note)}" for note in notes)]
    return "\n".join(lines)


def _begin(gradebook: Path) -> None:
    """Begin a gradebook with the number of nbgrader's format; nbgrader makes the other tables.

    It would ask the program ``alembic`` for the number, which takes longer than grading and must be on the path.
    """
    version = ScriptDirectory(ALEMBIC_DIR).get_current_head()
    with contextlib.closing(sqlite3.connect(gradebook)) as database, database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.execute("INSERT INTO alembic_version VALUES (?)", (version,))


@contextlib.contextmanager
def _alone(db_url: str) -> Iterator[None]:
    """Wait until no other process writes into the gradebook: SQLite gives up where two want to."""
    path = db_url.removeprefix("sqlite:///").split("?")[0] if db_url.startswith("sqlite:///") else ""
    if not path:
        yield
        return
    with FileLock(f"{path}.lock", timeout=600):
        yield


class _OverwriteCells(OverwriteCells):
    def preprocess(self, nb: NotebookNode, resources: Any) -> Any:
        with _alone(resources["nbgrader"]["db_url"]):
            return super().preprocess(nb, resources)


class _SaveAutoGrades(SaveAutoGrades):
    def preprocess(self, nb: NotebookNode, resources: Any) -> Any:
        with _alone(resources["nbgrader"]["db_url"]):
            return super().preprocess(nb, resources)


class _AssignLatePenalties(AssignLatePenalties):
    def preprocess(self, nb: NotebookNode, resources: Any) -> Any:
        with _alone(resources["nbgrader"]["db_url"]):
            return super().preprocess(nb, resources)


class _GetGrades(GetGrades):
    def preprocess(self, nb: NotebookNode, resources: Any) -> Any:
        with _alone(resources["nbgrader"]["db_url"]):
            return super().preprocess(nb, resources)


class _Autograde(Autograde):
    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        with _alone(self.coursedir.db_url):
            super().init_assignment(assignment_id, student_id)


def configure(config: Config) -> Config:
    """Put the course's pieces into a configuration of nbgrader. Doing it twice does no harm."""
    config.ClearSolutions.code_stub = {"python": CODE_STUB}
    config.ClearSolutions.text_stub = TEXT_STUB
    config.Autograde.sanitize_preprocessors = [
        ClearOutput,
        DeduplicateIds,
        OverwriteKernelspec,
        _OverwriteCells,
        CheckCellMetadata,
    ]
    config.Autograde.autograde_preprocessors = [
        RunInSandbox,
        MarkAnswers,
        LimitOutput,
        _SaveAutoGrades,
        _AssignLatePenalties,
        CheckCellMetadata,
    ]
    # A student's output may hold scripts, and a teacher opens these pages.
    config.HTMLExporter.sanitize_html = True
    config.HTMLExporter.filters = {"clean_html": _clean_html}
    config.GenerateFeedback.preprocessors = [_GetGrades, CleanFeedback, CSSHTMLHeaderPreprocessor]
    return config


@dataclass(frozen=True)
class Book:
    """A folder of marks: nbgrader's course folder for one assignment or more.

    Attributes
    ----------
    folder : Path
    source : Source
        The assignment that is graded.
    sandbox : Sandbox
    """

    folder: Path
    source: Source
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
        with _alone(self.db_url):
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
        with _alone(self.db_url), Gradebook(self.db_url) as book, contextlib.suppress(MissingEntry):
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
