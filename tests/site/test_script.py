"""A page must never show a number that its data or library no longer give: every change has to be noticed."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
import site_inputs
from jupyter_cache import get_cache
from programs import load
from site_inputs import door_key, inputs, sources

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

    def build(root: Path) -> int:
        builds.append(sorted(path.name for path in (root / "_build" / "html").glob("*.html")))
        for name in ("index.html", "lesson.html"):
            page = root / "_build" / "html" / name
            page.parent.mkdir(parents=True, exist_ok=True)
            if not page.is_file():  # as Sphinx, which trusts what is there
                page.write_text("as built")
        return 0

    monkeypatch.setattr(site, "_build", build)
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


def test_a_build_that_failed_is_not_taken_for_the_site(course, built, monkeypatch):
    site, builds = built
    sound = site._build
    monkeypatch.setattr(site, "_build", lambda root: 1)
    (course / "notebooks" / "file").write_text("two")
    assert site.main(course) == 1
    monkeypatch.setattr(site, "_build", sound)
    assert site.main(course) == 0
    assert len(builds) == 1


def write(path: Path, source: str) -> Path:
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cell = nbformat.v4.new_code_cell(source, id="one-cell")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=kernel), path)
    return path


def test_lessons_are_executed_once_and_a_failing_one_is_left_to_the_build(tmp_path):
    execute = load("tools/execute.py")
    sound = write(tmp_path / "sound.ipynb", "print(6 * 7)")
    failing = write(tmp_path / "failing.ipynb", "1 / 0")
    folder = tmp_path / "cache"
    assert execute.execute([sound, failing], folder, timeout=600) == [sound]
    cache = get_cache(str(folder))
    _, merged = cache.merge_match_into_notebook(execute._read(sound))
    assert merged.cells[0].outputs[0].text.strip() == "42"
    with pytest.raises(KeyError):
        cache.match_cache_notebook(execute._read(failing))
    assert execute.main(["--into", str(tmp_path / "out"), str(folder), str(sound)]) == 0
    written = nbformat.read(tmp_path / "out" / "sound.ipynb", as_version=4)
    assert written.cells[0].outputs[0].text.strip() == "42"
    assert execute.execute([sound], folder, timeout=600) == []
    write(sound, "print(43)")
    assert execute.execute([sound], folder, timeout=600) == [sound]
    # MyST-NB has read the changed lesson again, and has written it without results; the other stands as it was.
    write(tmp_path / "out" / "sound.ipynb", "print(43)")
    other = write(tmp_path / "other.ipynb", "print(1)")
    (tmp_path / "out" / "other.ipynb").write_text('"output_type": "as it was"')
    assert execute.main(["--into", str(tmp_path / "out"), str(folder), str(sound), str(other)]) == 0
    written = nbformat.read(tmp_path / "out" / "sound.ipynb", as_version=4)
    assert written.cells[0].outputs[0].text.strip() == "43"
    assert (tmp_path / "out" / "other.ipynb").read_text() == '"output_type": "as it was"'


def test_both_checks_have_their_say_and_stop_the_build(tmp_path, monkeypatch, capfd):
    site = load("tools/site.py")
    monkeypatch.setattr(site.sys, "executable", str(tmp_path / "python"))
    (tmp_path / "python").write_text('#!/bin/sh\necho "$2 has looked"; test "$2" = isotretinoin.evidence\n')
    (tmp_path / "python").chmod(0o755)
    assert site._build(tmp_path) == 1
    assert capfd.readouterr().out.split("\n")[:-1] == [
        "isotretinoin.evidence has looked",
        "isotretinoin.classroom has looked",
    ]
