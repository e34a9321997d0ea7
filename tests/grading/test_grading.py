"""The whole chain on the sample assignment: every accident and attack has its status and its points."""

from __future__ import annotations

import csv
import fcntl
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

pytest.importorskip("nbgrader", reason="the extra 'grading' is not installed")

import pandas as pd
from ended_jobs import assert_ends_cleanly
from gradescope_format import assert_withheld, checked
from nbgrader.dbutil import ALEMBIC_DIR
from simulated_class import FULL, KINDS, POINTS, make, make_copy, make_wrong

from isotretinoin import course_root
from isotretinoin.grading.__main__ import main
from isotretinoin.grading.author.examine import read_assignment
from isotretinoin.grading.author.release import SAMPLE, find_source
from isotretinoin.grading.gradescope.run import results
from isotretinoin.grading.intake.collect import Submission
from isotretinoin.grading.kernel import sandbox as sandboxes
from isotretinoin.grading.kernel.sandbox import Limits, Sandbox, SandboxMissingError, why_no_sandbox
from isotretinoin.grading.marks.batch import Interrupted, grade_all, look_for_copies
from isotretinoin.grading.marks.gradebook import Book
from isotretinoin.grading.marks.report import item_table, marks_table, mistake_table, write_reports
from isotretinoin.grading.marks.single import grade_one, read_status

WHY = why_no_sandbox()
walls = pytest.mark.skipif(bool(WHY), reason=f"no sandbox on this machine: {WHY}")
SOURCE = find_source("A0")
LIMITS = Limits(cell_seconds=6, total_seconds=120, memory=3 * 2**30)


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Book:
    made = Book(tmp_path_factory.mktemp("marks"), SOURCE, Sandbox(LIMITS))
    made.open()
    return made


@pytest.fixture(scope="module")
def released(book):
    return book.released()


@pytest.fixture(scope="module")
def bank():
    return read_assignment(SOURCE.folder)


@pytest.fixture(scope="module")
def solutions(bank):
    return {question: bank.solution(question) for question in POINTS}


def graded(book: Book, made) -> dict:
    return grade_one(book, Submission(made.student, made.raw, made.file))


def feedback(book: Book, student: str) -> str:
    return (book.folder / "feedback" / student / "A0" / "A0.html").read_text(encoding="utf-8")


# What becomes of their cells is tested without a kernel in test_intake.py; the deep checks run them as well.
REBUILT = {
    "a reused name",
    "another platform's module",
    "answer typed into the check",
    "copied answer cell",
    "copied test cell",
    "deleted setup cell",
    "deleted test cell",
    "free text beside its cell",
    "raw cell and tags",
    "renamed file",
    "retyped cell",
    "saved by a Windows editor",
    "scratch copy at the end",
    "stripped metadata and ids",
    "words in a heading",
    "wrong kernel name",
}
# They go on until a limit of time or size stops them; of their kind the endless loop is stopped at every run.
STOPPED_LATE = {
    "a message of a gigabyte and more",
    "loop that swallows interrupts",
    "replies without end",
    "weightless output",
}
# Each goes wrong as one of those that are run every time does: an error, a kernel that ends, a patch in the kernel.
AS_ANOTHER = {
    "a syntax error",
    "another platform's backend",
    "asks for input",
    "import added to a given cell",
    "kernel killed",
    "left open",
    "magic below a comment",
    "pasted picture",
    "patched marker",
    "patched numpy",
    "printing the hidden test",
    "split answer cell",
    "sys.exit",
    "warnings",
}
DEEP = REBUILT | STOPPED_LATE | AS_ANOTHER
assert set(KINDS) >= DEEP


