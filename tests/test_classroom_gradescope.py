"""The autograder for Gradescope, run as Gradescope says that it runs one, in a folder in place of ``/autograder``."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("nbgrader", reason="the extra 'grading' is not installed")

import jsonschema
from simulated_class import FULL, POINTS, Desk, make

from isotretinoin.classroom.__main__ import main
from isotretinoin.classroom.assignments.release import find_source, read_source, release
from isotretinoin.classroom.grading.collect import Roster
from isotretinoin.classroom.grading.examine import read_assignment
from isotretinoin.classroom.grading.gradescope_run import NotOurs, Owner, choose, owner_of, results
from isotretinoin.classroom.grading.sandbox import as_another_user, why_no_sandbox
from isotretinoin.classroom.grading.single import STATUSES, empty_status

SOURCE = find_source("A0")
WHY = why_no_sandbox()
VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
TEST = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "score": {"type": "number"},
        "max_score": {"type": "number"},
        "status": {"enum": ["passed", "failed"]},
        "name": {"type": "string"},
        "name_format": FORMAT,
        "number": {"type": "string"},
        "output": {"type": "string"},
        "output_format": FORMAT,
        "tags": {"type": "array", "items": {"type": "string"}},
        "visibility": VISIBILITY,
        "extra_data": {"type": "object"},
    },
}
# https://gradescope-autograders.readthedocs.io/en/latest/specs/, "Output format".
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["score"],  # optional there only where each test has one
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "number"},
        "output": {"type": "string"},
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "tests": {"type": "array", "items": TEST},
        "leaderboard": {"type": "array"},
    },
}


def checked(found: dict) -> dict:
    jsonschema.validate(found, SCHEMA)
    return found


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    (folder / "roster.csv").write_text("student_id,email,sid\ns017,ada@example.org,4711\ns018,bob@example.org,4712\n")
    made = folder / "A0.zip"
    assert main(["export-gradescope", "A0", "--to", str(made), "--roster", str(folder / "roster.csv")]) == 0
    return made


@pytest.fixture(scope="module")
def machine(archive):
    """The image after ``setup.sh``; its environment is this one, as the test installs nothing."""
    # Another user has to get there, so it is not in pytest's own folder.
    with tempfile.TemporaryDirectory(prefix="gradescope-") as made:
        base = Path(made)
        base.chmod(0o755)
        source = base / "autograder" / "source"
        source.mkdir(parents=True)
        with zipfile.ZipFile(archive) as zipped:
            for entry in zipped.infolist():
                Path(zipped.extract(entry, source)).chmod(entry.external_attr >> 16)
        (base / "home").mkdir()
        (base / "home" / "venv").symlink_to(sys.prefix)
        environment = os.environ | {"AUTOGRADER": str(base / "autograder"), "COURSE_HOME": str(base / "home")}
        environment.pop("ISOTRETINOIN_INSTRUCTOR", None)
        ran = subprocess.run([source / "setup.sh"], env=environment, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        assert "A0 is ready." in ran.stdout
        yield base, environment


@pytest.fixture(scope="module")
def released():
    return release(read_source(SOURCE.text))


@pytest.fixture(scope="module")
def solutions():
    bank = read_assignment(SOURCE.folder)
    return {question: bank.solution(question) for question in POINTS}


def graded(machine, raw: bytes | None, email: str = "ada@example.org", **more: str) -> tuple[dict, str]:
    """Put a submission where Gradescope does, run ``run_autograder``, return its result and what it printed."""
    base, environment = machine
    autograder = base / "autograder"
    for name in ("submission", "results"):
        shutil.rmtree(autograder / name, ignore_errors=True)
        (autograder / name).mkdir()
    (autograder / "results").chmod(0o777)
    if raw is not None:
        (autograder / "submission" / "work.ipynb").write_bytes(raw)
    about = {"id": 1, "users": [{"email": email, "id": 99, "name": "Ada"}], "previous_submissions": []}
    (autograder / "submission_metadata.json").write_text(json.dumps(about))
    run = autograder / "source" / "run_autograder"
    ran = subprocess.run([run], env=environment | more, capture_output=True, text=True, check=False)
    assert ran.returncode == 0
    found = json.loads((autograder / "results" / "results.json").read_text())
    return checked(found), ran.stdout + ran.stderr


def scores(found: dict) -> dict[str, float]:
    return {test["name"].split(":")[0]: test["score"] for test in found["tests"] if "score" in test}


def test_zip_is_what_gradescope_asks_for(archive):
    with zipfile.ZipFile(archive) as zipped:
        modes = {entry.filename: entry.external_attr >> 16 for entry in zipped.infolist()}
        pins = zipped.read("requirements.txt").decode()
    assert modes["setup.sh"] & modes["run_autograder"] & 0o111
    assert {"instructor/A0/key.py", "roster.csv", "course/src/isotretinoin/__init__.py"} <= set(modes)
    assert not any("answers" in name for name in modes if name.startswith("instructor/"))
    assert not any("__pycache__" in name or name.startswith(("course/instructor", "course/tests")) for name in modes)
    names = {line.split("==")[0] for line in pins.splitlines()}
    assert {"nbgrader", "jupytext", "ipykernel", "pyzmq", "psutil", "scipy", "statsmodels"} <= names
    assert not names & {"rfc3987-syntax", "jupyter-book", "playwright", "pytest", "appnope"}
    assert all("==" in line for line in pins.splitlines())


def test_zip_is_for_the_teacher_alone_and_the_same_each_time(archive, tmp_path):
    assert archive.stat().st_mode & 0o077 == 0
    again = tmp_path / "again.zip"
    assert main(["export-gradescope", "A0", "--to", str(again), "--roster", str(archive.parent / "roster.csv")]) == 0
    assert again.read_bytes() == archive.read_bytes()


def test_faulty_roster_stops_the_export(tmp_path, capsys):
    roster = tmp_path / "roster.csv"
    roster.write_text("student_id,email\ns1,a@example.org\ns2,a@example.org\n")
    assert main(["export-gradescope", "A0", "--to", str(tmp_path / "A0.zip"), "--roster", str(roster)]) == 2
    assert "stands for two students" in capsys.readouterr().err
    assert not (tmp_path / "A0.zip").exists()


walls = pytest.mark.skipif(bool(WHY), reason=f"no sandbox on this machine: {WHY}")


@walls
def test_right_work_has_its_points(machine, released, solutions):
    found, printed = graded(machine, make("right", "s017", released, solutions).raw)
    assert found["score"] == FULL, printed
    assert scores(found) == POINTS
    assert found["extra_data"] == {"status": "ok", "student": "s017", "graded": True}
    waiting = next(test for test in found["tests"] if test["name"] == "q4")
    assert "A person marks this: 2 points" in waiting["output"]
    assert "score" not in waiting
    assert found.get("visibility", "visible") == "visible"
    assert "HIDDEN" not in json.dumps(found)
    assert "hand_in" not in json.dumps(found)


@walls
def test_code_that_ends_the_kernel_loses_its_own_question_only(machine, released, solutions):
    found, _ = graded(machine, make("kernel death", "s017", released, solutions).raw)
    assert (found["extra_data"]["status"], found["score"]) == ("crash", 5)
    assert scores(found) == POINTS | {"q2": 0}
    assert "Your code ended the kernel" in found["output"]


ATTACK = """\
import glob, os, subprocess, sys
seen = []
for place in (BASE, "/proc/1/environ", "/root/.bashrc"):
    for folder, _, files in os.walk(place):
        for file in files:
            path = os.path.join(folder, file)
            if "/home/" not in path and os.access(path, os.R_OK):
                seen.append(path)
