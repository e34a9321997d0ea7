"""Grade a simulated class: right, wrong, damaged and hostile work, every status checked, none lost.

    python tools/bench_grading.py [--students 500] [--jobs 2] [--compare 24]

First a few sound submissions with one worker and with two, for the time of one; then the whole class in one run. The
figures are wall time on this machine as it is. Aim: 6 seconds a submission with one worker, near twice the throughput
with two. Few machines do twice the work with two processes, so the gain of two processes that have nothing to do with
grading is printed beside ours: nothing in the grader can be better than that.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from multiprocessing.pool import ThreadPool
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from simulated_class import KINDS, NAMINGS, POINTS, Desk, Made, make, make_copy, make_wrong, renamed  # noqa: E402

from isotretinoin.grading.author.examine import read_assignment  # noqa: E402
from isotretinoin.grading.author.release import find_source  # noqa: E402
from isotretinoin.grading.intake.collect import Submission, gather  # noqa: E402
from isotretinoin.grading.kernel.sandbox import Limits, Sandbox, why_no_sandbox  # noqa: E402
from isotretinoin.grading.marks.batch import grade_all, look_for_copies  # noqa: E402
from isotretinoin.grading.marks.gradebook import Book  # noqa: E402
from isotretinoin.grading.marks.report import write_reports  # noqa: E402

LIMITS = Limits(cell_seconds=10, total_seconds=120)


def opened(folder: Path) -> Book:
    book = Book(folder, find_source("A0"), Sandbox(LIMITS))
    book.open()
    return book


def invented(book: Book, n: int) -> list:
    """A third right, a third with wrong answers of the bank, the rest accidents and attacks of every kind in turn."""
    released, bank = book.released(), read_assignment(book.source.folder)
    solutions = {question: bank.solution(question) for question in POINTS}
    random, kinds, made = Random(2026), [name for name in KINDS if name != "right"], []
    for i in range(n):
        student = f"s{i:04d}"
        if i % 3 == 0:
            made.append(make("right", student, released, solutions))
        elif i % 3 == 1:
            made.append(make_wrong(student, released, bank, random.randrange(10**9)))
        elif i % 90 == 89:
            made.append(make_copy(student, "s0000", released, bank))
        else:
            made.append(make(kinds[i // 3 % len(kinds)], student, released, solutions, i))
    return [under_any_name(one, i, released) for i, one in enumerate(made)]


def under_any_name(made: Made, number: int, released: Any) -> Made:
    """Give right and wrong work of every second student a name as platforms and browsers do, drafts beside it."""
    if number % 2 or made.name not in ("right", "wrong"):
        return made
    draft = Desk(released, made.student, {"q1": "change = None"}).raw()
    return renamed(made, list(NAMINGS)[number // 2 % len(NAMINGS)], number, draft)


def compare(n: int) -> None:
    """Time sound submissions with one worker and with two, and the machine itself by the imports of a kernel.

    The gain of two workers is that between their first marks and the last, as a class of hundreds has it: a worker
    takes two seconds to start.
    """
    speed = {}
    for jobs in (1, 2):
        with tempfile.TemporaryDirectory() as folder:
            book = opened(Path(folder))
            bank = read_assignment(book.source.folder)
            solutions = {question: bank.solution(question) for question in POINTS}
            made = [make("right", f"s{i:04d}", book.released(), solutions) for i in range(n)]
            submissions = [Submission(one.student, one.raw, one.file) for one in made]
            marked: list[float] = []
            begun = time.monotonic()
            statuses = grade_all(
                book, submissions, jobs, quiet=True, each=lambda _, marked=marked: marked.append(time.monotonic())
            )
        speed[jobs] = (n - jobs) / (marked[-1] - marked[jobs - 1])
        seconds = marked[-1] - begun
        sound = all(status["status"] == "ok" for status in statuses)
        print(f"{jobs} at a time: {seconds / n:.2f} s a submission ({n} sound ones{'' if sound else ', NOT ALL OK'})")
    bound = imports_a_second(2, n) / imports_a_second(1, n)
    print(
        f"Throughput with two workers: {speed[2] / speed[1]:.2f} times that of one; "
        f"of plain imports by two processes on this machine: {bound:.2f} times"
    )


def imports_a_second(jobs: int, n: int) -> float:
    """Start ``n`` interpreters that import what a kernel imports, ``jobs`` at a time; return how many end a second."""
    one = [sys.executable, "-c", "import ipykernel.kernelapp, pandas, scipy.stats"]
    begun = time.monotonic()
    with ThreadPool(jobs) as pool:
        pool.map(lambda _: subprocess.run(one, check=True), range(n), chunksize=1)
    return n / (time.monotonic() - begun)


def whole_class(n: int, jobs: int) -> int:
    """Grade the class; return how many statuses are wrong or missing."""
    with tempfile.TemporaryDirectory() as folder:
        place, incoming = Path(folder) / "marks", Path(folder) / "incoming"
        incoming.mkdir()
        book = opened(place)
        made = invented(book, n)
        for name, raw in (file for one in made for file in one.files):
            (incoming / name).parent.mkdir(exist_ok=True)
            (incoming / name).write_bytes(raw)
        begun = time.monotonic()
        account = gather(incoming, "A0")
        statuses = look_for_copies(book, grade_all(book, account.submissions, jobs))
        write_reports(book, statuses, account)
        seconds = time.monotonic() - begun
    got = {status["student"]: status for status in statuses}
    wrong = 0
    for one in made:
        status = got.get(one.student)
        if status is None or (status["status"], status["points"]) != (one.status, one.points):
            wrong += 1
            found = "no status" if status is None else f"{status['status']}, {status['points']:g}: {status['notes']}"
            print(f"  WRONG {one.student} ({one.name}): wanted {one.status}, {one.points:g}; got {found}")
    n_files = sum(len(one.files) for one in made)
    accounted = len(account.left) + sum(len(one.paths) for one in account.submissions)
    if not n_files == account.seen == accounted:
        wrong += 1
        print(f"  WRONG {n_files} files were handed in, {account.seen} seen, {accounted} accounted for")
    counts = Counter(status["status"] for status in statuses)
    print(f"{n} submissions, {jobs} at a time: {seconds / 60:.1f} min, {seconds / n:.2f} s each; {wrong} wrong")
    print("  " + ", ".join(f"{number} {name}" for name, number in counts.most_common()))
    return wrong


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=500)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--compare", type=int, default=24, help="submissions of the comparison; 0 leaves it out")
    given = parser.parse_args(arguments)
    reason = why_no_sandbox()
    if reason:
        print(f"Grading is not timed here: {reason}")
        return 0
    if given.compare:
        compare(given.compare)
    return 1 if given.students and whole_class(given.students, given.jobs) else 0


if __name__ == "__main__":
    sys.exit(main())
