"""A page must never show a number that its data or library no longer give: every change has to be noticed."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import ModuleType

import nbformat
import pytest
import site_inputs
from jupyter_cache import get_cache
from programs import load
from site_inputs import door_key, inputs, results_key, shown_key, sources

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A small course of its own."""
    for name in {*site_inputs.WATCHED, *site_inputs.DOOR}:
        path = tmp_path / "course" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix:
            path.write_text("one")
        else:
            path.mkdir(parents=True)
            (path / "file").write_text("one")
    for name in site_inputs.OUTSIDE:
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "course"


def test_nothing_changed_is_nothing_changed(course):
    assert inputs(course) == inputs(course)


@pytest.mark.parametrize("place", ["src/file", "data/file", "book/_ext/file", "requirements.txt", "_config.yml"])
def test_a_change_inside_is_seen(course, place):
    before = inputs(course)
    (course / place).write_text("two")
    assert inputs(course) != before


@pytest.mark.parametrize("name", site_inputs.SHOWN)
def test_what_one_lesson_shows_is_kept_with_the_results_of_that_lesson(course, name):
    own, others = course / "data" / "lessons" / "07" / name, course / "data" / "lessons" / "08" / name
    for path in (own, others):
        path.parent.mkdir(parents=True)
        path.write_text("one")
    lesson, page = course / "notebooks" / "07_a_lesson.ipynb", course / "book" / "page.md"

    def keys() -> list[str]:
        return [results_key(course), shown_key(course, lesson), shown_key(course, page)]

    first = keys()
    others.write_text("two")
    second = keys()
    own.write_text("two")
    third = keys()
    changed = [[one != two for one, two in zip(*pair, strict=True)] for pair in ((first, second), (second, third))]
    # A lesson shows its own questions, a page of the book those of all; nothing else is executed for either.
    assert changed == [[False, False, True], [False, True, True]]


@pytest.mark.parametrize("place", ["lessons/07/contract.yml", "lessons/07/misconceptions.yml", "tests/questions.yml"])
def test_what_other_lessons_may_show_empties_the_cache(course, place):
    before = results_key(course)
    path = course / "data" / place
    path.parent.mkdir(parents=True)
    path.write_text("one")
    assert results_key(course) != before


@pytest.mark.parametrize("place", ["src/file", "data/file", "notebooks/file", "lite/file", "requirements.txt"])
def test_a_change_that_the_browser_door_would_miss_is_seen(course, place):
    before = door_key(course)
    (course / place).write_text("two")
    assert door_key(course) != before


def test_a_moved_file_is_seen(course):
    before = inputs(course)
    (course / "data" / "file").rename(course / "data" / "other")
    assert inputs(course) != before


def test_a_mirror_and_a_change_in_it_are_seen(course, monkeypatch, tmp_path):
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    before = inputs(course)
    monkeypatch.setenv("ISOTRETINOIN_GEO_DIR", str(mirror))
    empty = inputs(course)
    (mirror / "GSE10432_series_matrix.txt.gz").write_bytes(b"a file")
    assert len({before, empty, inputs(course)}) == 3


@pytest.mark.parametrize(
    "place", ["src/file", "book/page.md", "notebooks/file", "tools/execute.py", "CHANGELOG.md", "_build/lite/door.json"]
)
def test_whatever_the_site_is_made_of_is_among_its_sources(course, place):
    before = sources(course)
    (course / place).parent.mkdir(parents=True, exist_ok=True)
    (course / place).write_text("two")
    assert sources(course) != before


def test_an_address_that_pages_name_is_among_their_sources(course, monkeypatch):
    monkeypatch.setenv("SITE_URL", "")
    before = sources(course)
    monkeypatch.setenv("SITE_URL", "https://example.org/course/")
    assert sources(course) != before


@pytest.fixture
def built(course, monkeypatch):
    """A course whose site has been built once, and the list of the builds since."""
    site, builds = load("tools/site.py"), []

    def build(root: Path, environment: dict[str, str]) -> int:
        builds.append(sorted(path.name for path in (root / "_build" / "html").glob("*.html")))
        for name in ("index.html", "lesson.html"):
            page = root / "_build" / "html" / name
            page.parent.mkdir(parents=True, exist_ok=True)
            if not page.is_file():  # as Sphinx, which trusts what is there
                page.write_text("as built")
        return 0

    monkeypatch.setattr(site, "take_steps", build)
    assert site.main(course) == 0
    builds.clear()
    return site, builds


