"""The door of the reader's browser, as it stands in the built site: run, edited, updated, refused.

``make lite`` comes first. Two lessons, one assignment, one cell that is tried in its page and what costs no start of
Python are ``deep``, three minutes of a processor in all; the rest is ``doors``.
"""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from browser import PATIENCE, chromium, on_disk  # noqa: F401
from door_browser import STATE, Door, enter, renderer_megabytes, serve_course, stream_text

from isotretinoin.classroom.tried import solution_of
from isotretinoin.grading.__main__ import main
from isotretinoin.grading.author.examine import read_assignment
from isotretinoin.grading.author.release import find_sources
from isotretinoin.questions.markup import plain
from isotretinoin.questions.reading import read_bank

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
EXECUTED = ROOT / "_build" / "executed"
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
ASSIGNMENTS = sorted((ROOT / "notebooks" / "assignments").glob("*.ipynb"))
SOURCES = find_sources(ROOT)
DEEP = ("05", "11", "A4")
MOST_MB = 60
MOST_MEMORY = 1500


def marked(paths: list[Path]) -> list:
    return [
        pytest.param(path, marks=pytest.mark.deep if path.stem[:2] in DEEP else pytest.mark.doors, id=path.stem[:2])
        for path in paths
    ]


@pytest.fixture(scope="module")
def site():
    assert (SITE / "lite" / "open.html").is_file(), "build the browser door first: make lite"
    with serve_course(SITE) as served:
        yield served


@pytest.fixture
def door(chromium, site):  # noqa: F811
    address, sent = site
    sent.requests.clear()
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield enter(context, address)
    context.close()


def assert_quiet(door: Door, sent) -> None:
    """Nothing was asked of another host, nothing of the site was missing, and every widget showed."""
    assert not door.outside
    assert not {path for path in sent.missing if path.startswith("/course/")}
    assert not door.broken_widgets()


# --- lessons and assignments -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", marked(LESSONS))
def test_a_lesson_runs_and_prints_what_its_page_shows(door, site, path):
    outputs = door.open(path.name).run_all()
    assert_quiet(door, site[1])
    assert site[1].megabytes <= MOST_MB
    assert renderer_megabytes() <= MOST_MEMORY
    page = nbformat.read(EXECUTED / path.name, as_version=4)
    there = {number: stream_text(found) for number, found in outputs.items()}
    here = {number: stream_text(cell.outputs) for number, cell in enumerate(page.cells) if cell.cell_type == "code"}
    assert there.keys() == here.keys()
    other = {n: (there[n], here[n]) for n in here if comparable(there[n]) != comparable(here[n])}
    assert not other, other


# The notice is folded into lines of a width, so that its reason may begin and end anywhere: no connection to a server
# (why), or a file that is not in the cache.
WHY = re.compile(r"\s+could\s+not\s+be\s+had:\s.*?(?:\([^)]*\)|forbids\s+the\s+network\.)", re.S)


def comparable(text: str) -> str:
    """Leave out what differs by nature.

    That is the address of an object, statsmodels, which the browser may not have, and why no archive was asked.
    """
    text = WHY.sub(" could not be had", text)
    lines = [line for line in text.splitlines() if "statsmodels" not in line and "two columns" not in line]
    return "\n".join(line.split(" object at 0x")[0].rstrip() for line in lines)


@pytest.mark.parametrize("path", marked(ASSIGNMENTS))
def test_an_assignment_is_solved_downloaded_and_graded(door, site, path, tmp_path, capsys):
    name = path.stem[:2]
    bank = read_assignment(SOURCES[name].folder)
    answers = {"student-id": 'STUDENT_ID = "s017"'}
    answers |= {question: next(iter(bank.right[question].values())) for question in bank.questions}
    door.open(f"assignments/{path.name}")
    for number, cell in enumerate(door.cells()):
        about = cell["metadata"].get("nbgrader", {})
        if about.get("solution"):
            door.write(number, answers.pop(about["grade_id"], "A sentence of my own."))
    assert not answers
    door.run_all()
    assert_quiet(door, site[1])

    with door.page.expect_download() as waiting:
        door.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        door.page.wait_for_timeout(1000)
        door.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:download')")
    work = tmp_path / "work.ipynb"
    waiting.value.save_as(work)
    assert main(["grade-one", name, str(work), "--student", "s017", "--marks", str(tmp_path / "marks")]) == 0
    status = json.loads(capsys.readouterr().out)
    assert status["status"] == "ok", status["notes"]
    assert status["points"] == sum(question.points for question in bank.questions.values())


