"""The steps of a build: what runs beside what, what waits for what, and that nothing is left where one fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
import site_steps
from programs import load

PYTHON = """#!/bin/bash
say() { echo "$1 $$" >> log; }
until_said() { until grep -q "^$1 " log; do sleep 0.01; done; }
case "$*" in
*check)
    room=${2#isotretinoin.}
    # The lessons are executed before the course is checked, where nothing else is said.
    test -e endless || test -e checked-first || { until_said executed; sleep 0.2; }
    echo "$room has looked"; say "check $room"; test ! -e "fails-$room" ;;
*slides) say slides ;;
*execute.py*)
    say execute
    until_said "book starts"
    if test -e endless; then for _ in {1..3000}; do sleep 0.01; done; say "not ended"; exit; fi
    if test -e checked-first; then until_said "check evidence"; until_said "check classroom"; sleep 0.2; fi
    shift 2; into=$1; shift; mkdir -p "$into"
    for path; do test -e "fails-once-$(basename "$path")" || touch "$into/$(basename "$path")"; done
    rm -f fails-once-*
    say executed ;;
esac
"""
BOOK = """#!/bin/bash
echo "book starts $$" >> log
test ! -e fails-at-once || exit 4
test "$ISOTRETINOIN_WAITS" && read -r -t 60
echo "book reads $$" >> log
test ! -e fails-book || exit 3
"""


@pytest.fixture
def course(tmp_path, monkeypatch) -> Path:
    """A course of two lessons whose programs say in a log what they do."""
    for name, text in (("python", PYTHON), ("jupyter-book", BOOK)):
        path = tmp_path / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
    monkeypatch.setattr(site_steps.sys, "executable", str(tmp_path / "bin" / "python"))
    (tmp_path / "notebooks").mkdir()
    for name in ("01_a.ipynb", "02_b.ipynb"):
        (tmp_path / "notebooks" / name).touch()
    return tmp_path


def log(course: Path) -> list[str]:
    return [line.rsplit(" ", 1)[0] for line in (course / "log").read_text().splitlines()]


def left_running(course: Path) -> list[str]:
    lines = (course / "log").read_text().splitlines()
    return [line for line in lines if psutil.pid_exists(int(line.rsplit(" ", 1)[1]))]


@pytest.mark.parametrize("last", ["lessons", "checks"])
def test_pages_are_read_when_course_and_lessons_are_ready(course, capfd, last):
    if last == "lessons":
        (course / "checked-first").touch()
    assert site_steps.build(course, {}) == 0
    said = log(course)
    ready = max(said.index(one) for one in ("executed", "check evidence", "check classroom"))
    assert said.index("book starts") < said.index("executed")
    assert ready < min(said.index("book reads"), said.index("slides"))
    assert sorted(said) == sorted(
        ["execute", "executed", "check evidence", "check classroom", "book starts", "book reads", "slides"]
    )
    assert sorted(capfd.readouterr().out.splitlines()) == ["classroom has looked", "evidence has looked"]


def test_steps_get_the_environment_of_the_build(course, monkeypatch):
    (course / "bin" / "jupyter-book").write_text('#!/bin/bash\nread -r; echo "$OWN and $GIVEN, from $PWD 0" >> log\n')
    monkeypatch.setenv("OWN", "one")
    (course / "log").write_text("book starts 0\n")
    assert site_steps.build(course, {"GIVEN": "two"}) == 0
    assert f"one and two, from {course.resolve()}" in log(course)


@pytest.mark.parametrize("room", site_steps.CHECKED)
def test_a_check_that_fails_ends_the_build_after_both_had_their_say(course, capfd, room):
    (course / f"fails-{room}").touch()
    (course / "endless").touch()
    assert site_steps.build(course, {}) == 1
    assert sorted(capfd.readouterr().out.splitlines()) == ["classroom has looked", "evidence has looked"]
    assert not {"book reads", "slides", "not ended"} & set(log(course))
    assert left_running(course) == []


def test_a_book_that_fails_at_once_is_not_found_out_after_the_lessons(course, capfd):
    (course / "fails-at-once").touch()
    (course / "endless").touch()
    assert site_steps.build(course, {}) == 4
    assert "the messages above say why" in capfd.readouterr().err
    assert "not ended" not in log(course)
    assert left_running(course) == []


def test_a_build_that_fails_leaves_nothing_open(course):
    """In a Python of its own: what other tests have left open would be told here."""
    (course / "fails-at-once").touch()
    (course / "endless").touch()
    program = (
        f"import sys, pathlib; sys.path.insert(0, {str(Path(site_steps.__file__).parent)!r}); import site_steps; "
        f"sys.executable = {str(course / 'bin' / 'python')!r}; "
        f"sys.exit(site_steps.build(pathlib.Path({str(course)!r}), {{}}))"
    )
    real = Path(sys.prefix) / "bin" / "python"
    ran = subprocess.run([real, "-X", "dev", "-c", program], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr.strip()) == (4, "The website was not built: the messages above say why.")


def test_pages_that_cannot_be_laid_out_give_the_status(course, capfd):
    (course / "fails-book").touch()
    assert site_steps.build(course, {}) == 3
    assert "the messages above say why" in capfd.readouterr().err
    assert left_running(course) == []


def test_decks_wait_for_the_book_where_a_lesson_has_to_be_tried_again(course):
    (course / "fails-once-02_b.ipynb").touch()
    assert site_steps.build(course, {}) == 0
    said = log(course)
    assert said[said.index("book reads") :] == ["book reads", "execute", "executed", "slides"]


def test_sphinx_waits_before_it_reads_and_only_where_it_is_told(monkeypatch):
    start, connected, read = load("book/_ext/course_start.py"), [], []
    # What Sphinx's process asks of Python's search for waste is nothing for the process of the tests.
    monkeypatch.setattr(start.gc, "set_threshold", lambda *_numbers: None)
    monkeypatch.setattr(start.atexit, "register", lambda _call: None)
    start.setup(SimpleNamespace(connect=lambda event, f, priority: connected.append((event, f, priority))))
    [(event, wait, priority)] = connected
    assert (event, priority) == ("env-before-read-docs", 1)
    monkeypatch.setattr(start.sys, "stdin", SimpleNamespace(read=lambda: read.append("to the end")))
    monkeypatch.delenv(start.WAITS, raising=False)
    nothing = SimpleNamespace(srcdir="/"), SimpleNamespace(found_docs=set(), all_docs={}), []
    wait(*nothing)
    assert read == []
    monkeypatch.setitem(os.environ, start.WAITS, "1")
    wait(*nothing)
    assert read == ["to the end"]


def test_sphinx_reads_pages_again_whose_results_are_newer(tmp_path, monkeypatch):
    start = load("book/_ext/course_start.py")
    monkeypatch.delenv(start.WAITS, raising=False)
    executed = tmp_path / "_build" / "executed"
    for place in ("07_lesson.ipynb", "08_lesson.ipynb", "book/teaching/page.ipynb"):
        (executed / place).parent.mkdir(parents=True, exist_ok=True)
        (executed / place).touch()
        os.utime(executed / place, (100, 100))
    pages = {"notebooks/07_lesson": 99, "notebooks/08_lesson": 101, "book/teaching/page": 99, "book/text": 99}
    env = SimpleNamespace(found_docs=set(pages), all_docs={page: 1_000_000 * at for page, at in pages.items()})
    reads = ["book/weights"]
    start._wait(SimpleNamespace(srcdir=tmp_path), env, reads)
    assert reads == ["book/teaching/page", "book/weights", "notebooks/07_lesson"]
