"""Grade one submission: whatever it is, there is a status at the end, and it is on disk."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isotretinoin.assignments.identity import StudentIdError, normal_id

from ..intake.collect import Submission
from ..intake.rebuild import Unreadable, rebuild
from .gradebook import Book
from .preprocessors import RECORD
from .status import STATUSES, empty_status

__all__ = ["fingerprint", "grade_one", "read_status", "status_path", "write_status"]


@dataclass
class _Findings:
    repairs: list[str]
    notes: list[str]
    human: list[str]
    record: Mapping[str, Any]


def status_path(book: Book, student: str) -> Path:
    """Return where the status of a student's submission is kept."""
    return book.folder / "status" / book.source.name / f"{student}.json"


def read_status(book: Book, student: str) -> dict[str, Any] | None:
    """Return a student's status, or None where there is none, or a broken one."""
    try:
        status = json.loads(status_path(book, student).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return status if isinstance(status, dict) and status.get("status") in STATUSES else None


def write_status(book: Book, status: Mapping[str, Any]) -> None:
    """Write a status in one step, so that an interruption leaves the old one or the new one."""
    path = status_path(book, status["student"])
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    draft.write_text(json.dumps(status, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(draft, path)


def fingerprint(book: Book, submission: Submission) -> str:
    """Return what a status holds for: this file, this source and this key."""
    digest = hashlib.sha256()
    for part in (
        book.source.text.read_bytes(),
        book.source.key.read_bytes(),
        submission.raw or b"",
        submission.trouble.encode(),
        repr(book.sandbox.limits).encode(),
    ):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()[:32]


def grade_one(book: Book, submission: Submission) -> dict[str, Any]:
    """Grade one submission and write its status and its feedback page.

    Parameters
    ----------
    book : Book
        An opened folder of marks.
    submission : Submission

    Returns
    -------
    dict
        ``student``, ``assignment``, ``status`` (one of :data:`STATUSES`), ``points``, ``possible``, ``questions`` (id
        to verdict), ``by_hand`` (cells that wait for a person), ``notes``, ``file``, ``late``, ``seconds``, ``graded``
        (False where the grader's machine failed, so that the next run tries again) and what a rerun needs. No
        submission raises.
    """
    begun = time.monotonic()
    base = {
        "student": submission.student,
        "assignment": book.source.name,
        "file": submission.file,
        "late": submission.late,
        "fingerprint": fingerprint(book, submission),
    }
    try:
        status = _graded(book, submission)
    except Exception as error:
        # What fails here is ours. The student is not marked down, and the next run tries again.
        status = empty_status(
            "needs-a-human", [f"The grader failed: {type(error).__name__}: {error}"[:500]], graded=False
        )
    status = base | status | {"seconds": round(time.monotonic() - begun, 2)}
    write_status(book, status)
    return status


def _graded(book: Book, submission: Submission) -> dict[str, Any]:
    if submission.trouble:
        return empty_status("needs-a-human", [submission.trouble, *submission.notes])
    if submission.raw is None:
        return empty_status("no-submission", ["Nothing was handed in."])
    try:
        rebuilt = rebuild(book.released(), submission.raw)
    except Unreadable as error:
        return empty_status("needs-a-human", [str(error), *submission.notes])
    record = book.autograde(submission.student, rebuilt.notebook).metadata.get(RECORD, {})
    found = _Findings(rebuilt.repairs, [*submission.notes, *rebuilt.notes], list(record["trouble"]), record)
    strangers = [typed for typed in record["typed_ids"] if not _same(typed, submission.student)]
    if rebuilt.untouched:
        found.human.append("No answer differs from the released notebook.")
    elif strangers == [""]:
        found.human.append("No course id is typed in the notebook, so that the answers belong to nobody's data.")
    elif strangers:
        found.human.append(f"The answers belong to the data of {', '.join(map(repr, strangers))}, not of the owner.")
    elif not record["typed_ids"]:
        found.human.append("No answer arrived: the notebook stops before the first check.")
    book.annotate(submission.student, [*rebuilt.repairs, *rebuilt.notes, *record["run"]["notes"]])
    try:
        book.feedback(submission.student)
    except Exception as error:
        # The marks stand without the page.
        found.notes.append(f"The feedback page could not be made ({type(error).__name__}: {error})."[:300])
    score = book.scores(submission.student)[submission.student]
    return {
        "status": _status(found),
        "points": score["points"],
        "possible": score["possible"],
        "questions": record["verdicts"],
        "by_hand": score["by_hand"],
        "typed_ids": record["typed_ids"],
        "unexplained": record["unexplained"],
        "notes": [*found.human, *found.repairs, *record["run"]["notes"], *found.notes],
        "run_seconds": round(record["run"]["seconds"], 2),
        "graded": True,
    }


def _status(found: _Findings) -> str:
    if found.human:
        return "needs-a-human"
    if found.record["run"]["deaths"]:
        return "crash"
    if found.record["run"]["timeouts"]:
        return "timeout"
    return "damaged-and-repaired" if found.repairs else "ok"


def _same(typed: str, owner: str) -> bool:
    try:
        return normal_id(typed) == owner
    except StudentIdError:
        return False