@walls
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.deep) if name in DEEP else name for name in KINDS]
)
def test_every_accident_and_attack_has_its_outcome(name: str, book, released, solutions, monkeypatch):
    monkeypatch.setenv("GRADERS_PASSWORD", "secret")
    if name == "fork bomb" and not sandboxes.limits_processes():
        pytest.skip("this machine limits no process of root's, and starts no kernel as another user")
    student = "s-" + re.sub(r"[^a-z]+", "-", name)
    made = make(name, student, released, solutions)
    status = graded(book, made)
    assert (status["status"], status["points"]) == (made.status, made.points), status["notes"]
    assert status["graded"]
    assert read_status(book, student) == status
    if status["status"] != "ok" or name == "own helper cells":
        assert status["notes"]
    if status["questions"]:
        assert status["possible"] == FULL + 2
        assert status["by_hand"] == ["q4"]
        page = feedback(book, student)
        secrets = ("HIDDEN", "hand_in(", "grading/", "Traceback (most recent call last):\n  File")
        # What students write themselves stays on their page.
        for secret in secrets[name == "marks of hidden tests in an answer" :]:
            assert secret not in re.sub("<[^>]+>", "", page), f"the feedback shows {secret}"
        assert len(page) < 2_000_000
        shown = re.sub(r"(?s)<pre>.*?</pre>", "", page)  # what a student wrote is shown, as text
        assert not re.search(r"<script>document|onclick|onerror|src=.?https?:", shown)
    with sqlite3.connect(book.folder / "gradebook.db") as database:
        assert not database.execute("select name from sqlite_master where type = 'trigger'").fetchall()
    printed = json.dumps(json.loads(book.graded_file(student).read_text())) if status["questions"] else ""
    assert "gradebook.db'" not in printed.split("FOUND")[-1] or name != "gradebook attack"
    assert "LOOT []" in printed or name != "reading what is not theirs"
    assert "WRITTEN []" in printed or name != "files beside the sockets"
    assert "output beyond the limit" in " ".join(status["notes"]) or name != "weightless output"
    if name == "fork bomb":
        assert 10 < int(printed.split("FORKED ")[1].split("\\n")[0]) < LIMITS.processes
    told = checked(results(status, {}, {"q4": 2.0}))
    if made.status == "needs-a-human":
        assert_withheld(told)
    else:
        assert told["score"] == made.points
        assert "HIDDEN" not in json.dumps(told)
        assert "hand_in" not in json.dumps(told)


LOOK = """
import os, sys, matplotlib
cache = matplotlib.get_cachedir()
print(open("plate.csv").read(), os.listdir(cache), os.access(cache, os.W_OK), os.access("/etc/ld.so.cache", os.R_OK))
print(os.getuid())
"""


@walls
def test_kernel_has_what_it_needs_behind_the_wall(tmp_path):
    """Also as another user: the assignment's files, whoever may read them outside, the list of fonts, the libraries."""
    (tmp_path / "plate.csv").write_text("well,value")
    (tmp_path / "plate.csv").chmod(0o600)
    cache = sandboxes.matplotlib_cache()
    with tempfile.TemporaryDirectory(prefix="iso-") as sockets:
        command = Sandbox(files=(tmp_path / "plate.csv",)).command(Path(sockets) / "kernel.json")
        look = [*command[: command.index(sys.executable)], sys.executable, "-c", LOOK]
        ran = subprocess.run(look, capture_output=True, text=True, check=False)
    has, user = ran.stdout.splitlines()
    assert has == f"well,value {[cache.name] if cache else []} True True"
    assert not ran.stderr
    assert (os.geteuid() == 0 and sandboxes.limits_processes()) == (int(user) > 60000)


@walls
def test_limit_that_leaves_no_room_for_a_kernel_is_seen():
    """Where a system counts a teacher's own programs too, the limit is left out in place of failing every student."""
    way = sandboxes._way()
    assert sandboxes._trial(way.name, []) == (0, "")
    if not sandboxes.limits_processes():
        pytest.skip("this machine limits no process of root's, and starts no kernel as another user")
    assert sandboxes._trial(way.name, Sandbox(Limits(processes=3))._few_processes())[0] == sandboxes._CROWDED


