"""Released notebooks are their sources minus solutions and hidden tests, and show nothing secret."""

from __future__ import annotations

import copy
import json
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import nbformat
import pytest
from lessons_on_colab import with_cell

pytest.importorskip("nbgrader", reason="the extra 'grading' is not installed")

from isotretinoin.assignments import dataset
from isotretinoin.grading.author import colab
from isotretinoin.grading.author.release import (
    CODE_STUB,
    AssignmentSourceError,
    find_source,
    find_sources,
    leaks,
    read_source,
    release,
    write_release,
)

ROOT = Path(__file__).resolve().parents[2]
SOURCES = find_sources(ROOT)
RELEASED = sorted((ROOT / "notebooks" / "assignments").glob("*.ipynb"))


@pytest.fixture(scope="module")
def sample():
    return read_source(find_source("A0", ROOT).text)


def test_sample_is_always_there():
    assert "A0" in SOURCES


@pytest.mark.parametrize("name", SOURCES)
def test_release_is_made_from_its_source(name: str):
    path, changed = write_release(SOURCES[name], ROOT, dry=True)
    assert not changed, f"{path.name} is not what its source makes; run 'python -m isotretinoin.grading release'"


def test_no_release_is_left_over():
    made = {write_release(source, ROOT, dry=True)[0].name.split("_")[0] for source in SOURCES.values()}
    if len(SOURCES) == 1:
        pytest.skip("the instructor folder is elsewhere, so the other releases cannot be made again")
    assert {path.name.split("_")[0] for path in RELEASED} == made


@pytest.mark.parametrize("path", RELEASED, ids=lambda path: path.name)
def test_release_shows_nothing_secret(path: Path):
    notebook = nbformat.read(path, as_version=4)
    assert not leaks(notebook)
    assert "HIDDEN" not in path.read_text()
    assert "SOLUTION" not in path.read_text()
    assert all(not cell.get("outputs") for cell in notebook.cells)


@pytest.mark.parametrize("path", RELEASED, ids=lambda path: path.name)
def test_release_is_a_sound_notebook_with_stable_readable_ids(path: Path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"a\d-[a-z0-9-]+", name) for name in ids)


@pytest.mark.parametrize("path", RELEASED, ids=lambda path: path.name)
def test_release_needs_the_courses_environment_only(path: Path):
    code = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
    imported = set(re.findall(r"^(?:from|import) (\w+)", code, re.M))
    assert imported <= {"sys", "numpy", "pandas", "scipy", "matplotlib", "seaborn", "statsmodels", "isotretinoin"}


def test_everything_but_solutions_is_kept(sample):
    first, *rest = release(sample).cells
    assert first.source == colab.cell()
    assert [cell.id for cell in rest] == [cell.id for cell in sample.cells]
    for before, after in zip(sample.cells, rest, strict=True):
        kept = re.sub(r"[^\n]*BEGIN HIDDEN TESTS.*?END HIDDEN TESTS[^\n]*\n?", "", before.source, flags=re.DOTALL)
        if "BEGIN SOLUTION" not in before.source:
            assert after.source.strip() == kept.strip()
        elif before.cell_type == "code":
            assert CODE_STUB in after.source