# --- weight ----------------------------------------------------------------------------------------------------------


@pytest.mark.doors
def test_a_second_visit_loads_nothing_and_memory_stays_in_bounds(chromium, site, tmp_path):  # noqa: F811
    address, sent = site
    with on_disk(chromium, tmp_path) as context:
        first = enter(context, address).open(LESSONS[0].name)
        first.run_all()
        assert renderer_megabytes() <= MOST_MEMORY
        first.page.close()
        sent.requests.clear()
        second = enter(context, address).open(LESSONS[4].name)
        second.run(next(number for number, cell in enumerate(second.cells()) if cell["kind"] == "code"))
        assert sent.megabytes <= 0.2


@pytest.mark.doors
def test_the_weight_on_the_button_is_what_a_first_start_loads(door, site):
    stated = json.loads((SITE / "lite" / "door.json").read_text())["megabytes"]
    door.open(LESSONS[0].name)
    door.run(next(number for number, cell in enumerate(door.cells()) if cell["kind"] == "code"))
    assert 0.85 * stated <= site[1].megabytes <= stated


# --- the reader's way ------------------------------------------------------------------------------------------------


@pytest.mark.doors
def test_the_button_leads_to_the_notebook_and_its_links_lead_back(door, site):
    door.page.goto(f"{door.address}notebooks/{LESSONS[4].stem}.html")
    with door.page.context.expect_page() as opened:
        door.page.get_by_role("link", name="Run and change this lesson here").click()
    notebook = Door(opened.value, door.address).shown()
    notebook.scroll_to("evidence.md#")
    claim = notebook.page.locator('.jp-Notebook a[href*="evidence.md#"] >> visible=true').first
    with door.page.context.expect_page() as page:
        claim.click()
    page.value.wait_for_load_state()
    assert "/course/book/evidence.html#" in page.value.url
    assert "evidence" in page.value.title()
    notebook.scroll_to(".ipynb")
    lesson = notebook.page.locator('.jp-Notebook a[href*=".ipynb"] >> visible=true').first
    with door.page.context.expect_page() as page:
        lesson.click()
    Door(page.value, door.address).shown()
    assert "/course/lite/notebooks/index.html?path=" in page.value.url


@pytest.mark.doors
def test_explorables_answer_on_a_phone_and_the_page_fits_it(chromium, site):  # noqa: F811
    context = chromium.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    try:
        door = enter(context, site[0]).open(LESSONS[4].name)
        door.run_all()
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert door.page.evaluate(wide) <= 0
    finally:
        context.close()


@pytest.mark.deep
def test_an_exercise_is_tried_in_the_page_and_nothing_loads_before(door, site):
    page = door.page
    page.goto(f"{door.address}notebooks/{LESSONS[4].stem}.html")
    page.get_by_role("button", name="Try it here").first.click()
    code = page.get_by_label("Your code")
    assert "d.std() / ____" in code.input_value(), "the code with gaps is there to be filled"
    assert not [path for path, _, _ in site[1].requests if path.startswith("/course/lite/")]
    code.fill("print(skin.expression.shape[1])\nstudent.sf(1, df=5)")
    page.get_by_role("button", name="Run").click()
    outputs = page.locator(".try-outputs pre")
    outputs.first.wait_for(timeout=300_000)
    assert "0.18" in outputs.all_inner_texts()[1]
    page.get_by_text("none of the numbers that the solution prints").wait_for()
    cells = nbformat.read(LESSONS[4], as_version=4).cells
    solution = next(cell for cell in cells if "hide-cell" in cell.metadata.get("tags", ()))
    (asked,) = [one for one in read_bank(ROOT).of_lesson("05") if solution_of(one) == solution.id]
    # A gap filled as somebody does who forgets the root: the bank knows what comes of it.
    code.fill(solution.source.replace("np.sqrt(6)", "6"))
    page.get_by_role("button", name="Run").click()
    page.get_by_text("to which a known slip leads").wait_for(timeout=120_000)
    assert page.locator(".try-feedback").inner_text() == plain(asked.wrong[0].feedback)
    code.fill(solution.source)
    page.get_by_role("button", name="Run").click()
    page.get_by_text("has every number that the solution prints").wait_for(timeout=120_000)
    assert page.locator(".try-feedback").inner_text() == plain(asked.feedback)
    code.fill("1 / 0")
    page.get_by_role("button", name="Run").click()
    page.locator(".try-error").wait_for(timeout=120_000)
    assert page.locator(".try-error").inner_text() == "ZeroDivisionError: division by zero"
    assert page.locator(".try-feedback").inner_text() == ""
    code.fill("while True:\n    pass")
    page.get_by_role("button", name="Run").click()
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped.").wait_for()
    assert_quiet(door, site[1])