def test_new_gradebook_is_of_nbgraders_newest_format(tmp_path):
    book = Book(tmp_path, SOURCE, Sandbox(walls=False))
    book.open()
    folder = Path(ALEMBIC_DIR) / "versions"
    steps = [path.read_text() for path in folder.glob("*.py")]
    known = {re.search(r"^revision = '(\w+)'", text, re.M)[1] for text in steps}
    passed = {found[1] for text in steps if (found := re.search(r"^down_revision = '(\w+)'", text, re.M))}
    with sqlite3.connect(tmp_path / "gradebook.db") as database:
        rows = database.execute("select version_num from alembic_version").fetchall()
    assert [row[0] for row in rows] == list(known - passed)


@walls
def test_known_mistake_is_named_in_status_and_feedback(book, released, bank, solutions):
    from simulated_class import Desk, Made

    raw = Desk(released, "m1", solutions | {"q2": bank.wrong["q2"]["unpaired"]}).raw()
    status = graded(book, Made("wrong", "m1", raw, "ok", 5.0))
    assert status["status"] == "ok"
    assert status["questions"]["q2"]["mistake"] == "unpaired test"
    assert status["questions"]["q2"]["misconception"] == "m-more-values-always-help"
    assert "This is the unpaired test." in feedback(book, "m1")


