"""Each assignment as a student has it: the released notebook, filled in and graded by the command."""

from __future__ import annotations

import json

import nbformat
import pytest

pytest.importorskip("nbgrader", reason="the extra 'grading' is not installed")

from nbgrader.utils import compute_checksum

from isotretinoin import course_root
from isotretinoin.assignments import ASSIGNMENTS
from isotretinoin.grading.__main__ import main
from isotretinoin.grading.author.examine import Assignment, read_assignment
from isotretinoin.grading.author.release import find_sources
from isotretinoin.grading.kernel import execution
from isotretinoin.grading.kernel.execution import _Kernel
from isotretinoin.grading.kernel.sandbox import Sandbox, why_no_sandbox

ROOT = course_root()
FORMER = "isotretinoin.classroom.assignments"
SOURCES = find_sources(ROOT)
WHY = why_no_sandbox()
pytestmark = pytest.mark.skipif(bool(WHY), reason=f"no sandbox on this machine: {WHY}")


def released(name: str) -> nbformat.NotebookNode:
    if name not in SOURCES:
        pytest.skip(f"the source of {name} was moved to a private place")
    return nbformat.read(next((ROOT / "notebooks" / "assignments").glob(f"{name}_*.ipynb")), as_version=4)


class OneKernel:
    """Runs notebook after notebook, wiped in between: to start a kernel takes longer than all the rest."""

    def __init__(self) -> None:
        self.kernel = None

    def __call__(self, sandbox: Sandbox) -> OneKernel:
        self.kernel = self.kernel or _Kernel(sandbox).__enter__()
        return self

    def __enter__(self):
        assert self.kernel.manager.is_alive()
        return self.kernel

    def __exit__(self, *_: object) -> None:
        wiped = nbformat.v4.new_code_cell("%reset -f")
        self.kernel.execute(wiped, 1000, execution.full_purse(self.kernel.sandbox.limits), execution.Run(), 0)

    def close(self) -> None:
        if self.kernel:
            self.kernel.__exit__()


@pytest.fixture(scope="module")
def one_kernel():
    kernel = OneKernel()
    yield kernel
    kernel.close()


@pytest.fixture
def graded(one_kernel, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(execution, "_Kernel", one_kernel)

    def grade(name: str, notebook: nbformat.NotebookNode) -> dict:
        path = tmp_path / "work.ipynb"
        nbformat.write(notebook, path)
        assert main(["grade-one", name, str(path), "--student", "s017", "--marks", str(tmp_path / "marks")]) == 0
        return json.loads(capsys.readouterr().out)

    return grade


def filled_in(name: str, notebook: nbformat.NotebookNode) -> Assignment:
    """Write a right answer into every cell that wants one, and return the assignment's bank."""
    bank = read_assignment(SOURCES[name].folder)
    answers = {"student-id": 'STUDENT_ID = "s017"'}
    answers |= {question: next(iter(bank.right[question].values())) for question in bank.questions}
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("solution"):
            cell.source = answers.pop(about["grade_id"], "A sentence of my own.")
    assert not answers, "the released notebook has no cell for these"
    return bank


# The sample goes through every accident and attack in test_grading.py.
@pytest.mark.parametrize("name", sorted(set(ASSIGNMENTS) - {"A0"}))
def test_right_answers_of_the_bank_get_all_automatic_points(name: str, graded):
    notebook = released(name)
    bank = filled_in(name, notebook)
    status = graded(name, notebook)
    assert status["status"] == "ok", status["notes"]
    assert {question: verdict["points"] for question, verdict in status["questions"].items()} == {
        question.id: question.points for question in bank.questions.values()
    }
    assert status["points"] == sum(question.points for question in bank.questions.values())
    assert status["by_hand"]


def test_a_notebook_of_the_release_before_is_graded(graded):
    """A class in the middle of a term: its set-up imports the old name, so that its checksum is not the one of now."""
    notebook = released("A1")
    bank = filled_in("A1", notebook)
    setup = next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "setup")
    now = setup.metadata.nbgrader.checksum
    setup.source = setup.source.replace("from isotretinoin.assignments import", f"from {FORMER} import")
    setup.metadata.nbgrader.checksum = compute_checksum(setup)
    assert FORMER in setup.source
    assert setup.metadata.nbgrader.checksum != now
    status = graded("A1", notebook)
    # The student has damaged nothing: the cell of now takes its place, and the marker is told.
    assert status["status"] == "ok", status["notes"]
    assert status["notes"][0].startswith("The notebook is of another release")
    assert status["points"] == sum(question.points for question in bank.questions.values())


@pytest.mark.parametrize("name", ["A4", "A5"])
def test_untouched_notebook_is_left_to_a_human(name: str, graded):
    status = graded(name, released(name))
    assert (status["status"], status["points"]) == ("needs-a-human", 0)
    assert status["notes"][0] == "No answer differs from the released notebook."
    assert not any(verdict["handed_in"] for verdict in status["questions"].values())