# --- an update of the course -----------------------------------------------------------------------------------------


@pytest.fixture
def two_builds(tmp_path):
    """A small copy of the door, and a function that makes a newer build of one lesson out of it."""
    folder = tmp_path / "site"
    shutil.copytree(SITE / "lite", folder / "lite", copy_function=os.link)
    name = f"notebooks/{LESSONS[0].name}"

    def replace(place: str, text: str) -> None:
        (folder / "lite" / place).unlink()  # the other name of this file stays as it is
        (folder / "lite" / place).write_text(text, encoding="utf-8")

    def update() -> None:
        about = json.loads((folder / "lite" / "door.json").read_text(encoding="utf-8"))
        notebook = json.loads((folder / "lite" / "files" / name).read_text(encoding="utf-8"))
        newer = copy.deepcopy(notebook)
        newer["cells"][0]["source"] = ["# A newer lesson\n"]
        newer["metadata"]["door"]["original"] = "newer"
        about["originals"][name] = "newer"
        about["version"] += ".newer"
        replace(f"files/{name}", json.dumps(newer))
        replace("door.json", json.dumps(about))
        replace("door.js", f"window.courseDoor = {json.dumps(about)};")

    return folder, update


@pytest.mark.doors
def test_an_update_shows_the_new_lesson_and_keeps_the_readers_copy(chromium, two_builds):  # noqa: F811
    folder, update = two_builds
    with serve_course(folder) as (address, _):
        context = chromium.new_context()
        try:
            door = enter(context, address).show(LESSONS[0].name)
            door.write(1, "print('mine')")
            door.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
            door.page.wait_for_timeout(1500)
            door.page.close()

            same = enter(context, address).show(LESSONS[0].name)
            assert same.cells()[1]["source"] == "print('mine')", "without an update the reader goes on where she was"
            same.page.close()

            update()
            later = enter(context, address)
            later.page.goto(f"{address}lite/notebooks/index.html?path=notebooks/{LESSONS[0].name}")  # a bookmark
            later.page.get_by_role("link", name="Open the new version").click()
            later.shown()
            assert later.cells()[0]["source"].strip() == "# A newer lesson"
            later.page.close()

            again = enter(context, address)
            again.page.goto(f"{address}lite/open.html?path=notebooks/{LESSONS[0].name}")
            again.page.get_by_role("link", name="Open your copy of").click()
            again.shown()
            assert again.cells()[1]["source"] == "print('mine')"
        finally:
            context.close()


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.deep
def test_from_a_folder_the_door_says_how_to_serve_it(chromium):  # noqa: F811
    for place in ("open.html", "notebooks/index.html"):
        context = chromium.new_context()
        try:
            page = context.new_page()
            page.goto((SITE / "lite" / place).as_uri(), wait_until="commit")
            page.get_by_text("browsers don't start Python from there").wait_for(timeout=PATIENCE)
        finally:
            context.close()


@pytest.mark.doors
def test_where_a_service_worker_is_refused_the_lesson_runs(chromium, site):  # noqa: F811
    context = chromium.new_context(service_workers="block")
    try:
        door = enter(context, site[0]).open(LESSONS[0].name)
        code = next(number for number, cell in enumerate(door.cells()) if cell["kind"] == "code")
        assert door.run(code)["how"] == "done"
    finally:
        context.close()


FORBIDDEN = """for (const name of ["sessionStorage", "localStorage", "indexedDB"])
  Object.defineProperty(window, name, {get() { throw new DOMException("forbidden", "SecurityError"); }});"""


