"""The autograder for Gradescope, run as Gradescope says that it runs one, in a folder in place of ``/autograder``.

What grading makes of each kind of submission, and what Gradescope would be told, is in test_classroom_grading.py.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("nbgrader", reason="the extra 'grading' is not installed")

from gradescope_format import assert_withheld, checked
from simulated_class import POINTS, Desk

from isotretinoin.grading.__main__ import main
from isotretinoin.grading.author.examine import read_assignment
from isotretinoin.grading.author.release import find_source, read_source, release
from isotretinoin.grading.gradescope import run as gradescope_run
from isotretinoin.grading.gradescope.run import NotOurs, Owner, choose, owner_of, results
from isotretinoin.grading.intake.roster import Roster
from isotretinoin.grading.kernel.sandbox import Sandbox, SandboxMissingError, as_another_user, why_no_sandbox
from isotretinoin.grading.marks.status import STATUSES, empty_status

SOURCE = find_source("A0")
WHY = why_no_sandbox()
ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user, as in Gradescope's containers")


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
        setup = [*_open_python(), source / "setup.sh"]
        ran = subprocess.run(setup, env=environment, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        assert "A0 is ready. Walls: " in ran.stdout
        yield base, environment


def _open_python() -> list[str]:
    """In an image Python is for everybody. Here it may lie in root's own home: let others go that one way."""
    base = Path(sys.base_prefix)
    closed = [parent for parent in base.parents if not parent.stat().st_mode & stat.S_IXOTH]
    if os.geteuid() != 0 or not closed:
        return []
    bubble = ["bwrap", "--dev-bind", "/", "/", "--perms", "0755", "--tmpfs", str(closed[-1])]
    for parent in reversed([parent for parent in base.parents if parent.is_relative_to(closed[-1])]):
        bubble += ["--perms", "0755", "--dir", str(parent)]
    return [*bubble, "--ro-bind", str(base), str(base), "--"]


def fill(machine, raw: bytes | None, email: str = "ada@example.org") -> Path:
    """Put a submission where Gradescope does, and return the folder that stands for ``/autograder``."""
    autograder = machine[0] / "autograder"
    for name in ("submission", "results"):
        shutil.rmtree(autograder / name, ignore_errors=True)
        (autograder / name).mkdir()
    (autograder / "results").chmod(0o777)
    if raw is not None:
        (autograder / "submission" / "work.ipynb").write_bytes(raw)
    about = {"id": 1, "users": [{"email": email, "id": 4712, "name": "Ada"}], "previous_submissions": []}
    (autograder / "submission_metadata.json").write_text(json.dumps(about))
    return autograder


def result(autograder: Path) -> dict:
    return checked(json.loads((autograder / "results" / "results.json").read_text()))


def scores(found: dict) -> dict[str, float]:
    return {test["name"].split(":")[0]: test["score"] for test in found["tests"] if "score" in test}


def test_zip_is_what_gradescope_asks_for(archive):
    with zipfile.ZipFile(archive) as zipped:
        entries = zipped.infolist()
        modes = {entry.filename: entry.external_attr >> 16 for entry in entries}
        pins = zipped.read("requirements.txt").decode()
    assert {entry.create_system for entry in entries} == {3}  # Unix: only then are the rights taken for such
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
    roster.write_text("student_id,email\ns1,a@example.org\ns1,b@example.org\n")
    assert main(["export-gradescope", "A0", "--to", str(tmp_path / "A0.zip"), "--roster", str(roster)]) == 2
    assert "s1 is there twice" in capsys.readouterr().err
    assert not (tmp_path / "A0.zip").exists()


ATTACK = """\
import glob, os, subprocess, sys
seen = []
for path in glob.glob("/proc/[0-9]*/environ"):
    try:
        seen += [path] * (b"GRADERS_PASSWORD" in open(path, "rb").read())
    except OSError:
        pass
for folder, _, files in os.walk(BASE + "/autograder"):
    seen += [os.path.join(folder, file) for file in files]
for path in (BASE + "/autograder/results/results.json", BASE + "/autograder/source/instructor/A0/key.py"):
    for way in "r", "w":
        try:
            open(path, way)
            seen.append(f"opened {path} to {way}")
        except OSError:
            pass
try:
    os.rename(BASE + "/autograder/results", BASE + "/autograder/mine")
    seen.append("moved the results")
except OSError:
    pass
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(900)", "left-behind"], start_new_session=True)
p_values = None if not seen and os.getuid() else pd.Series(0.0, index=data.before.index)
"""