def test_nothing_is_built_where_nothing_has_changed(course, built):
    site, builds = built
    assert [site.main(course), site.main(course)] == [0, 0]
    assert builds == []


def test_a_changed_source_is_built_over_the_pages_that_stand(course, built):
    site, builds = built
    (course / "notebooks" / "file").write_text("two")
    assert [site.main(course), site.main(course)] == [0, 0]
    assert builds == [["index.html", "lesson.html"]]


@pytest.mark.parametrize("harm", [Path.unlink, lambda page: page.write_text("edited by hand")])
def test_a_page_that_was_removed_or_edited_is_built_again(course, built, harm):
    site, builds = built
    page = course / "_build" / "html" / "lesson.html"
    harm(page)
    assert site.main(course) == 0
    assert (builds, page.read_text()) == ([[]], "as built")


def test_a_changed_style_is_on_every_page(course, built):
    site, builds = built
    (course / "book" / "_static").mkdir()
    (course / "book" / "_static" / "course.css").write_text("main {}")
    assert [site.main(course), site.main(course)] == [0, 0]
    # Each page names the bundle of styles by its content, so that none may stay as it was.
    assert builds == [[]]


def test_a_build_that_failed_is_not_taken_for_the_site(course, built, monkeypatch):
    site, builds = built
    sound = site.take_steps
    monkeypatch.setattr(site, "take_steps", lambda root, environment: 1)
    (course / "notebooks" / "file").write_text("two")
    assert site.main(course) == 1
    monkeypatch.setattr(site, "take_steps", sound)
    assert site.main(course) == 0
    # It may have been broken off between reading and writing: no page of it is trusted.
    assert builds == [[]]


def write(path: Path, source: str) -> Path:
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cell = nbformat.v4.new_code_cell(source, id="one-cell")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=kernel), path)
    return path


def read(execute: ModuleType, *paths: Path) -> list:
    return [execute.Document.read(path) for path in paths]


def test_lessons_are_executed_once_and_a_failing_one_is_left_to_the_build(tmp_path, capsys):
    execute = load("tools/execute.py")
    sound = write(tmp_path / "sound.ipynb", "print(6 * 7)")
    failing = write(tmp_path / "failing.ipynb", "1 / 0")
    folder, into = tmp_path / "cache", tmp_path / "out"
    documents = read(execute, sound, failing)
    assert execute.execute(documents, folder, timeout=600) == [sound]
    cache = get_cache(str(folder))
    _, merged = cache.merge_match_into_notebook(documents[0].notebook)
    assert merged.cells[0].outputs[0].text.strip() == "42"
    with pytest.raises(KeyError):
        cache.match_cache_notebook(documents[1].notebook)
    assert execute.execute(documents[:1], folder, timeout=600) == []
    assert execute.main([str(folder), str(into), str(sound), str(failing)]) == 0
    assert [path.name for path in into.iterdir()] == ["sound.ipynb"]
    assert printed(into / "sound.ipynb") == "42"
    assert "failing.ipynb: failed, and is executed once more" in capsys.readouterr().out


def test_a_kernel_looks_for_waste_seldom_and_is_not_waited_for_when_its_work_is_done(tmp_path):
    execute = load("tools/execute.py")
    left = tmp_path / "left"
    source = f"import atexit, gc\natexit.register(open, {str(left)!r}, 'w')\nprint(gc.get_threshold()[0])"
    path = write(tmp_path / "lesson.ipynb", source)
    documents = read(execute, path)
    assert execute.execute(documents, tmp_path / "cache", timeout=600) == [path]
    execute.write_executed(documents, tmp_path / "cache", tmp_path / "out")
    assert int(printed(tmp_path / "out" / "lesson.ipynb")) > 10_000
    # A kernel that ends as it is asked to would have left it.
    assert not left.exists()


def printed(path: Path) -> str:
    cells = nbformat.read(path, as_version=4).cells
    return next(cell for cell in cells if cell.cell_type == "code").outputs[0].text.strip()