for path in (RESULTS, BASE + "/autograder/source/instructor/A0/key.py"):
    try:
        open(path, "w").write("forged")
        seen.append("wrote " + path)
    except OSError:
        pass
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(900)", "left-behind"], start_new_session=True)
print("SEEN", seen, os.getuid())
p_values = None if not seen and os.getuid() else pd.Series(0.0, index=data.before.index)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="another user can be had by root only, as in Gradescope's containers")
def test_where_bubblewrap_is_forbidden_file_rights_are_the_wall(machine, released, solutions, tmp_path):
    """Wrong work that attacks: it reaches neither key nor result, and leaves nothing running."""
    base, environment = machine
    (tmp_path / "bwrap").write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    (tmp_path / "bwrap").chmod(0o755)
    desk = Desk(released, "s017", solutions)
    places = f"BASE, RESULTS = {str(base)!r}, {str(base / 'autograder/results/results.json')!r}\n"
    desk.answer("q2", places + ATTACK)
    found, printed = graded(machine, desk.raw(), PATH=f"{tmp_path}:{environment['PATH']}")
    assert "No permissions" in printed
    assert (found["extra_data"]["status"], found["score"]) == ("ok", 5), printed
    q2 = next(test for test in found["tests"] if test["name"].startswith("q2"))
    assert "still None" in q2["output"], "the attack reached something"
    assert not any(b"left-behind" in path.read_bytes() for path in _command_lines())


def _command_lines():
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            path.read_bytes()
        except OSError:
            continue
        yield path


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has something to take away")
def test_open_key_is_refused_and_not_run(machine, released, solutions, tmp_path, capsys):
    notebook = tmp_path / "work.ipynb"
    notebook.write_bytes(make("right", "s017", released, solutions).raw)
    # A0's key is for everybody to read, so that a machine without bubblewrap cannot hide it.
    given = ["grade-one", "A0", str(notebook), "--student", "s017", "--marks", str(tmp_path / "marks"), "--throwaway"]
    assert main(given) == 2
    status = json.loads(capsys.readouterr().out)
    assert not status["graded"]
    assert "can reach" in status["notes"][0] or "cannot start Python" in status["notes"][0]