@pytest.mark.skipif(bool(WHY) and os.geteuid() != 0, reason=f"no sandbox on this machine: {WHY}")
def test_attack_reaches_nothing_and_costs_its_own_question_only(machine, tmp_path):
    """The zip's own scripts, from the handed-in file to the result. A root finds bubblewrap forbidden, as in most
    containers, so that file rights are the wall; anybody else has bubblewrap."""
    base, environment = machine
    environment = environment | {"GRADERS_PASSWORD": "secret"}
    bank = read_assignment(SOURCE.folder)
    desk = Desk(release(read_source(SOURCE.text)), "s017", {question: bank.solution(question) for question in POINTS})
    desk.answer("q2", f"BASE = {str(base)!r}\n{ATTACK}")
    root = os.geteuid() == 0
    if root:
        (tmp_path / "bwrap").write_text("#!/bin/sh\necho 'bwrap: No permissions to create namespaces' >&2\nexit 1\n")
        (tmp_path / "bwrap").chmod(0o755)
        environment = environment | {"PATH": f"{tmp_path}:{environment['PATH']}"}
    autograder = fill(machine, desk.raw())
    run = [shutil.which(word) or word for word in _open_python()[:1]] + _open_python()[1:]
    run.append(str(autograder / "source" / "run_autograder"))
    ran = subprocess.run(run, env=environment, capture_output=True, text=True, check=False)
    found, printed = result(autograder), ran.stdout + ran.stderr
    assert ran.returncode == 0
    assert ("The submission runs as another user." in printed) == root, printed
    assert (found["extra_data"], found["score"]) == ({"status": "ok", "student": "s017", "graded": True}, 5), printed
    assert scores(found) == POINTS | {"q2": 0}
    q2, waiting = (next(test for test in found["tests"] if test["name"].startswith(name)) for name in ("q2", "q4"))
    assert "still None" in q2["output"], "the attack reached something"
    assert "A person marks this: 2 points" in waiting["output"]
    assert "score" not in waiting
    assert found.get("visibility", "visible") == "visible"
    assert not any(b"left-behind" in line for line in _command_lines())
    # What ran on would find nothing open to write to either.
    assert not any(path.stat().st_mode & 0o022 for path in (autograder, *autograder.iterdir()))


def _command_lines():
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield path.read_bytes()
        except OSError:
            continue


@ROOT_ONLY
def test_what_another_user_could_reach_is_refused_and_not_run(tmp_path, monkeypatch):
    with tempfile.TemporaryDirectory(prefix="open-") as hidden:
        Path(hidden).chmod(0o755)
        # Where Python itself is closed to others, that is said in its place.
        with pytest.raises(SandboxMissingError, match=f"can reach {hidden}|cannot start Python"):
            Sandbox(throwaway=True).check([Path(hidden)])
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SandboxMissingError, match="setpriv and prlimit"):
        Sandbox(throwaway=True).check()


def test_throwaway_needs_root(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SandboxMissingError, match="needs root"):
        Sandbox(throwaway=True).check()


@pytest.fixture
def run_here(machine, monkeypatch):
    """What ``run_autograder`` starts, in this process."""
    base, _ = machine
    monkeypatch.setenv("ISOTRETINOIN_INSTRUCTOR", str(base / "autograder" / "source" / "instructor"))

    def run(autograder: Path) -> dict:
        assert gradescope_run.main([str(autograder)]) == 0
        return result(autograder)

    return run


def test_nothing_handed_in_is_said(machine, run_here):
    found = run_here(fill(machine, None))
    assert (found["extra_data"]["status"], found["score"]) == ("no-submission", 0)
    assert "ends in .ipynb" in found["output"]


def test_stranger_waits_for_a_teacher(machine, run_here, capsys):
    """Gradescope's own number of a user, 4712, is another's student number on the roster: it says nothing."""
    found = run_here(fill(machine, b"{}", email="eve@example.org"))
    assert_withheld(found)
    assert "eve@example.org stands for nobody on the roster." in capsys.readouterr().out
    shown = found["output"] + "".join(test["output"] for test in found["tests"] if test["visibility"] == "visible")
    assert "eve@" not in shown


def test_failure_of_the_grader_is_not_the_students(machine, run_here):
    autograder = fill(machine, b"{}")
    about = autograder / "source" / "assignment.json"
    whole = about.read_text()
    about.write_text("{")
    try:
        found = run_here(autograder)
    finally:
        about.write_text(whole)
    assert_withheld(found)
    assert not found["extra_data"]["graded"]
    assert "The grader failed: JSONDecodeError" in found["tests"][0]["output"]


def test_grader_that_takes_too_long_leaves_a_result(machine, run_here, monkeypatch):
    monkeypatch.setattr(gradescope_run, "DEADLINE", 0)
    found = run_here(fill(machine, b"{}"))
    assert_withheld(found)
    assert "Grading took more than 0 seconds." in found["tests"][0]["output"]


def test_death_of_the_grader_leaves_a_result_too(machine):
    autograder = fill(machine, None)
    environment = machine[1] | {"COURSE_HOME": "/nowhere"}
    assert subprocess.run([autograder / "source" / "run_autograder"], env=environment, check=False).returncode == 0
    assert_withheld(result(autograder))


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
