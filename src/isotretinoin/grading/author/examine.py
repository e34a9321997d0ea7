"""Grade the grader: does a key accept every right answer, and no typical wrong one?

Each assignment has a bank, ``answers.py``: code of the answer cell, right in different ways (``RIGHT``) and wrong in
typical ways (``WRONG``), by question. Here every entry runs in place of the notebook's own answer cell, after the
notebook's own locked cells, for many students; what the notebook's hidden lines hand in goes through the same JSON as
in a real submission, and to the same comparison.
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
import warnings
from collections.abc import Iterable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from functools import cached_property
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd

from isotretinoin import course_root
from isotretinoin.assignments import dataset
from isotretinoin.assignments.fixtures import fixed_calls
from isotretinoin.assignments.hand_in import CallFailed, collecting, hand_in_calls, unpacked

from .marking import Case, Question, fits

__all__ = ["Assignment", "examine", "fixture_separates", "instructor_folder", "read_assignment"]

_HIDDEN = re.compile(r"^### BEGIN HIDDEN TESTS\n(.*?)^### END HIDDEN TESTS$", re.DOTALL | re.MULTILINE)
_SOLUTION = re.compile(r"^[ \t]*### (?:BEGIN|END) SOLUTION\n?", re.MULTILINE)
_OWN_ID = "student-id"


@dataclass(frozen=True, eq=False)
class Assignment:
    """An assignment as its author keeps it.

    Attributes
    ----------
    name : str
        Such as "A2", the name of its folder.
    folder : Path
    cells : tuple of (grade id, kind of cell, source)
        Code cells of the source notebook; kind is ``answer``, ``check`` or ``given``.
    questions : mapping of id to Question
    right, wrong : mapping of question id to {name of the entry: code}
    shared : tuple of str
        Code that many entries begin with. It runs once for each student and entry's names start from there, which
        halves the time of the whole bank.
    """

    name: str
    folder: Path
    cells: tuple[tuple[str, str, str], ...]
    questions: Mapping[str, Question]
    right: Mapping[str, Mapping[str, str]]
    wrong: Mapping[str, Mapping[str, str]]
    shared: tuple[str, ...] = ()

    @cached_property
    def _compiled(self) -> dict[str, Any]:
        return {}

    def _run(self, code: str, where: str, names: dict[str, Any]) -> None:
        if code not in self._compiled:
            self._compiled[code] = compile(code, f"<{self.name} {where}>", "exec")
        exec(self._compiled[code], names)

    def start(self, student_id: str) -> dict[str, Any]:
        """Run the notebook's locked cells for a student and return the names that they leave."""
        names: dict[str, Any] = {"__name__": "__main__", "STUDENT_ID": student_id}
        with redirect_stdout(StringIO()):
            for cell, kind, source in self.cells:
                if kind == "given" and cell != _OWN_ID:
                    self._run(source, cell, names)
        return names

    def solution(self, question: str) -> str:
        """Return the answer cell of the source, with its solution."""
        return _SOLUTION.sub("", next(source for cell, _, source in self.cells if cell == question))

    def after(self, shared: str, names: Mapping[str, Any]) -> dict[str, Any]:
        """Return the names after some shared code, leaving the given ones as they are."""
        own = dict(names)
        self._run(shared, "shared", own)
        return own

    def handed_in(self, question: str, code: str, names: Mapping[str, Any]) -> tuple[Any, str]:
        """Run one answer cell and the hidden lines of its check.

        Returns
        -------
        answer : object
            As the marker gets it.
        raised : str
            The error that stopped the answer cell, or a call of the function; "" for none.
        """
        own, raised = dict(names), ""
        check = next(source for cell, _, source in self.cells if cell == f"{question}-check")
        with redirect_stdout(StringIO()), warnings.catch_warnings(), collecting() as records:
            warnings.simplefilter("ignore")
            try:
                self._run(code, question, own)
            except Exception as error:
                raised = f"{type(error).__name__}: {error}"
            self._run(_HIDDEN.search(check)[1], f"{question}-check", own)
        answer = unpacked(next(record["answer"] for record in records if record["question"] == question))
        failed = (
            [result.error for result in answer if isinstance(result, CallFailed)] if isinstance(answer, list) else []
        )
        return answer, raised or "".join(failed[:1])

    def seen(self, question: str, code: str, names: Mapping[str, Any]) -> str:
        """Return what the visible check prints about one answer."""
        own, printed = dict(names), StringIO()
        check = next(source for cell, _, source in self.cells if cell == f"{question}-check")
        with redirect_stdout(printed), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._run(code, question, own)
            printed.truncate(0), printed.seek(0)
            self._run(_HIDDEN.sub("", check), f"{question}-check", own)
        return printed.getvalue()


