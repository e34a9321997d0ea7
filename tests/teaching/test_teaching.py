"""The teaching guide follows the lessons: no lesson can be missing, and every sum of minutes is that of its parts."""

from __future__ import annotations

import re
import shutil
from html import unescape
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from classroom_samples import sound_course, write_course

from isotretinoin import course_root, teaching
from isotretinoin.classroom import read_bank, read_contracts
from isotretinoin.classroom.before_after import change_interval
from isotretinoin.questions.blueprint import read_blueprint
from isotretinoin.questions.markup import plain
from isotretinoin.teaching import TeachingError

ROOT = course_root()
CONTRACTS = read_contracts(ROOT)
NOTES = {
    "plan": [{"minutes": 20, "what": "Talk"}, {"minutes": 30, "what": "Work"}],
    "board": ["A line"],
    "prompts": ["Why?"],
    "traps": ["Haste."],
}


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def page(name: str) -> str:
    return (ROOT / "book" / "teaching" / f"{name}.md").read_text(encoding="utf-8")


@pytest.fixture
def small(tmp_path) -> Path:
    """A course of one lesson with its notes."""
    root = write_course(tmp_path, sound_course())
    folder = root / "data" / "lessons" / "03"
    folder.mkdir(exist_ok=True)
    (folder / "teaching.yml").write_text(yaml.safe_dump(NOTES))
    return root


def test_every_lesson_stands_in_the_notes_of_its_part():
    """Each part has its page, which draws all lessons of the part; a lesson of a new part fails here."""
    pages = [page(path.stem) for path in (ROOT / "book" / "teaching").glob("notes_*.md")]
    drawn = [part for text in pages for part in re.findall(r'part_notes\("(.*?)"\)', text)]
    assert sorted(drawn) == sorted({contract.part for contract in CONTRACTS.values()})
    for part in drawn:
        shown = str(teaching.part_notes(part))
        numbers = [int(contract.id) for contract in CONTRACTS.values() if contract.part == part]
        assert [int(one) for one in re.findall(r'id="lesson-(\d+)"', shown)] == numbers


def test_a_lesson_without_notes_stops_the_build(small):
    assert "lesson-3" in str(teaching.part_notes("Microarray data", small))
    (small / "data" / "lessons" / "03" / "teaching.yml").unlink()
    with pytest.raises(
        TeachingError, match=r"Lesson 03 has no notes for teachers: write data/lessons/03/teaching\.yml"
    ):
        teaching.part_notes("Microarray data", small)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"plan": [{"minutes": 20, "what": "Talk"}]}, "add up to 20, not to 50"),
        (
            {"plan": [{"minutes": "20", "what": "Talk"}]},
            "step 1: `minutes` must be a whole number of 1 or",
        ),
        ({"plan": []}, "`plan` must be a list of 1 or more steps, not 0"),
        ({"traps": []}, "`traps` must be a list of 1 or more texts, not 0"),
        ({"prompts": [3]}, "`prompts`, entry 1: must be a text, not 3"),
        ({"song": ["la"]}, "has a key `song` that means nothing"),
    ],
)
def test_faulty_notes_are_refused(small, change, says):
    (small / "data" / "lessons" / "03" / "teaching.yml").write_text(yaml.safe_dump(NOTES | change))
    with pytest.raises(TeachingError, match=re.escape(says)):
        teaching.read_notes(small, "03")


def test_notes_show_every_wrong_answer_with_its_cure():
    bank = read_bank(ROOT)
    for part in {contract.part for contract in CONTRACTS.values()}:
        shown = words(str(teaching.part_notes(part)))
        for contract in CONTRACTS.values():
            if contract.part != part:
                continue
            for question in bank.of_lesson(contract.id):
                if question.use != "page":
                    continue
                for name in question.misconceptions:
                    idea = bank.misconceptions[name]
                    for text in (idea.statement, idea.tempting, idea.cure):
                        assert words(plain(re.sub(r"\$.*?\$", "", text)))[:25] in shown, (question.id, name)


def test_what_opens_the_answers_holds_no_link():
    for part in {contract.part for contract in CONTRACTS.values()}:
        summaries = re.findall(r"<summary>(.*?)</summary>", str(teaching.part_notes(part)), re.S)
        assert summaries
        assert not [summary for summary in summaries if "<a " in summary]