def test_nothing_handed_in_is_said(machine):
    found, _ = graded(machine, None)
    assert (found["extra_data"]["status"], found["score"]) == ("no-submission", 0)
    assert "ends in .ipynb" in found["output"]


def test_stranger_waits_for_a_teacher(machine, released, solutions):
    found, printed = graded(machine, make("right", "s017", released, solutions).raw, email="eve@example.org")
    assert_withheld(found)
    assert "eve@example.org stands for nobody on the roster." in printed
    shown = found["output"] + "".join(test["output"] for test in found["tests"] if test["visibility"] == "visible")
    assert "eve@" not in shown


def test_failure_of_the_grader_is_not_the_students(machine, released, solutions):
    base, _ = machine
    about = base / "autograder" / "source" / "assignment.json"
    whole = about.read_text()
    about.write_text("{")
    try:
        found, _ = graded(machine, make("right", "s017", released, solutions).raw)
    finally:
        about.write_text(whole)
    assert_withheld(found)
    assert not found["extra_data"]["graded"]
    assert "The grader failed: JSONDecodeError" in found["tests"][0]["output"]


def test_death_of_the_grader_leaves_a_result_too(machine):
    found, _ = graded(machine, None, COURSE_HOME="/nowhere")
    assert_withheld(found)


def assert_withheld(found: dict) -> None:
    assert found["score"] == 0
    assert found["visibility"] == "hidden"  # hides the total, says Gradescope's documentation
    assert all(test["visibility"] == "hidden" for test in found["tests"])
    assert "teacher will look at it" in found["output"]


@pytest.mark.parametrize("name", STATUSES)
def test_every_status_has_a_valid_result(name: str):
    verdict = {"points": 2.0, "possible": 2.0, "right": True, "message": "Right."}
    status = empty_status(name, ["A note."]) | {"student": "s1", "points": 2.0, "questions": {"q1": verdict}}
    found = checked(results(status, {"q1": "Change"}, {"q4": 2.0}))
    if name == "needs-a-human":
        assert_withheld(found)
    else:
        assert found["score"] == (0 if name == "no-submission" else 2)
    assert_withheld(checked(results(status | {"graded": False}, {}, {})))
    assert_withheld(checked(results({"status": "unheard of"}, {}, {})))


ROSTER = Roster(("s1", "s2"), {"s1": "s1", "s2": "s2", "a@example.org": "s1", "7": "s1", "b@example.org": "s2"})


@pytest.mark.parametrize(
    ("users", "typed", "owner"),
    [
        ([{"email": "A@example.org"}], "s1", "s1"),
        ([{"email": "a@example.org"}], "s2", "s1"),  # grade-one sees that the answers are another's
        ([{"email": "new@example.org", "sid": 7}], "", "s1"),
        ([{"email": "a@example.org"}, {"email": "b@example.org"}], "s2", "s2"),
    ],
)
def test_owner_is_whom_the_roster_names(users, typed, owner):
    assert owner_of(users, typed, ROSTER).student == owner


@pytest.mark.parametrize(
    ("users", "typed"),
    [
        ([{"email": "eve@example.org"}], "s1"),
        ([{"email": "a@example.org", "sid": "b@example.org"}], "s1"),
        ([{"email": "a@example.org"}, {"email": "b@example.org"}], "s3"),
    ],
)
def test_nobody_or_two_is_for_a_human(users, typed):
    with pytest.raises(NotOurs):
        owner_of(users, typed, ROSTER)


def test_without_a_roster_the_notebook_says_whose_it_is():
    assert owner_of([{"email": "a@example.org"}], "s9", None) == Owner("s9", owner_of([], "s9", None).note)
    with pytest.raises(NotOurs) as refused:
        owner_of([{"email": "a@example.org"}], "", None)
    assert "Type your course id" in refused.value.advice


def test_links_among_the_files_lead_nowhere(tmp_path):
    (tmp_path / "secret.ipynb").write_text("{}")
    folder = tmp_path / "submission"
    folder.mkdir()
    (folder / "a.ipynb").symlink_to(tmp_path / "secret.ipynb")
    assert choose(folder, []) == (None, "")
    (folder / "b.ipynb").write_text('"q1-check"')
    (folder / "c.ipynb").write_text("")
    best, note = choose(folder, ["q1-check"])
    assert best.name == "b.ipynb"
    assert "2 notebooks" in note


def test_another_user_is_nobody_in_particular():
    ids = as_another_user()[1:3]
    assert ids[0].split("=")[1] == ids[1].split("=")[1]
    assert int(ids[0].split("=")[1]) > 60000
