"""Rubrics: every criterion has every level, and every sample is graded in every criterion."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import pytest
import yaml

from isotretinoin.classroom import LessonError, read_rubric

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "data" / "lessons").glob("*/rubric.yml"))
SOUND = {
    "levels": ["low", "high"],
    "criteria": [
        {"id": "unit", "title": "The *unit*", "levels": ["A plate.", "A patient, where P < 0.05."]},
        {"id": "rule", "title": "The rule", "levels": ["After.", "Before."]},
    ],
    "samples": [
        {
            "id": "weak",
            "title": "Plan A",
            "text": ["We test thirty.", "We then see."],
            "grades": {"unit": {"level": 2, "reason": "Patients."}, "rule": {"level": 1, "reason": "None is there."}},
        }
    ],
}


def write(folder: Path, content: object) -> Path:
    (folder / "data" / "lessons" / "15").mkdir(parents=True)
    text = content if isinstance(content, str) else yaml.safe_dump(content)
    (folder / "data" / "lessons" / "15" / "rubric.yml").write_text(text, encoding="utf-8")
    return folder


def test_there_are_rubrics():
    assert FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_rubric_has_four_levels_and_two_graded_samples(path: Path):
    rubric = read_rubric(ROOT, path.parent.name)
    assert len(rubric.levels) == 4
    assert len(rubric.samples) == 2
    totals = [rubric.points(sample) for sample in rubric.samples]
    assert totals[0] < totals[1] <= rubric.most_points


def test_points_and_html(tmp_path):
    rubric = read_rubric(write(tmp_path, SOUND), "15")
    assert rubric.points(rubric.sample("weak")) == 3
    assert rubric.most_points == 4
    html = rubric.html()
    assert "The <em>unit</em>" in html
    assert "P &lt; 0.05" in html
    assert html.count("<i>low</i>") == 2
    sample = rubric.sample_html("weak")
    assert "3 of 4 points" in sample
    assert re.search(r"The rule:</b> low \(1\)\. None is there\.", sample)
    with pytest.raises(LessonError, match=r"no sample 'strong'\. There are: weak"):
        rubric.sample("strong")


def broken(change):
    content = copy.deepcopy(SOUND)
    change(content)
    return content


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (broken(lambda c: c["criteria"][0]["levels"].pop()), "unit, `levels`: must have 2 entries"),
        (broken(lambda c: c.pop("levels")), "needs `levels`, a list of 1 or more texts"),
        (broken(lambda c: c.update(criteria=[])), "`criteria` must be a list of 1 or more criteria, not 0"),
        (broken(lambda c: c["criteria"][1].update(id="unit")), "has the id of an entry before it"),
        (broken(lambda c: c["criteria"][1].update(weight=2)), "has a key `weight` that means nothing"),
        (broken(lambda c: c["samples"][0]["grades"].pop("rule")), "a grade for each of unit, rule"),
        (broken(lambda c: c["samples"][0]["grades"]["rule"].update(level=3)), "whole number from 1 to 2"),
        (broken(lambda c: c["samples"][0]["grades"]["rule"].pop("reason")), "needs `reason`, a text"),
        (
            broken(lambda c: c["samples"][0].update(text=[{"a": "b"}])),
            "weak, `text`, entry 1: must be a text, not a mapping",
        ),
        ("a: [", "is no YAML"),
        ("just words", "must be keys with values (levels, criteria), not 'just words'"),
    ],
)
def test_broken_rubrics_say_what_is_wrong(tmp_path, content, message):
    with pytest.raises(LessonError, match=rf"(?s)data/lessons/15/rubric\.yml.*{re.escape(message)}"):
        read_rubric(write(tmp_path, content), "15")


def test_missing_rubric_names_those_that_exist(tmp_path):
    with pytest.raises(LessonError, match=r"Lesson '16' has no rubric.*: 15"):
        read_rubric(write(tmp_path, SOUND), "16")