@pytest.fixture(scope="module")
def class_of_five(tmp_path_factory, worker_id, released, bank, solutions):
    """Five students, graded by two workers. Processes that share the tests grade them once, and each has a copy."""
    if WHY:
        pytest.skip(f"no sandbox on this machine: {WHY}")
    made = [
        make("right", "p1", released, solutions),
        make_wrong("p2", released, bank, 3),
        make_copy("p3", "p1", released, bank),
        make("kernel death", "p4", released, solutions),
        make("empty file", "p5", released, solutions),
    ]
    submissions = [Submission(one.student, one.raw, one.file) for one in made]
    own = tmp_path_factory.getbasetemp()
    shared = (own if worker_id == "master" else own.parent) / "class"
    with open(f"{shared}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            book = Book(tmp_path_factory.mktemp("grading") / "class", SOURCE, Sandbox(LIMITS))
            book.open()
            seen = []
            grade_all(book, submissions, jobs=2, quiet=True, each=lambda status: seen.append(status["student"]))
            assert sorted(seen) == [one.student for one in made]
            book.folder.rename(shared)
    book = Book(shutil.copytree(shared, tmp_path_factory.mktemp("class") / "marks"), SOURCE, Sandbox(LIMITS))
    book.open()
    statuses = grade_all(book, submissions, quiet=True)
    return book, made, submissions, look_for_copies(book, statuses)


def test_batch_gives_everyone_a_status(class_of_five):
    _, made, _, statuses = class_of_five
    got = {status["student"]: (status["status"], status["points"]) for status in statuses}
    assert got == {one.student: (one.status, one.points) for one in made}


def test_copied_numbers_name_their_owner(class_of_five):
    _, _, _, statuses = class_of_five
    assert statuses[2]["notes"][0] == "q1: this is the right answer for p1."
    assert not any(status.get("copies") for i, status in enumerate(statuses) if i != 2)


def test_rerun_grades_nothing_twice_and_changes_nothing(class_of_five):
    book, _, submissions, statuses = class_of_five
    seen = []
    again = look_for_copies(book, grade_all(book, submissions, jobs=2, quiet=True, each=seen.append))
    assert not seen
    assert again == statuses


def test_changed_file_is_graded_again(class_of_five, tmp_path, released, solutions):
    done, _, submissions, _ = class_of_five
    # A copy: other tests look at the class as it was.
    book = Book(shutil.copytree(done.folder, tmp_path / "marks"), SOURCE, Sandbox(LIMITS))
    changed = [Submission("p5", make("right", "p5", released, solutions).raw, "p5.ipynb")]
    seen = []
    grade_all(book, submissions[:4] + changed, quiet=True, each=seen.append)
    assert [(status["student"], status["points"]) for status in seen] == [("p5", FULL)]


def test_marks_and_report_say_it_all(class_of_five):
    book, made, _, statuses = class_of_five
    paths = write_reports(book, statuses)
    rows = {row["student_id"]: row for row in csv.DictReader(paths["marks.csv"].open(encoding="utf-8"))}
    assert {name: (row["status"], float(row["points"])) for name, row in rows.items()} == {
        one.student: (one.status, one.points) for one in made
    }
    assert rows["p1"]["waits_for_hand"] == "q4"
    report = paths["report.html"].read_text(encoding="utf-8")
    assert "p4" in report
    assert "5 students" in report
    items = pd.read_csv(paths["items.csv"]).set_index("question")
    assert items.loc["q1", "n"] == 3  # the copy and the empty file wait for a human


def test_manual_marks_enter_the_marks(class_of_five):
    from nbgrader.api import Gradebook

    book, _, _, statuses = class_of_five
    with Gradebook(book.db_url) as opened:
        grade = opened.find_grade("q4", "A0", "A0", "p1")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        opened.db.commit()
    marks = marks_table(book, statuses).set_index("student_id")
    assert marks.loc["p1", "points"] == FULL + 1.5
    assert marks.loc["p1", "waits_for_hand"] == ""


def test_dead_worker_stops_nobody(class_of_five, tmp_path, monkeypatch):
    """A grader's process that dies leaves its submission to a human, and the next run tries again."""
    _, _, submissions, _ = class_of_five
    book = Book(tmp_path / "marks", SOURCE, Sandbox(LIMITS))
    book.open()
    from isotretinoin.grading.marks import batch

    start = batch._start
    first = []

    def start_and_kill(book):
        worker = start(book)
        if not first:
            first.append(worker)
            os.kill(worker.process.pid, signal.SIGKILL)
            worker.process.join()
        return worker

    monkeypatch.setattr(batch, "_start", start_and_kill)
    statuses = grade_all(book, [submissions[0], submissions[4]], quiet=True)
    assert [status["graded"] for status in statuses] == [False, True]
    assert statuses[0]["status"] == "needs-a-human"
    again = grade_all(book, [submissions[0], submissions[4]], quiet=True)
    assert (again[0]["status"], again[0]["points"]) == ("ok", FULL)


@walls
def test_interruption_loses_nothing(tmp_path, released, solutions):
    """Ctrl+C in the middle: what is done is on disk, no kernel is left, and the same command goes on."""
    folder = tmp_path / "handed in"
    folder.mkdir()
    for name in ("i1", "i2"):
        (folder / f"{name}.ipynb").write_bytes(make("right", name, released, solutions).raw)
    command = [sys.executable, "-m", "isotretinoin.grading", "grade", "A0", folder, "--marks", tmp_path / "marks"]
    # A shell that starts the checks in the background has Ctrl+C ignored, and a child inherits that.
    run = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    status = tmp_path / "marks" / "status" / "A0" / "i1.json"
    for _ in range(1800):
        if status.exists() or run.poll() is not None:
            break
        time.sleep(0.1)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=120)
    assert run.returncode == 130, said
    assert "The same command goes on from there." in said
    first = status.read_bytes()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert status.read_bytes() == first
    assert "2 students: 2 ok." in done.stdout
    assert "Warning" not in said + done.stderr