@pytest.mark.doors
def test_where_nothing_may_be_kept_the_reader_is_told_and_the_lesson_runs(chromium, site):  # noqa: F811
    context = chromium.new_context()
    try:
        context.add_init_script(FORBIDDEN)
        door = enter(context, site[0])
        door.page.goto(f"{site[0]}lite/open.html?path=notebooks/{LESSONS[0].name}")
        door.page.get_by_text("take your work along with File → Download").wait_for(timeout=PATIENCE)
        door.page.get_by_role("link", name="Open the notebook").click()
        door.wait()
        code = next(number for number, cell in enumerate(door.cells()) if cell["kind"] == "code")
        door.write(code, "print(6 * 7)")
        assert stream_text(door.run(code)["outputs"]) == "42"
    finally:
        context.close()


@pytest.mark.deep
def test_without_webassembly_the_reader_is_told(chromium, site):  # noqa: F811
    context = chromium.new_context()
    try:
        context.add_init_script("delete globalThis.WebAssembly")
        page = context.new_page()
        page.goto(f"{site[0]}lite/open.html?path=notebooks/{LESSONS[0].name}")
        page.get_by_text("no WebAssembly").wait_for(timeout=PATIENCE)
    finally:
        context.close()


@pytest.mark.parametrize(
    "held_back",
    [
        pytest.param("pyodide.asm.wasm", marks=pytest.mark.deep),
        pytest.param("pyodide-lock.json", marks=pytest.mark.doors),
    ],
)
def test_a_kernel_that_cannot_start_is_told(chromium, site, held_back):  # noqa: F811
    context = chromium.new_context()
    try:
        page = context.new_page()
        context.route(f"**/static/pyodide/{held_back}", lambda route: route.abort())
        page.goto(f"{site[0]}lite/open.html?path=notebooks/{LESSONS[0].name}")
        page.get_by_text("Python has not started yet").wait_for(timeout=150_000)
    finally:
        context.close()


@pytest.mark.doors
def test_a_second_tab_has_a_kernel_of_its_own(chromium, site):  # noqa: F811
    context = chromium.new_context()
    try:
        for number, tab in enumerate([enter(context, site[0]).open(LESSONS[0].name) for _ in range(2)]):
            code = next(place for place, cell in enumerate(tab.cells()) if cell["kind"] == "code")
            tab.page.bring_to_front()
            tab.write(code, f"print({number})\ntab = {number}")
            assert stream_text(tab.run(code)["outputs"]) == str(number)
    finally:
        context.close()


@pytest.mark.doors
@pytest.mark.parametrize("held_back", ["isotretinoin-*", "numpy-*"])
def test_a_package_that_does_not_arrive_is_told_and_a_restart_loads_it(door, held_back):
    context = door.page.context
    context.route(f"**/static/pyodide/{held_back}", lambda route: route.abort())
    door.open(LESSONS[4].name)
    first, second = [number for number, cell in enumerate(door.cells()) if cell["kind"] == "code"][:2]
    door.run(first)
    (failed,) = door.run(second)["outputs"]
    assert failed["output_type"] == "error"
    door.page.get_by_text("A part of Python did not arrive").wait_for(timeout=PATIENCE)
    context.unroute(f"**/static/pyodide/{held_back}")
    door.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    door.wait()
    assert [one["output_type"] for one in door.run(second)["outputs"]] != ["error"]
    door.page.get_by_text("A part of Python did not arrive").wait_for(state="hidden", timeout=PATIENCE)


@pytest.mark.doors
def test_an_endless_loop_is_told_and_a_restart_ends_it(door):
    door.open(LESSONS[0].name)
    number = next(number for number, cell in enumerate(door.cells()) if cell["kind"] == "code")
    door.write(number, "while True:\n    pass")
    assert door.run(number, patience=3)["how"] == "late"
    told = door.page.get_by_text("A cell is still running")
    told.wait_for(timeout=120_000)
    assert "“Interrupt” stops nothing here. Choose Kernel → Restart Kernel" in told.inner_text()
    door.page.evaluate("() => void window.jupyterapp.commands.execute('notebook:interrupt-kernel')")
    door.page.wait_for_timeout(5000)
    assert door.page.evaluate(STATE).startswith("busy"), "if an interrupt ends a loop now, the note must not deny it"
    assert told.is_visible()
    door.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    door.wait()
    door.write(number, "print(6 * 7)")
    assert stream_text(door.run(number)["outputs"]) == "42"
