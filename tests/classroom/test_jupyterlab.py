"""The same questions in a real JupyterLab, which takes keys for itself: answers by keyboard reach Python and return."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from browser import chromium, visit  # noqa: F401
from classroom_samples import NAME, write_course
from jupyter_lab import open_notebook, running_lab
from playwright.sync_api import expect

CELLS = (
    f"""\
import json, pathlib
from isotretinoin import classroom
lesson = classroom.lesson({NAME!r})
row, share, ticket = lesson.check("q03-row"), lesson.check("q03-share"), lesson.exit_ticket()
prediction = lesson.predict("p03-rows-of-one-gene", reveal="Two")""",
    "row",
    "share",
    "prediction",
    "ticket",
    """\
said = [row.answer, row.result, share.answer, share.result, prediction.choice, prediction.committed, ticket.answers]
pathlib.Path("saying.json").write_text(json.dumps(said))
pathlib.Path("saying.json").rename("heard.json")""",
)
SAID = [[2], "wrong", "0,05", "right", 1, True, ["dd jk", ""]]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Folder and address of a JupyterLab with the sample lesson's cells."""
    folder = tmp_path_factory.mktemp("lab")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ISOTRETINOIN_HOME", str(write_course(tmp_path_factory.mktemp("course"))))
        with running_lab(folder, CELLS) as address:
            yield folder, address


def hear(folder: Path, ask: Callable[[], None], expected: list) -> None:
    """Ask Python what it has heard until it has heard all.

    A widget sends one message at a time and keeps back what changes meanwhile: a cell may run between two letters.
    """
    deadline, heard, file = time.monotonic() + 180, None, folder / "heard.json"
    while heard != expected:
        assert time.monotonic() < deadline, f"Python heard {heard}, not {expected}"
        file.unlink(missing_ok=True)
        ask()
        while not file.exists():
            assert time.monotonic() < deadline, "Python did not say what it heard"
            time.sleep(0.1)
        heard = json.loads(file.read_text())


def test_answers_by_keyboard_reach_python_and_outlive_a_second_run(chromium, lab):  # noqa: F811
    folder, address = lab
    with visit(chromium, address, height=2400) as seen:
        page = seen.page
        last = open_notebook(page, len(CELLS))

        def run(command: str) -> None:
            last.locator(".cm-content").click()
            page.evaluate("(name) => window.jupyterapp.commands.execute(name)", command)

        run("notebook:run-all-above")
        row = page.locator(".iso-class", has_text="What is a row?")
        expect(row).to_be_visible()

        row.get_by_role("radio", name="A probe set").focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(row.get_by_role("status")).to_contain_text("A common idea")
        page.get_by_label("Your answer, in parts").fill("0,05")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Read as 0.05. Right.")).to_be_visible()
        page.get_by_role("radio", name="Several").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        expect(page.get_by_text("You predicted")).to_be_visible()
        page.get_by_label("What will you count next?").focus()
        page.keyboard.type("dd jk")
        hear(folder, lambda: run("notebook:run-cell"), SAID)
        assert seen.violations(".iso-class") == []

        run("notebook:run-all-above")  # new widgets, which ask the browser for the answers
        expect(page.get_by_text("Read as 0.05. Right.")).to_be_visible()
        hear(folder, lambda: run("notebook:run-cell"), SAID)
        assert seen.refused == []
