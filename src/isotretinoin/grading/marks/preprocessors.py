"""The three pieces that take nbgrader's place: how cells are run, how answers are marked, and what feedback shows."""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import bleach
import nbformat
from bleach.css_sanitizer import CSSSanitizer
from filelock import FileLock
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Float, Integer, Unicode

from isotretinoin import course_root
from isotretinoin.assignments import dataset
from isotretinoin.assignments.hand_in import MIME, NotHandedIn, unpacked

from ..author.key import read_key
from ..author.marking import Case, KeyProblem, Verdict, mark
from ..author.release import SAMPLE, find_source
from ..kernel.execution import run
from ..kernel.sandbox import Limits, Sandbox

__all__ = ["HIDDEN", "RECORD", "CleanFeedback", "MarkAnswers", "RunInSandbox", "alone", "asked_question", "clean_html"]

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


_STYLE_OF_TABLES = re.compile(r"<style\b.*?</style>|<script\b.*?</script>", re.DOTALL | re.IGNORECASE)


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
        sandbox.check([source.folder], course_root() / SAMPLE)
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
        stopped = ""
        for cell in nb.cells:
            asked = asked_question(cell)
            if asked is None:
                # A cell since the last check: what stopped there is why the next answer did not come.
                stopped = stopped or _why_stopped(cell, "Your cell")
                continue
            stopped, reason = "", stopped or _why_stopped(cell, "The check")
            answers, ids = _handed_in(cell, asked)
            typed.update(dict.fromkeys(ids))
            if len(answers) > 1:
                record["trouble"].append(f"{asked}: different answers were handed in at once.")
            answer = unpacked(answers[0]) if len(answers) == 1 else None
            try:
                verdict = mark(questions[asked], answer, case, reason)
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


_MISUSED = re.compile(r"^UsageError: .+", re.MULTILINE)


def _why_stopped(cell: NotebookNode, what: str) -> str:
    """Return a sentence on the error that ended a cell, or ""."""
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            if output.ename == "Stopped":
                return str(output.evalue)
            said = " ".join(re.sub(r"\x1b\[[0-9;]*m", "", f"{output.ename}: {output.evalue}").split())
            return f"No answer came: {what.lower()} stopped with {said[:300]}"
        # IPython prints the misuse of a magic, such as %%time below a comment, and sends no error.
        if output.output_type == "stream" and output.name == "stderr":
            misused = _MISUSED.search("".join(output.text))
            if misused:
                return f"No answer came: {what.lower()} stopped with {' '.join(misused[0].split())[:300]}"
    return ""


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
        nb.cells.insert(0, nbformat.v4.new_markdown_cell(_summary(record, by_hand, secret), id="summary"))
        return nb, resources


def _wait_for_hand(about: Mapping[str, Any]) -> list[str]:
    """Return the cells that a person has not marked yet."""
    with alone(about["db_url"]), Gradebook(about["db_url"]) as book:
        submission = book.find_submission_notebook(about["notebook"], about["assignment"], about["student"])
        return [grade.name for grade in submission.grades if grade.needs_manual_grade]


def clean_html(element: object) -> str:
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


def _summary(record: Mapping[str, Any], by_hand: list[str], secret: set[str]) -> str:
    lines = ["## How it went", ""]
    for verdict in record.get("verdicts", {}).values():
        told = str(verdict["message"])
        # An error's words may be the student's own making, and hold a hidden line.
        told = html.escape("This is not shown." if any(line in told for line in secret) else told)
        lines.append(f"- **{verdict['question']}**: {verdict['points']:g} of {verdict['possible']:g} points. {told}")
    lines += [f"- **{name}**: a person marks this; until then it counts nothing." for name in by_hand]
    notes = record.get("for_student", [])
    if notes:
        lines += ["", "What was done before and while it ran:", "", *(f"- {html.escape(note)}" for note in notes)]
    return "\n".join(lines)


@contextlib.contextmanager
def alone(db_url: str) -> Iterator[None]:
    """Wait until no other process writes into the gradebook: SQLite gives up where two want to."""
    path = db_url.removeprefix("sqlite:///").split("?")[0] if db_url.startswith("sqlite:///") else ""
    if not path:
        yield
        return
    with FileLock(f"{path}.lock", timeout=600):
        yield