@walls
def test_canvas_archive_from_the_command(tmp_path, released, solutions, capsys):
    import zipfile

    archive = tmp_path / "submissions.zip"
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("müllerjörg_LATE_771_9001_A0-1.ipynb", make("right", "z1", released, solutions).raw)
    roster = tmp_path / "roster.csv"
    roster.write_text("student_id,canvas\nz1,771\nz2,772\n", encoding="utf-8")
    marks = tmp_path / "marks"
    assert main(["grade", "A0", str(archive), "--marks", str(marks), "--roster", str(roster), "--quiet"]) == 0
    rows = list(csv.DictReader((marks / "A0-marks.csv").open(encoding="utf-8")))
    assert [(row["student_id"], row["status"], row["late"]) for row in rows] == [
        ("z1", "ok", "late"),
        ("z2", "no-submission", ""),
    ]
    assert main(["report", "A0", "--marks", str(marks)]) == 0
    assert "A0-report.html" in capsys.readouterr().out


@walls
def test_grade_one_always_writes_its_status(tmp_path, released, solutions):
    notebook = tmp_path / "one.ipynb"
    notebook.write_bytes(make("infinite loop", "q1", released, solutions).raw)
    arguments = ["grade-one", "A0", str(notebook), "--student", "Q1", "--marks", str(tmp_path / "marks")]
    status = tmp_path / "out" / "status.json"
    assert main([*arguments, "--status", str(status), "--cell-seconds", "5"]) == 0
    written = json.loads(status.read_text())
    assert (written["student"], written["status"], written["points"]) == ("q1", "timeout", 5.0)


@pytest.mark.parametrize(
    ("spoil", "code", "says"),
    [
        ({"--student": "Jörg Müller"}, 2, "StudentIdError"),
        ({"assignment": "A99"}, 2, "AssignmentSourceError"),
    ],
)
def test_grade_one_writes_a_status_for_a_wrong_call_too(tmp_path, spoil, code, says):
    status = tmp_path / "status.json"
    given = {"assignment": "A0", "--student": "q1"} | spoil
    arguments = ["grade-one", given["assignment"], str(tmp_path / "none.ipynb"), "--student", given["--student"]]
    assert main([*arguments, "--marks", str(tmp_path / "marks"), "--status", str(status)]) == code
    written = json.loads(status.read_text())
    assert written["status"] == "needs-a-human"
    assert says in written["notes"][0]


def test_grade_one_knows_nothing_handed_in(tmp_path):
    status = tmp_path / "status.json"
    arguments = ["grade-one", "A0", str(tmp_path / "none.ipynb"), "--student", "q1", "--marks", str(tmp_path / "marks")]
    assert main([*arguments, "--status", str(status), "--no-sandbox"]) == 0
    assert json.loads(status.read_text())["status"] == "no-submission"


def test_without_walls_nothing_is_run_unless_the_teacher_says_so(tmp_path, monkeypatch, capsys, released, solutions):
    monkeypatch.setattr(sandboxes, "why_no_sandbox", lambda: "bubblewrap (bwrap) is not installed.")
    with pytest.raises(SandboxMissingError, match="--no-sandbox"):
        Sandbox().check()
    (tmp_path / "n1.ipynb").write_bytes(make("right", "n1", released, solutions).raw)
    arguments = ["grade", "A0", str(tmp_path / "n1.ipynb"), "--marks", str(tmp_path / "marks"), "--quiet"]
    assert main(arguments) == 2
    assert "sudo apt install bubblewrap" in capsys.readouterr().err
    assert main([*arguments, "--no-sandbox"]) == 0
    row = next(csv.DictReader((tmp_path / "marks" / "A0-marks.csv").open(encoding="utf-8")))
    assert (row["status"], float(row["points"])) == ("ok", FULL)


def test_wrong_calls_say_what_to_do(tmp_path, capsys):
    assert main(["grade", "A99", str(tmp_path), "--marks", str(tmp_path / "m"), "--no-sandbox"]) == 2
    assert "A0" in capsys.readouterr().err
    assert main(["grade", "A0", str(tmp_path / "gone"), "--marks", str(tmp_path / "m"), "--no-sandbox"]) == 2
    assert "no folder, archive or notebook" in capsys.readouterr().err
    assert main(["report", "A0", "--marks", str(tmp_path / "m")]) == 2


