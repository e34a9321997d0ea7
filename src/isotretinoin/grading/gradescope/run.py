"""Grade the submission that Gradescope put into this container, and write ``results.json``.

The layout of the folder and the format of the result are Gradescope's own, as described on
https://gradescope-autograders.readthedocs.io/en/latest/specs/ and ``…/submission_metadata/``. Grading itself is
``grade-one``, in a process of its own, so that nothing that happens to it can keep the result from being written.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..author.release import find_source
from ..intake.collect import typed_id
from ..intake.rebuild import LARGEST
from ..intake.roster import Roster, read_roster, sender_of
from ..kernel.sandbox import Sandbox, SandboxMissingError, why_no_sandbox
from ..marks.status import STATUSES, empty_status

__all__ = ["NotOurs", "Owner", "choose", "main", "owner_of", "results"]

CELL_SECONDS, TOTAL_SECONDS = 60, 120
DEADLINE = 560
"""Seconds by the clock. Gradescope ends a run after ten minutes, and with it the points of what had been done."""

_ARRIVED = "Your file has arrived. A teacher will look at it, and no mark is shown until then."
_WITHHELD = {"needs-a-human"}


class NotOurs(ValueError):  # noqa: N818 - it describes a submission, and becomes a status
    """It cannot be said by a machine whose submission this is; ``advice`` is what the student can do, or ""."""

    def __init__(self, reason: str, advice: str = "") -> None:
        super().__init__(reason)
        self.advice = advice


@dataclass(frozen=True)
class Owner:
    """Whose submission it is, and how that is known."""

    student: str
    note: str = ""


def choose(folder: Path, marks: Sequence[str]) -> tuple[Path | None, str]:
    """Return the notebook among the submitted files, and a note where there were several.

    Links are passed over: they could lead to a file of the grader.
    """
    found = []
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in {"__MACOSX", ".ipynb_checkpoints"}]
        paths = [Path(place) / name for name in files if name.lower().endswith(".ipynb") and name[0] != "."]
        found += [path for path in paths if path.is_file() and not path.is_symlink()]
    if not found:
        return None, ""

    def rank(path: Path) -> tuple[int, str]:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST)
        return sum(mark.encode() in raw for mark in marks), path.as_posix()

    best = max(found, key=rank)
    return best, f"{len(found)} notebooks were handed in; {best.name} was taken." if len(found) > 1 else ""


def owner_of(users: Sequence[Mapping[str, Any]], typed: str, roster: Roster | None) -> Owner:
    """Say whose submission it is.

    Parameters
    ----------
    users : sequence of mapping
        ``users`` of ``submission_metadata.json``.
    typed : str
        The course id that stands in the notebook, or "".
    roster : Roster, optional
        Without it, the typed id is taken on trust.

    Raises
    ------
    NotOurs
        If that leaves nobody, or more than one.
    """
    if roster is None:
        if typed:
            return Owner(typed, "The id was taken on trust from the notebook: there is no roster.")
        raise NotOurs(
            "No course id stands in the notebook, and there is no roster.",
            "Type your course id into the notebook, run it from top to bottom, save it, and hand it in again.",
        )
    known: set[str] = set()
    for user in users:
        sender = sender_of(user, roster)
        if len(sender) != 1:
            name = user.get("email") or user.get("sid") or "somebody without e-mail"
            raise NotOurs(f"{name} stands for {len(sender) or 'nobody'} on the roster.")
        known |= sender
    if typed in known:
        return Owner(typed)
    if len(known) == 1:
        # grade-one compares the id that the answers carry, and leaves a stranger's to a human.
        return Owner(known.pop())
    raise NotOurs(f"{len(known)} people handed this in, and the id in the notebook, {typed!r}, is none of theirs.")


def results(
    status: Mapping[str, Any],
    titles: Mapping[str, str],
    by_hand: Mapping[str, float],
    advice: str = "",
    seconds: float = 0.0,
) -> dict[str, Any]:
    """Return Gradescope's ``results.json`` for a status of ``grade-one``.

    Parameters
    ----------
    status : mapping
        As ``grade_one`` returns it. Anything else is taken for a failed grader.
    titles : mapping of str to str
        Question to its title.
    by_hand : mapping of str to float
        Cells that a person marks, and their points.
    advice : str
        What a student can do about a withheld mark.
    seconds : float
        How long it took.
    """
    name = status.get("status")
    if name not in STATUSES or not status.get("graded", False):
        status = {**status, "status": "needs-a-human", "graded": False}
        name = "needs-a-human"
    notes = [str(note) for note in status.get("notes", [])]
    made: dict[str, Any] = {
        "output_format": "text",
        "stdout_visibility": "hidden",
        "execution_time": round(seconds),
        "extra_data": {"status": name, "student": status.get("student", ""), "graded": bool(status.get("graded"))},
    }
    if name in _WITHHELD:
        # A hidden test hides the score, so that nobody reads a nought that means "not yet".
        told = "\n".join(notes) or "No reason is known; the autograder output may say more."
        return made | {
            "score": 0,
            "visibility": "hidden",
            "output": f"{_ARRIVED} {advice}".strip(),
            "tests": [_test(f"For the teacher: {name}", told, 0, 0, passed=False, visibility="hidden")],
        }
    if name == "no-submission":
        said = "There is no notebook among the files that you handed in. Hand in the one file that ends in .ipynb."
        return made | {"score": 0, "output": said, "tests": [_test("A notebook", said, passed=False)]}
    tests = [
        _test(
            f"{question}: {titles[question]}" if titles.get(question) else question,
            str(verdict["message"]),
            verdict["points"],
            verdict["possible"],
            passed=bool(verdict["right"]),
        )
        for question, verdict in status.get("questions", {}).items()
    ]
    for cell, points in by_hand.items():
        tests.append(_test(cell, f"A person marks this: {points:g} points. Until then it counts nothing here."))
    said = {
        "timeout": "A cell ran too long and was stopped; the rest is graded.",
        "crash": "Your code ended the kernel; the rest is graded.",
        "damaged-and-repaired": "Cells had been changed that were not yours to change; they were put back.",
    }.get(name, "")
    output = "\n".join(line for line in (said, *notes) if line)
    return made | {"score": status["points"], "output": output or "Graded.", "tests": tests}


def _test(
    name: str,
    output: str,
    score: float | None = None,
    possible: float | None = None,
    *,
    passed: bool | None = None,
    visibility: str = "visible",
) -> dict[str, Any]:
    made: dict[str, Any] = {"name": name, "output": output, "output_format": "text", "visibility": visibility}
    if score is not None:
        made |= {"score": score, "max_score": possible}
    if passed is not None:
        made["status"] = "passed" if passed else "failed"
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Grade what lies in Gradescope's folder; with ``--check``, try out whether the zip is whole."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["--check"]:
        return _check(Path(given[1]))
    base, begun = Path(given[0]), time.monotonic()
    status, titles, by_hand, advice = empty_status("needs-a-human", ["The grader failed."], graded=False), {}, {}, ""
    with _locked(base):
        try:
            about = _about(base / "source")
            titles, by_hand = about["titles"], about["by_hand"]
            status = _graded(base, about)
        except NotOurs as error:
            status, advice = empty_status("needs-a-human", [str(error)]), error.advice
        except Exception as error:
            status["notes"] = [f"The grader failed: {type(error).__name__}: {error}"[:1000]]
        made = results(status, titles, by_hand, advice, time.monotonic() - begun)
        for line in status.get("notes", []):
            print(line)
        draft = base / "results" / ".results.tmp"
        draft.unlink(missing_ok=True)
        draft.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
        draft.chmod(0o644)
        os.replace(draft, base / "results" / "results.json")
    return 0


def _check(source: Path) -> int:
    """Try out what every submission will need; say what is missing."""
    from ..author.key import read_key

    about = _about(source)
    assignment = find_source(about["assignment"])
    read_key(assignment)
    if about["roster"]:
        read_roster(source / "roster.csv")
    reason = why_no_sandbox()
    if reason:
        try:
            Sandbox(throwaway=True).check([assignment.folder, assignment.key, source / "roster.csv"])
        except SandboxMissingError as error:
            print(f"{reason} {error}", file=sys.stderr)
            return 1
    print(f"{about['assignment']} is ready. Walls: {f'another user. {reason}' if reason else 'bubblewrap.'}")
    return 0


def _about(source: Path) -> dict[str, Any]:
    return json.loads((source / "assignment.json").read_text(encoding="utf-8"))


def _graded(base: Path, about: Mapping[str, Any]) -> dict[str, Any]:
    notebook, note = choose(base / "submission", about["cells"])
    if notebook is None:
        return empty_status("no-submission", [])
    with notebook.open("rb") as stream:
        raw = stream.read(LARGEST + 1)
    roster = read_roster(base / "source" / "roster.csv") if about["roster"] else None
    owner = owner_of(_users(base), typed_id(raw), roster)
    with tempfile.TemporaryDirectory(prefix="iso-") as folder:
        report = Path(folder) / "status.json"
        command = [sys.executable, "-P", "-m", "isotretinoin.grading", "grade-one", about["assignment"]]
        command += [str(notebook), "--student", owner.student, "--marks", f"{folder}/marks", "--status", str(report)]
        command += ["--cell-seconds", str(CELL_SECONDS), "--total-seconds", str(TOTAL_SECONDS), "--throwaway"]
        # What it prints goes to the autograder's output, which only the teacher sees.
        with subprocess.Popen(command) as grader:
            try:
                grader.wait(DEADLINE)
            except subprocess.TimeoutExpired:
                _end(grader)
                return empty_status("needs-a-human", [f"Grading took more than {DEADLINE} seconds."], graded=False)
        status = json.loads(report.read_text(encoding="utf-8"))
    status["notes"] = [*status["notes"], *(line for line in (note, owner.note) if line)]
    return status


def _end(grader: subprocess.Popen) -> None:
    """End the grader so that it takes the student's kernel with it, and by force where it does not listen."""
    grader.terminate()
    try:
        grader.wait(30)
    except subprocess.TimeoutExpired:
        grader.kill()


def _users(base: Path) -> list[Mapping[str, Any]]:
    try:
        users = json.loads((base / "submission_metadata.json").read_text(encoding="utf-8"))["users"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotOurs(f"submission_metadata.json does not say who handed in ({error!r}).") from error
    if not isinstance(users, list) or not users or not all(isinstance(user, dict) for user in users):
        raise NotOurs("submission_metadata.json names nobody.")
    return users


@contextlib.contextmanager
def _locked(base: Path) -> Iterator[None]:
    """Let nobody but root into the folder of the autograder while a submission runs; then let others read again.

    Nobody else may ever write there: what a submission left running would outlive the lock.
    """
    before = {}
    for path in (base, *(base / name for name in ("source", "submission", "results", "submission_metadata.json"))):
        with contextlib.suppress(OSError):
            before[path] = path.stat().st_mode & 0o7777
            path.chmod(before[path] & 0o700)
    try:
        yield
    finally:
        for path, mode in before.items():
            with contextlib.suppress(OSError):
                path.chmod(mode & ~0o022)


if __name__ == "__main__":
    sys.exit(main())
