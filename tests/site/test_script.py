"""A page must never show a number that its data or library no longer give: every change has to be noticed."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import nbformat
import pytest
import site_inputs
from jupyter_cache import get_cache
from site_inputs import door_key, inputs

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


def write(path: Path, source: str) -> Path:
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cell = nbformat.v4.new_code_cell(source, id="one-cell")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=kernel), path)
    return path


def test_lessons_are_executed_once_and_a_failing_one_is_left_to_the_build(tmp_path):
    spec = importlib.util.spec_from_file_location("execute_script", ROOT / "tools" / "execute.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    sound = write(tmp_path / "sound.ipynb", "print(6 * 7)")
    failing = write(tmp_path / "failing.ipynb", "1 / 0")
    folder = tmp_path / "cache"
    assert script.execute([sound, failing], folder, timeout=60) == [sound]
    cache = get_cache(str(folder))
    _, merged = cache.merge_match_into_notebook(script._read(sound))
    assert merged.cells[0].outputs[0].text.strip() == "42"
    with pytest.raises(KeyError):
        cache.match_cache_notebook(script._read(failing))
    assert script.main(["--into", str(tmp_path / "out"), str(folder), str(sound)]) == 0
    written = nbformat.read(tmp_path / "out" / "sound.ipynb", as_version=4)
    assert written.cells[0].outputs[0].text.strip() == "42"
    assert script.execute([sound], folder, timeout=60) == []
    write(sound, "print(43)")
    assert script.execute([sound], folder, timeout=60) == [sound]