def instructor_folder() -> Path:
    """Return the folder of sources, keys and banks: ``ISOTRETINOIN_INSTRUCTOR``, or ``instructor`` in the course.

    A teacher moves it to a private place, so it need not be there.
    """
    named = os.environ.get("ISOTRETINOIN_INSTRUCTOR")
    return Path(named) if named else course_root() / "instructor"


def read_assignment(folder: Path) -> Assignment:
    """Read source, key and bank of an assignment.

    Raises
    ------
    FileNotFoundError
        If the folder has no such files.
    """
    import jupytext

    name = folder.name
    notebook = jupytext.read(folder / f"{name}.md", fmt="md:myst")
    cells = []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        about = cell.metadata.get("nbgrader", {})
        kind = "check" if about.get("grade") else "answer" if about.get("solution") else "given"
        identifier = about.get("grade_id", "")
        cells.append((identifier, "given" if identifier == _OWN_ID else kind, cell.source))
    key, bank = _load(folder / "key.py"), _load(folder / "answers.py")
    questions = {question.id: question for question in key.QUESTIONS}
    return Assignment(name, folder, tuple(cells), questions, bank.RIGHT, bank.WRONG, getattr(bank, "SHARED", ()))


def examine(assignment: Assignment, students: Iterable[str], questions: Iterable[str] = ()) -> pd.DataFrame:
    """Run the whole bank for some students.

    Parameters
    ----------
    assignment : Assignment
    students : iterable of str
        Course ids; invented ones will do.
    questions : iterable of str
        Ids of the questions; all if empty.

    Returns
    -------
    DataFrame
        One row per question and entry: ``question``, ``kind`` ("right" or "wrong"), ``entry``, ``students``,
        ``accepted`` (number of students for whom the key takes it) and ``raised`` (an error, where one stopped it).
    """
    entries = [
        (question, kind, name, code)
        for question in (tuple(questions) or tuple(assignment.questions))
        for kind, bank in (("right", assignment.right), ("wrong", assignment.wrong))
        for name, code in bank.get(question, {}).items()
    ]
    accepted, raised, n_students = [0] * len(entries), [""] * len(entries), 0
    for student in students:
        n_students += 1
        names = assignment.start(student)
        begun = {shared: assignment.after(shared, names) for shared in assignment.shared}
        case = Case(student, dataset(student, assignment.name))
        keyed = {question: _with_key(assignment.questions[question], case) for question, *_ in entries}
        for i, (question, _, _, code) in enumerate(entries):
            shared = next((shared for shared in assignment.shared if code.startswith(shared)), "")
            answer, error = assignment.handed_in(question, code.removeprefix(shared), begun.get(shared, names))
            raised[i] = raised[i] or error
            accepted[i] += answer is not None and fits(keyed[question], answer, case)
    table = pd.DataFrame([entry[:3] for entry in entries], columns=["question", "kind", "entry"])
    return table.assign(students=n_students, accepted=accepted, raised=raised)


def fixture_separates(assignment: Assignment, question: str, seed: int) -> list[str]:
    """Return the entries of the bank that the fixed calls of a seed do not sort.

    A right answer must agree on every call, and a wrong one must differ on two of them at least: one call could be a
    coincidence of this machine's arithmetic.

    Parameters
    ----------
    assignment : Assignment
    question : str
        A question that asks for a function.
    seed : int
        For ``assignments.fixtures``.
    """
    calls = fixed_calls(assignment.name, question, seed)
    function = _function_name(assignment, question)
    agrees = assignment.questions[question].agrees
    names = assignment.start("fixture-search")
    results = {}
    for kind, bank in (("right", assignment.right), ("wrong", assignment.wrong)):
        for name, code in {
            **bank[question],
            **({"solution": assignment.solution(question)} if kind == "right" else {}),
        }.items():
            own = dict(names)
            with redirect_stdout(StringIO()), warnings.catch_warnings(), collecting() as records:
                warnings.simplefilter("ignore")
                assignment._run(code, question, own)
                hand_in_calls(question, own[function], calls)
            results[kind, name] = unpacked(records[0]["answer"])
    key = results["right", "solution"]
    left = []
    for (kind, name), given in results.items():
        same = [agrees([one], [wanted]) for one, wanted in zip(given, key, strict=True)]
        if (kind == "right" and not all(same)) or (kind == "wrong" and sum(same) > len(same) - 2):
            left.append(f"{name} ({kind})")
    return left


def _function_name(assignment: Assignment, question: str) -> str:
    check = next(source for cell, _, source in assignment.cells if cell == f"{question}-check")
    return re.search(r"hand_in_calls\(\s*[\"'][^\"']+[\"'],\s*(\w+)", check)[1]


def _with_key(question: Question, case: Case) -> Question:
    """Return the question with its key for this student worked out once, for all the entries of the bank."""
    expected = question.expected(case)
    return replace(question, expected=lambda _: expected)


def _load(path: Path) -> ModuleType:
    """Import a file that lies in no package."""
    name = f"isotretinoin_instructor_{path.parent.name}_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
