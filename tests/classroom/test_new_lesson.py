"""A new lesson: its template is sound as it stands, and ``check`` names every place that is left."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from isotretinoin import course_root
from isotretinoin.classroom import LessonError, check_course, lesson
from isotretinoin.classroom.__main__ import main
from isotretinoin.classroom.new_lesson import new_lesson

TITLE = "Does it: last? A “trial”"


@pytest.fixture
def course(tmp_path: Path, monkeypatch) -> Path:
    """The course's own lists with no lesson in it."""
    root = course_root()
    for name in ("_toc.yml", "book/glossary.md", "data/lessons/misconceptions.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, tmp_path / name)
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setenv("ISOTRETINOIN_HOME", str(tmp_path))
    return tmp_path


def codes(root: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for problem in check_course(root):
        found.setdefault(problem.code, []).append(str(problem))
    return found


def test_check_names_the_places_that_are_left(course, capsys):
    assert main(["new-lesson", "16", TITLE, "--root", str(course)]) == 0
    assert "data/lessons/16/questions.yml" in capsys.readouterr().out
    found = codes(course)
    assert set(found) == {"L13", "L16"}
    assert "- file: notebooks/16_does_it_last_a_trial" in found["L13"][0]
    named = {re.search(r"(\S+) has \d+ places", text)[1] for text in found["L16"]}
    files = {f"data/lessons/16/{name}.yml" for name in ("contract", "questions", "misconceptions", "teaching")}
    assert named == files | {"16_does_it_last_a_trial.ipynb"}


def test_nothing_is_left_once_it_is_written_and_listed(course):
    made = new_lesson(course, 16, TITLE)
    for path in made:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("‹", "").replace("›", ""), encoding="utf-8")
    toc = course / "_toc.yml"
    place = "      - file: notebooks/15_design_an_alternative\n"
    toc.write_text(toc.read_text().replace(place, f"{place}      - file: notebooks/{made[0].stem}\n"))
    assert codes(course) == {}
    assert lesson(made[0].stem).contract.title == TITLE
    (made[0].parents[1] / "data" / "lessons" / "16" / "teaching.yml").unlink()
    assert set(codes(course)) == {"L15"}


@pytest.mark.parametrize(
    ("number", "title", "message"), [(16, "Again", "There is a lesson 16"), (0, "x", "1 to 99"), (17, "?!", "letters")]
)
def test_what_cannot_be_made_is_told(course, capsys, number, title, message):
    new_lesson(course, 16, TITLE)
    with pytest.raises(LessonError, match=message):
        new_lesson(course, number, title)
    assert main(["new-lesson", str(number), title, "--root", str(course)]) == 2
    assert message in capsys.readouterr().err