def test_plans_add_up_from_the_lessons_own_minutes():
    minutes = {contract.id: contract.minutes for contract in CONTRACTS.values()}
    plans = teaching.read_plans(ROOT)
    assert list(plans) == ["one-hour", "half-day", "one-day", "term"]
    for plan in plans.values():
        rows = teaching.timetable(ROOT, plan, CONTRACTS)
        if plan.all_lessons:
            assert [row.lesson for row in rows] == list(minutes)
            assert all(f"about {minutes[row.lesson]} minutes" in row.homework for row in rows)
            continue
        assert [row.start for row in rows] == [sum(one.minutes for one in rows[:at]) for at in range(len(rows))]
        if not plan.lesson_in_class:
            assert all(row.minutes == minutes[row.lesson] for row in rows if row.lesson)
        total = sum(row.minutes for row in rows)
        assert total <= plan.most
        assert f"{total} minutes" in repr(teaching.course_plan(plan.id))
    assert sum(row.minutes for row in teaching.timetable(ROOT, plans["one-hour"], CONTRACTS)) == 50


def test_a_plan_that_grows_too_long_is_refused(tmp_path):
    (tmp_path / "data").mkdir()
    shutil.copytree(ROOT / "data" / "teaching", tmp_path / "data" / "teaching")
    path = tmp_path / "data" / "teaching" / "plans.yml"
    path.write_text(path.read_text().replace("most: 240", "most: 120"))
    plan = teaching.read_plans(tmp_path)["half-day"]
    with pytest.raises(TeachingError, match=r"takes \d+ minutes and may take 120"):
        teaching.timetable(tmp_path, plan, CONTRACTS)
    path.write_text(path.read_text().replace('lesson: "05"', 'lesson: "55"'))
    with pytest.raises(TeachingError, match="lesson 55, which does not exist"):
        teaching.timetable(tmp_path, teaching.read_plans(tmp_path)["half-day"], CONTRACTS)


def test_plans_name_what_they_take_as_known():
    """A workshop that starts in the middle says which lessons come before; nothing that it teaches is among them."""
    shown = words(str(teaching.course_plan("half-day")))
    known = shown.partition("as read before:")[2]
    assert "Lesson 2:" in known
    assert "Lesson 5:" not in known
    assert "as known" not in str(teaching.course_plan("term"))


def test_course_table_has_every_lesson_and_the_sum():
    shown = str(teaching.course_table())
    assert f"<b>{sum(contract.minutes for contract in CONTRACTS.values())}</b>" in shown
    for contract in CONTRACTS.values():
        assert f"Lesson {int(contract.id)}: " in shown


def test_assignments_come_after_lessons_that_exist():
    plan = teaching.read_plans(ROOT)["term"]
    lessons = {contract.id for contract in CONTRACTS.values()}
    assert {lesson for lesson, _ in plan.assignments} <= lessons
    released = {path.name.split("_")[0] for path in (ROOT / "notebooks" / "assignments").glob("A[1-9]_*.ipynb")}
    assert released <= {name for _, name in plan.assignments}


def test_commands_of_the_guide_exist():
    """What the guide tells a teacher to type is accepted by the command's own parser."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "book" / "teaching").glob("*.md"))
    commands = re.findall(r"^python -m isotretinoin\.(\w+) ([^\n]*)$", text.replace("\\\n", " "), re.M)
    assert {room for room, _ in commands} >= {"classroom", "grading"}
    for room, command in commands:
        import_module(f"isotretinoin.{room}.__main__")._parser().parse_args(command.split())


def test_blueprint_page_has_every_outcome_and_what_a_form_asks():
    shown = teaching.form_blueprint().html
    assert shown.count("<tr>") == 1 + len(read_blueprint(ROOT).outcomes)
    assert shown.count("with a table to read") == shown.count("with a figure to read") == 2


def test_noise_page_has_the_least_gain_whose_interval_leaves_out_zero():
    rows = re.findall(r"<td>(\d+) of (\d+)</td><td>(\d+|no)", teaching.form_noise().html)
    assert len(rows) >= 5
    for before, of, least in rows:
        gains = range(1, int(of) - int(before) + 1)
        clear = [gain for gain in gains if change_interval(int(before), int(before) + gain, int(of))[0] > 0]
        assert least == (str(clear[0]) if clear else "no")
