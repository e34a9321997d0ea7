"""Grade a whole class: several at once, one after the other in each worker, and none can stop the rest.

A worker is a process of its own that keeps nbgrader loaded. Every status is on disk before the next submission begins,
so that an interrupted run loses nothing but the submissions under way, and the same command goes on where it stopped.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

from tqdm import tqdm

from isotretinoin.assignments import dataset
from isotretinoin.assignments.hand_in import unpacked
from isotretinoin.assignments.identity import StudentIdError

from ..author.key import read_key
from ..author.marking import Case
from ..intake.collect import Submission
from .gradebook import Book
from .single import fingerprint, grade_one, read_status, write_status
from .status import empty_status

__all__ = ["Interrupted", "grade_all", "look_for_copies"]


class Interrupted(KeyboardInterrupt):
    """The run was stopped; what was graded is on disk."""

    def __init__(self, done: int, total: int) -> None:
        super().__init__(f"{done} of {total} submissions are graded. The same command goes on from there.")


@dataclass
class _Worker:
    process: Any
    pipe: Connection
    at: Submission | None = None
    since: float = field(default_factory=time.monotonic)


def grade_all(
    book: Book,
    submissions: Iterable[Submission],
    jobs: int = 1,
    *,
    quiet: bool = False,
    again: bool = False,
    each: Callable[[dict[str, Any]], None] | None = None,
) -> list[dict[str, Any]]:
    """Grade every submission that has no status yet.

    Parameters
    ----------
    book : Book
        An opened folder of marks.
    submissions : iterable of Submission
        One per student.
    jobs : int
        Number of workers.
    quiet : bool
        Show no progress.
    again : bool
        Grade also what has a status.
    each : callable, optional
        Gets each new status.

    Returns
    -------
    list of dict
        The status of every submission, as :func:`grade_one` gives it, in the order of ``submissions``.

    Raises
    ------
    Interrupted
        On Ctrl+C or SIGTERM.
    """
    submissions = list(submissions)
    statuses: dict[str, dict[str, Any]] = {}
    waiting: list[Submission] = []
    for submission in submissions:
        known = None if again else read_status(book, submission.student)
        if known and known.get("graded") and known.get("fingerprint") == fingerprint(book, submission):
            statuses[submission.student] = known
        else:
            waiting.append(submission)
    bar = tqdm(total=len(submissions), initial=len(statuses), disable=True if quiet else None, unit="submission")
    counts = Counter(status["status"] for status in statuses.values())

    def finished(status: dict[str, Any]) -> None:
        statuses[status["student"]] = status
        counts[status["status"]] += 1
        bar.set_postfix(counts, refresh=False)
        bar.update()
        if each:
            each(status)

    before = signal.getsignal(signal.SIGTERM)
    try:
        signal.signal(signal.SIGTERM, _stop)
    except ValueError:
        before = None  # only the main thread may say what a signal does
    try:
        _run(book, waiting, max(1, jobs), finished)
    except KeyboardInterrupt:
        raise Interrupted(len(statuses), len(submissions)) from None
    finally:
        bar.close()
        if before is not None:
            signal.signal(signal.SIGTERM, before)
    return [statuses[submission.student] for submission in submissions]


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def _run(book: Book, waiting: list[Submission], jobs: int, finished: Callable[[dict[str, Any]], None]) -> None:
    queue = list(reversed(waiting))
    workers: list[_Worker] = []
    # Far beyond what one submission can take: this stops a worker that hangs for a reason nobody thought of.
    limits = book.sandbox.limits
    patience = limits.patience * limits.total_seconds + 600
    try:
        while queue or any(worker.at for worker in workers):
            while queue and len(workers) < jobs:
                workers.append(_start(book))
            for worker in workers:
                if worker.at is None and queue:
                    worker.at, worker.since = queue.pop(), time.monotonic()
                    # One that died before it had anything is found below, like one that died over its work.
                    with contextlib.suppress(OSError):
                        worker.pipe.send(worker.at)
            busy = [worker for worker in workers if worker.at]
            ready = set(wait([worker.pipe for worker in busy], timeout=1.0))
            for worker in busy:
                gone = ""
                if worker.pipe in ready:
                    try:
                        finished(worker.pipe.recv())
                        worker.at = None
                        continue
                    except (EOFError, OSError):
                        gone = "The grader's process died while it had this submission."
                elif time.monotonic() - worker.since > patience:
                    gone = "The grader's process hung while it had this submission."
                if gone:
                    finished(_lost(book, worker.at, gone))
                    _end(worker)
                    workers.remove(worker)
    finally:
        for worker in workers:
            _end(worker)


def _lost(book: Book, submission: Submission, reason: str) -> dict[str, Any]:
    about = {
        "student": submission.student,
        "assignment": book.source.name,
        "file": submission.file,
        "late": submission.late,
        "fingerprint": fingerprint(book, submission),
        "seconds": 0.0,
    }
    status = about | empty_status("needs-a-human", [reason], graded=False)
    write_status(book, status)
    return status


def _start(book: Book) -> _Worker:
    # A fresh interpreter, not a copy of this one: notebooks and tests may have threads and sockets open here.
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(book, there), daemon=False)
    process.start()
    there.close()
    return _Worker(process, here)


def _end(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.join(0.2 if worker.at else 5)
    if worker.process.is_alive():
        worker.process.terminate()
        worker.process.join(10)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join()


def _work(book: Book, pipe: Connection) -> None:
    """Grade what comes through the pipe, until it is closed."""
    # Ctrl+C goes to the whole group; the parent alone decides. On SIGTERM the kernel is taken down first.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    while True:
        try:
            submission = pipe.recv()
        except (EOFError, OSError):
            return
        status = grade_one(book, submission)
        try:
            pipe.send(status)
        except OSError:
            return


def look_for_copies(book: Book, statuses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give to a human every wrong answer that is the right one of somebody else in the class.

    Answers with a known reason are left alone, and so are questions whose right answers do not tell students apart.

    Returns
    -------
    list of dict
        The statuses, those that changed written anew.
    """
    questions = {question.id: question for question in read_key(book.source) if question.personal}
    open_cases = [
        (status, question, unpacked(answer))
        for status in statuses
        for question, answer in status.get("unexplained", {}).items()
        if question in questions
    ]
    found: dict[str, list[str]] = {}
    for other in (status["student"] for status in statuses) if open_cases else ():
        try:
            case = Case(other, dataset(other, book.source.name))
        except StudentIdError:
            continue
        expected: dict[str, Any] = {}
        for status, name, answer in open_cases:
            if status["student"] == other:
                continue
            if name not in expected:
                expected[name] = questions[name].expected(case)
            try:
                agrees = questions[name].agrees(answer, expected[name])
            except Exception:
                agrees = False
            if agrees:
                found.setdefault(status["student"], []).append(f"{name}: this is the right answer for {other}.")
    for i, status in enumerate(statuses):
        notes = found.get(status["student"], [])
        before = status.get("copies", [])
        if notes != before:
            own = status.get("own_status", status["status"])
            rest = [note for note in status["notes"] if note not in before]
            statuses[i] = status | {
                "copies": notes,
                "own_status": own,
                "status": "needs-a-human" if notes else own,
                "notes": [*notes, *rest],
            }
            write_status(book, statuses[i])
    return statuses
