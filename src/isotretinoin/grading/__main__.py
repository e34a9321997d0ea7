"""``python -m isotretinoin.grading``: release assignments, examine their keys, grade a class, report."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from isotretinoin import course_root

from .author.release import SAMPLE, find_source, find_sources, write_release

if TYPE_CHECKING:
    from .marks.gradebook import Book

_NEEDS = "These commands need nbgrader and jupytext: install the course with its extra 'grading', or run 'make' once."


def _parser() -> argparse.ArgumentParser:
    """Return the parser; each command sets ``run``, a function of the parsed arguments and the course's folder."""
    parser = argparse.ArgumentParser(prog="python -m isotretinoin.grading", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    root = argparse.ArgumentParser(add_help=False)
    root.add_argument("--root", type=Path, help="folder of the course; this checkout if left out")
    release = commands.add_parser("release", parents=[root], help="make the students' notebooks from their sources")
    release.add_argument("assignment", nargs="*", help="such as A2; all whose source is at hand if left out")
    release.add_argument("--check", action="store_true", help="change nothing; exit status 1 where one is out of date")
    release.set_defaults(run=_release)

    examine = commands.add_parser(
        "examine",
        parents=[root],
        help="grade the grader: is every right answer of the bank taken, and no wrong one, for these students?",
        epilog="About half a second for each student and assignment. Exit status: 0, or 1 where the key erred.",
    )
    examine.add_argument("assignment", nargs="*", help="such as A2; all whose source is at hand if left out")
    who = examine.add_mutually_exclusive_group()
    who.add_argument("--students", type=int, default=30, help="number of invented students; 30 if left out")
    who.add_argument("--roster", type=Path, help="CSV with student_id: your own students in place of invented ones")
    examine.set_defaults(run=_examine)

    place = argparse.ArgumentParser(add_help=False)
    place.add_argument("--marks", type=Path, required=True, help="folder for marks, feedback and gradebook")

    grade = commands.add_parser(
        "grade",
        parents=[root, _machine(), place],
        help="grade a folder or an archive of submissions",
        epilog="Interrupt it when you like: the same command goes on where it stopped. Exit status: 0 if every "
        "submission has a status, 2 for a wrong call, 130 if interrupted.",
    )
    grade.add_argument("assignment", help="such as A2")
    grade.add_argument("submissions", type=Path, help="folder, zip archive of Canvas or Moodle, or one notebook")
    grade.add_argument("--roster", type=Path, help="CSV with student_id and the names that the platform uses")
    grade.add_argument("--jobs", type=int, default=1, help="submissions at a time; one per processor is sensible")
    grade.add_argument("--again", action="store_true", help="grade also what has been graded")
    grade.add_argument("--quiet", action="store_true", help="no progress bar")
    grade.set_defaults(run=_grade)

    one = commands.add_parser(
        "grade-one",
        parents=[root, _machine(single=True)],
        help="grade a single submission and write its status as JSON: for queues",
        epilog="The status is written and printed whatever happens. Exit status: 0 for a status, 2 for a wrong call, "
        "3 if the grader's machine failed, so that a queue may try again.",
    )
    one.add_argument("assignment", help="such as A2")
    one.add_argument("notebook", type=Path)
    one.add_argument("--student", required=True, help="course id of the owner")
    one.add_argument("--marks", type=Path, required=True, help="folder for this student's marks and feedback")
    one.add_argument("--status", type=Path, help="write the status here too")
    one.set_defaults(run=_grade_one)

    gradescope = commands.add_parser(
        "export-gradescope",
        parents=[root],
        help="write an assignment as an autograder for Gradescope",
        epilog="The file holds the key and the roster: upload it, and give it to nobody. Exit status: 0, or 2 for a "
        "wrong call.",
    )
    gradescope.add_argument("assignment", help="such as A2")
    gradescope.add_argument("--to", type=Path, required=True, help="the zip file to write")
    gradescope.add_argument("--roster", type=Path, help="CSV with student_id and, for instance, email or sid")
    gradescope.set_defaults(run=_export_gradescope)

    report = commands.add_parser("report", parents=[root, place], help="write marks and report anew, with manual marks")
    report.add_argument("assignment", help="such as A2")
    report.set_defaults(run=_report)
    return parser


def _machine(*, single: bool = False) -> argparse.ArgumentParser:
    """Return the options that say where submissions run; some are for a machine that runs a single one."""
    machine = argparse.ArgumentParser(add_help=False)
    wall = machine.add_mutually_exclusive_group()
    wall.add_argument("--no-sandbox", action="store_true", help="run submissions with all of your own rights")
    wall.add_argument(
        "--container",
        default="",
        metavar="ENGINE:IMAGE",
        help="run submissions in a container without network, such as docker:course, podman:course or "
        "apptainer:course.sif, in place of bubblewrap; the image brings Python and the course's packages",
    )
    if single:
        wall.add_argument(
            "--throwaway",
            action="store_true",
            help="this machine is a container that ends with the submission: where it forbids bubblewrap, run the "
            "code as another user; needs root, and refuses where that user could reach key, notebook or marks",
        )
    machine.add_argument("--cell-seconds", type=float, default=60.0, help="processor time of one cell; 60 if left out")
    machine.add_argument(
        "--total-seconds", type=float, default=300.0, help="processor time of one submission; 300 if left out"
    )
    machine.add_argument("--memory", type=float, default=4.0, help="limit of memory, GB; 4 if left out")
    return machine


def _release(given: argparse.Namespace, root: Path) -> int:
    stale = 0
    for name in given.assignment or find_sources(root):
        source = find_source(name, root)
        path, changed = write_release(source, root, dry=given.check)
        stale += changed
        said = ("out of date: run release" if changed else "as its source says") if given.check else ""
        print(f"{path.relative_to(root)}: {said or ('made' if changed else 'unchanged')}")
    return 1 if given.check and stale else 0


def _examine(given: argparse.Namespace, root: Path) -> int:
    from .author.examine import examine, read_assignment
    from .intake.roster import read_roster

    invented = [f"check-{number}" for number in range(max(1, given.students))]
    students = read_roster(given.roster).students if given.roster else invented
    erred = 0
    for name in given.assignment or find_sources(root):
        table = examine(read_assignment(find_source(name, root).folder), students)
        wanted = table["students"].where(table["kind"] == "right", 0)
        amiss = table[table["accepted"] != wanted]
        erred += len(amiss)
        number = table["kind"].value_counts()
        print(
            f"{name}: {number['right']} right and {number['wrong']} wrong answers, {len(students)} students:", end=" "
        )
        print(f"the key erred on {len(amiss)} of them." if len(amiss) else "all right ones taken, no wrong one.")
        if len(amiss):
            print(amiss.to_string(index=False))
    return 1 if erred else 0


def _book(given: argparse.Namespace, root: Path, hidden: tuple[Path, ...] = ()) -> Book:
    from .kernel.sandbox import Limits, Sandbox, why_no_sandbox
    from .marks.gradebook import Book

    source = find_source(given.assignment, root)
    limits = Limits(given.cell_seconds, given.total_seconds, memory=int(given.memory * 2**30))
    reason = why_no_sandbox() if getattr(given, "throwaway", False) else ""
    sandbox = Sandbox(limits, not given.no_sandbox, given.container, source.files, throwaway=bool(reason))
    if reason:
        print(f"{reason} The submission runs as another user.", file=sys.stderr)
        given.marks.mkdir(parents=True, exist_ok=True)
    sandbox.check([source.folder, source.key, source.text, given.marks, *hidden], course_root() / SAMPLE)
    book = Book(given.marks.resolve(), source, sandbox)
    book.open()
    return book


def _grade(given: argparse.Namespace, root: Path) -> int:
    from .intake.collect import gather
    from .intake.rebuild import grade_id
    from .intake.roster import read_roster
    from .marks.batch import Interrupted, grade_all, look_for_copies
    from .marks.report import write_reports

    roster = read_roster(given.roster) if given.roster else None
    book = _book(given, root)
    known = [grade_id(cell) for cell in book.released().cells if grade_id(cell)]
    account = gather(given.submissions, book.source.name, known, roster)
    try:
        statuses = grade_all(book, account.submissions, given.jobs, quiet=given.quiet, again=given.again)
    except Interrupted as stopped:
        print(f"\n{stopped}", file=sys.stderr)
        return 130
    statuses = look_for_copies(book, statuses)
    paths = write_reports(book, statuses, account)
    counts = Counter(status["status"] for status in statuses)
    print(f"{len(statuses)} students: {', '.join(f'{number} {name}' for name, number in counts.most_common())}.")
    print(f"Marks: {paths['marks.csv']}\nReport: {paths['report.html']}\nFeedback: {book.folder / 'feedback'}")
    failed = [status["student"] for status in statuses if not status["graded"]]
    if failed:
        print(f"The grader's machine failed on {', '.join(failed[:5])}; the same command tries again.", file=sys.stderr)
    return 0


def _grade_one(given: argparse.Namespace, root: Path) -> int:
    from isotretinoin.assignments.identity import normal_id

    from .intake.collect import Submission
    from .intake.rebuild import LARGEST
    from .marks.single import grade_one
    from .marks.status import empty_status

    about = {"student": given.student, "assignment": given.assignment, "file": given.notebook.name}
    wrong_call = None
    # A queue ends its jobs by SIGTERM: the kernel has to go first.
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        about["student"] = normal_id(given.student)
        book = _book(given, root, (given.notebook,))
        raw = None
        if given.notebook.exists():
            with given.notebook.open("rb") as stream:
                raw = stream.read(LARGEST + 1)
        status = grade_one(book, Submission(about["student"], raw, given.notebook.name))
    except Exception as error:
        wrong_call = error if _is_ours(error) else None
        status = about | empty_status("needs-a-human", [f"{type(error).__name__}: {error}"[:500]], graded=False)
    finally:
        signal.signal(signal.SIGTERM, before)
    text = json.dumps(status, ensure_ascii=False, indent=1)
    if given.status:
        given.status.parent.mkdir(parents=True, exist_ok=True)
        given.status.write_text(text + "\n", encoding="utf-8")
    print(text)
    return 2 if wrong_call else 0 if status["graded"] else 3


def _export_gradescope(given: argparse.Namespace, root: Path) -> int:
    from isotretinoin.assignments.identity import SALT

    from .gradescope.export import export

    made = export(find_source(given.assignment, root), given.to, root, given.roster)
    print(f"{given.to}: {made.files} files, {made.requirements} pinned packages, {made.students or 'no'} students.")
    print(f"Automatic points: {made.points:g}. Marked by a person in Gradescope: {made.by_hand:g}.")
    print(f"Students need the notebooks of this copy of the course: its data follow from the salt {SALT!r}.")
    print("The file holds the key: upload it, and give it to nobody.")
    return 0


def _report(given: argparse.Namespace, root: Path) -> int:
    from .marks.gradebook import Book
    from .marks.report import write_reports
    from .marks.single import read_status

    book = Book(given.marks.resolve(), find_source(given.assignment, root))
    found = sorted((book.folder / "status" / book.source.name).glob("*.json"))
    statuses = [status for path in found if (status := read_status(book, path.stem))]
    if not statuses:
        print(f"Nothing has been graded in {given.marks} yet.", file=sys.stderr)
        return 2
    for status in statuses:
        if status["questions"]:
            book.feedback(status["student"])
    for path in write_reports(book, statuses).values():
        print(path)
    return 0


def _is_ours(error: Exception) -> bool:
    """Is it an error of this library, whose message says what to do?"""
    return type(error).__module__.startswith("isotretinoin.")


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status; what the caller can mend becomes one sentence and status 2."""
    given = _parser().parse_args(arguments)
    try:
        return given.run(given, given.root or course_root())
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in {"nbgrader", "jupytext", "nbconvert", "nbformat", "jupyter_client"}:
            raise
        print(_NEEDS, file=sys.stderr)
    except (ValueError, RuntimeError) as error:
        if not _is_ours(error):
            raise
        print(error, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