def test_key_that_fails_is_no_fault_of_the_student(tmp_path, released, solutions):
    broken = tmp_path / "A0"
    broken.mkdir()
    broken.joinpath("A0.md").write_text(SOURCE.text.read_text())
    text = SOURCE.key.read_text().replace(
        "def p_values(case: Case) -> pd.Series:", "def p_values(case: Case) -> pd.Series:\n    1 / 0"
    )
    broken.joinpath("key.py").write_text(text)
    from isotretinoin.grading.author.key import read_key
    from isotretinoin.grading.author.marking import Case, KeyProblem, mark
    from isotretinoin.grading.author.release import AssignmentSource

    question = read_key(AssignmentSource("A0", broken))[1]
    with pytest.raises(KeyProblem, match="q2"):
        mark(question, [0.1], Case("s1", None))


@walls
def test_queue_that_ends_a_job_leaves_nothing_behind(tmp_path, released, solutions):
    made = make("infinite loop", "q1", released, solutions)
    assert_ends_cleanly(tmp_path, made.raw)


@walls
def test_marks_in_a_folder_that_submissions_read_are_refused(tmp_path, monkeypatch, capsys):
    shared = tmp_path / "data"
    shared.mkdir()
    monkeypatch.setattr(sandboxes, "_readable", lambda: (shared,))
    with pytest.raises(SandboxMissingError, match=r"stands in it\. Move it elsewhere"):
        Sandbox().check([shared / "marks"])
    Sandbox().check([tmp_path / "marks", SOURCE.folder], course_root() / SAMPLE)  # the sample's key is in the open
    handed_in = tmp_path / "in"
    handed_in.mkdir()
    assert main(["grade", "A0", str(handed_in), "--marks", str(shared / "marks")]) == 2
    assert "Move it elsewhere" in capsys.readouterr().err


# Statistics of the report, against figures worked out by hand.


def fake(student: str, rights: str, mistakes: dict[str, str] | None = None, status: str = "ok") -> dict:
    from isotretinoin.grading.author.key import read_key

    verdicts = {
        q.id: {
            "points": q.points * (mark == "1"),
            "right": mark == "1",
            "handed_in": mark != "-",
            "mistake": (mistakes or {}).get(q.id, ""),
            "misconception": "m-more-values-always-help" if (mistakes or {}).get(q.id) == "unpaired test" else "",
            "message": "",
        }
        for q, mark in zip(read_key(SOURCE), rights, strict=True)
    }
    return {"student": student, "status": status, "questions": verdicts, "seconds": 1.0, "notes": []}


def test_item_statistics():
    from isotretinoin.grading.author.key import read_key

    statuses = [
        fake("a", "111"),
        fake("b", "101", {"q2": "unpaired test"}),
        fake("c", "100", {"q2": "unpaired test"}),
        fake("d", "0-0", {"q1": "no logarithm"}),
        fake("e", "111", status="needs-a-human"),
    ]
    table = item_table(statuses, read_key(SOURCE))
    assert table["n"].tolist() == [4, 4, 4]
    assert table["difficulty"].tolist() == [0.75, 0.25, 0.5]
    assert table["handed_in"].tolist() == [1, 0.75, 1]
    assert table.loc["q2", ["top_mistake", "top_n", "unexplained"]].tolist() == ["unpaired test", 2, 0]
    # q1 right: 1 1 1 0; points of the rest: 5 3 0 0. Sums of squares 0.75 and 18, of products 2: 2 / sqrt(13.5).
    assert table.loc["q1", "discrimination"] == pytest.approx(2 / 13.5**0.5)
    mistakes = mistake_table(statuses)
    assert mistakes.loc[0, ["question", "mistake", "n"]].tolist() == ["q2", "unpaired test", 2]
    assert "unpaired test is stronger" in mistakes.loc[0, "idea"]


def test_interrupted_says_how_to_go_on():
    assert "2 of 5 submissions are graded" in str(Interrupted(2, 5))