def test_executed_notebooks_are_those_of_the_present_lessons(tmp_path):
    execute = load("tools/execute.py")
    folder, into = tmp_path / "cache", tmp_path / "out"
    paths = [write(tmp_path / f"{name}.ipynb", f"print({number})") for name, number in (("one", 1), ("two", 2))]

    def renew(*paths: Path) -> dict[str, str]:
        documents = read(execute, *paths)
        execute.execute(documents, folder, timeout=600)
        assert execute.write_executed(documents, folder, into) == []
        return {path.stem: printed(path) for path in into.iterdir()}

    assert renew(*paths) == {"one": "1", "two": "2"}
    stands = (into / "two.ipynb").stat().st_mtime_ns
    write(paths[0], "print(3)")
    assert renew(*paths) == {"one": "3", "two": "2"}
    assert (into / "two.ipynb").stat().st_mtime_ns == stands
    # Back to what the cache holds already: nothing is executed, and the folder follows all the same.
    write(paths[0], "print(1)")
    assert renew(*paths) == {"one": "1", "two": "2"}
    # The same code with another text around it, and a new result of the same code.
    changed = nbformat.read(paths[1], as_version=4)
    changed.cells.insert(0, nbformat.v4.new_markdown_cell("Two.", id="a-text"))
    nbformat.write(changed, paths[1])
    renew(*paths)
    assert nbformat.read(into / "two.ipynb", as_version=4).cells[0].source == "Two."
    shutil.rmtree(folder)
    later = (into / "one.ipynb").stat().st_mtime
    renew(*paths)
    assert (into / "one.ipynb").stat().st_mtime > later
    assert renew(paths[1]).keys() == {"two"}


def test_a_lesson_edited_while_it_is_executed_is_written_once_more(tmp_path):
    execute = load("tools/execute.py")
    folder, into = tmp_path / "cache", tmp_path / "out"
    path = write(tmp_path / "lesson.ipynb", "print(1)")
    documents = read(execute, path)
    execute.execute(documents, folder, timeout=600)
    write(path, "print(1)  # and a thought")
    execute.write_executed(documents, folder, into)
    assert (into / "lesson.ipynb").stat().st_mtime < path.stat().st_mtime


@pytest.fixture
def course_with_questions(tmp_path, monkeypatch):
    """A lesson and a page with code that print the lesson's question, and the program that executes them."""
    execute = load("tools/execute.py")
    monkeypatch.setattr(execute, "ROOT", tmp_path)
    question = tmp_path / "data" / "lessons" / "07" / "questions.yml"
    question.parent.mkdir(parents=True)
    question.write_text("print(1)")
    (tmp_path / "notebooks").mkdir()
    code = f"exec(open({str(question)!r}).read())"
    paths = [write(tmp_path / "notebooks" / f"{number}_lesson.ipynb", f"{code}  # {number}") for number in ("07", "08")]
    page = tmp_path / "book" / "teaching" / "page.md"
    page.parent.mkdir(parents=True)
    kernel = "kernelspec:\n  name: python3\n  display_name: Python 3"
    page.write_text(f"---\nfile_format: mystnb\n{kernel}\n---\n# A page\n\n```{{code-cell}}\n{code}\n```\n")
    (page.parent / "text.md").write_text("# A page without code\n")
    return execute, question, [*paths, *execute.pages_with_code(tmp_path / "book")]


def test_a_changed_question_executes_its_lesson_and_the_pages_of_the_book(course_with_questions, tmp_path):
    execute, question, paths = course_with_questions
    folder, into = tmp_path / "cache", tmp_path / "out"

    def renew() -> tuple[list[str], list[str]]:
        documents = read(execute, *paths)
        done = execute.execute(documents, folder, timeout=600)
        assert execute.write_executed(documents, folder, into) == []
        places = ("07_lesson.ipynb", "08_lesson.ipynb", "book/teaching/page.ipynb")
        return sorted(path.name for path in done), [printed(into / place) for place in places]

    assert renew() == (["07_lesson.ipynb", "08_lesson.ipynb", "page.md"], ["1", "1", "1"])
    question.write_text("print(2)")
    # Lesson 8 can't show a question of lesson 7: the bank refuses it.
    assert renew() == (["07_lesson.ipynb", "page.md"], ["2", "1", "2"])
    assert renew() == ([], ["2", "1", "2"])
    execute.write_executed(read(execute, paths[0]), folder, into)
    assert [path.name for path in into.rglob("*.ipynb")] == ["07_lesson.ipynb"]


def test_results_that_show_an_old_question_are_not_left_to_the_build(course_with_questions, tmp_path):
    execute, question, paths = course_with_questions
    folder, into = tmp_path / "cache", tmp_path / "out"
    execute.execute(read(execute, *paths), folder, timeout=600)
    question.write_text("1 / 0")
    documents = read(execute, *paths)
    assert execute.execute(documents, folder, timeout=600) == []
    assert execute.write_executed(documents, folder, into) == [paths[0], paths[2]]
    cache = get_cache(str(folder))
    for document in (documents[0], documents[2]):
        with pytest.raises(KeyError):
            cache.match_cache_notebook(document.notebook)