def checkout(folder: Path, *, remote: str = "") -> Path:
    """Make a repository of what a student's copy of the course needs."""
    for name in ("src", "data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    git = ["git", "-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    if remote:
        subprocess.run([*git, "remote", "add", "origin", remote], check=True)
    subprocess.run([*git, "add", "--all"], check=True)
    subprocess.run([*git, "commit", "--quiet", "--message", "All"], check=True)
    return folder


def test_release_names_the_repository_of_its_checkout(tmp_path):
    root = checkout(tmp_path, remote="git@github.com:someone/course.git")
    path, changed = write_release(find_source("A0", root), root)
    assert changed
    assert 'REPOSITORY = "https://github.com/someone/course"' in nbformat.read(path, as_version=4).cells[0].source
    # Another checkout has another remote, or none, and the notebook is still what its source says.
    subprocess.run(["git", "-C", root, "remote", "remove", "origin"], check=True)
    assert write_release(find_source("A0", root), root, dry=True) == (path, False)
    assert write_release(find_source("A0", root), root) == (path, False)


@pytest.fixture(scope="module")
def bare(tmp_path_factory) -> Path:
    """A Python that has the course's packages and not the course, as Colab's has most of them."""
    folder = tmp_path_factory.mktemp("colab")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    packages = next((folder / "venv" / "lib").glob("python*/site-packages"))
    (packages / "packages.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


LATER = """
from isotretinoin import course_root
from isotretinoin.assignments import dataset
print(course_root(), dataset("s017", "A0").before.shape)
"""


def in_session(bare: Path, cell: str, *, on_colab: bool) -> subprocess.CompletedProcess:
    fake = "import sys, types\nsys.modules['google.colab'] = types.ModuleType('colab')\n" if on_colab else ""
    program = f"{fake}{cell}\n{LATER}"
    # pip would fetch what builds the package; here it is at hand.
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(bare), "PIP_NO_BUILD_ISOLATION": "0", "PIP_NO_INDEX": "1"}
    python = bare / "venv" / "bin" / "python"
    return subprocess.run(
        [python, "-c", program], cwd=bare, env=environment, capture_output=True, text=True, check=False
    )


def test_first_cell_fetches_the_course_on_colab(bare, tmp_path):
    cell = colab.cell(f"file://{checkout(tmp_path)}")
    # A cell may be run again; it then asks pip alone, which has nothing to do.
    again = "said = []\nsubprocess.run = lambda command, check: said.append(command[:4])\n"
    ran = in_session(
        bare, f"{cell}\n{again}{cell}\nprint(said == [[sys.executable, '-m', 'pip', 'install']])", on_colab=True
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == ["True", str(bare / "course"), *str(dataset("s017", "A0").before.shape).split()]


def test_first_cell_says_what_is_missing_on_colab(bare, tmp_path):
    ran = in_session(bare, "import os; os.chdir('/tmp')\n" + colab.cell(), on_colab=True)
    assert ran.returncode != 0
    assert "Write the course's address between the quotes of REPOSITORY." in ran.stderr


def test_first_cell_does_nothing_elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = list(sys.path)
    names: dict = {}
    exec(colab.cell("https://github.com/someone/course"), names)
    assert set(names) - {"__builtins__"} == {"REPOSITORY", "sys"}
    assert (sys.path, list(tmp_path.iterdir())) == (before, [])


LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem[:2])
def test_a_lesson_has_the_cell_where_pages_leave_it_out(path):
    given = json.loads(path.read_text(encoding="utf-8"))
    name = f"l{path.name[:2]}"
    assert with_cell(given, name, "") == given, "run `make release`"
    named = with_cell(given, name, "https://github.com/someone/course")
    (cell,) = [cell for cell in named["cells"] if cell["id"] == f"{name}-colab"]
    assert cell["metadata"]["tags"] == ["remove-cell"]
    assert colab.address_in("".join(cell["source"])) == "https://github.com/someone/course"
    first = next(cell for cell in given["cells"] if cell["cell_type"] == "code")
    assert first["id"] == f"{name}-colab", "what comes before it would fail on Colab"


# One door of several: all lessons go through it before a release, the lightest and a heavy one in the deep checks.
@pytest.mark.parametrize(
    "path",
    [
        pytest.param(
            path, marks=pytest.mark.deep if path.stem[:2] in ("01", "07") else pytest.mark.doors, id=path.stem[:2]
        )
        for path in LESSONS
    ],
)
def test_a_lesson_runs_alone_on_a_machine_like_colabs(path, bare, tmp_path):
    course = tmp_path / "course.git"
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", f"file://{ROOT}", course], check=True)
    notebook = with_cell(json.loads(path.read_text(encoding="utf-8")), f"l{path.name[:2]}", f"file://{course}")
    alone = tmp_path / "session" / path.name
    alone.parent.mkdir()
    alone.write_text(json.dumps(notebook))
    pretend = "import sys, types\nsys.modules['google.colab'] = types.ModuleType('colab')\n"
    (next((bare / "venv" / "lib").glob("python*/site-packages")) / "sitecustomize.py").write_text(pretend)
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(bare), "PIP_NO_BUILD_ISOLATION": "0", "PIP_NO_INDEX": "1"}
    ran = subprocess.run(
        [bare / "venv" / "bin" / "python", ROOT / "tools" / "run_lessons.py", alone],
        cwd=alone.parent,
        env=environment | {"ISOTRETINOIN_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    assert (alone.parent / "course" / "src").is_dir()


def test_making_a_release_leaves_the_source_alone(sample):
    before = nbformat.writes(sample)
    release(sample)
    assert nbformat.writes(sample) == before


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("q1-text", "\n# SOLUTION: the mean"),
        ("q1-text", "\nRubric: one point for the mean"),
        ("look", "\nhand_in('q1', change)"),
        ("q1-text", "\nThe answers are in key.py."),
    ],
)
def test_forgotten_secret_stops_the_release(sample, cell, text):
    spoiled = copy.deepcopy(sample)
    next(c for c in spoiled.cells if c.id == f"a0-{cell}").source += text
    with pytest.raises(AssignmentSourceError, match="would show"):
        release(spoiled)


def test_grade_id_that_is_used_twice_is_refused(tmp_path):
    text = find_source("A0", ROOT).text.read_text().replace("grade_id: q2,", "grade_id: q1,")
    (tmp_path / "A9.md").write_text(text)
    with pytest.raises(AssignmentSourceError, match="'q1' is used twice"):
        read_source(tmp_path / "A9.md")


def test_unknown_assignment_says_what_there_is():
    with pytest.raises(AssignmentSourceError, match="A0"):
        find_source("A99", ROOT)


def test_instructor_folder_can_be_moved(monkeypatch, tmp_path):
    private = tmp_path / "private" / "A7"
    private.mkdir(parents=True)
    for name in ("A0.md", "key.py"):
        (private / name.replace("A0", "A7")).write_text((find_source("A0", ROOT).folder / name).read_text())
    monkeypatch.setenv("ISOTRETINOIN_INSTRUCTOR", str(private.parent))
    assert set(find_sources(ROOT)) == {"A0", "A7"}


def test_points_of_the_notebook_are_those_of_the_key():
    from isotretinoin.grading.author.key import read_key
    from isotretinoin.grading.marks.preprocessors import asked_question

    for source in SOURCES.values():
        questions = {question.id: question for question in read_key(source)}
        asked = {}
        for cell in read_source(source.text).cells:
            question = asked_question(cell)
            if question:
                asked[question] = cell.metadata.nbgrader.points
        assert asked == {name: question.points for name, question in questions.items()}, source.name
