"""The question bank refuses what would leave a reader without a fitting answer, and says what to do."""

from __future__ import annotations

import json

import pytest
import yaml
from classroom_samples import MISCONCEPTIONS, QUESTIONS, sound_course, write_course

from isotretinoin.classroom import BankError, read_bank
from isotretinoin.questions.markup import blocks, inline, plain

PREDICT, ROW, COLUMNS, SHARE, STEPS = range(5)


def problems(folder, change) -> list[str]:
    """Return what the bank says after one change of a sound course."""
    course = sound_course()
    change(course["questions"], course["misconceptions"])
    return [str(problem) for problem in read_bank(write_course(folder, course)).problems]


def test_sound_bank_is_read(tmp_path):
    bank = read_bank(write_course(tmp_path), {"03": {"3.1", "3.2"}})
    assert bank.problems == []
    assert list(bank.questions) == [question["id"] for question in QUESTIONS]
    assert list(bank.misconceptions) == [one["id"] for one in MISCONCEPTIONS]
    assert bank.questions["q03-share"].answer == pytest.approx(0.05)
    assert bank.questions["q03-row"].misconceptions == ("m-row-is-gene",)


def with_one_wrong(question: dict, answer: int) -> None:
    """Make 3 to 5 right, and the whole numbers beside one other answer wrong."""
    wrong = {**question["wrong"][0], "answer": answer, "tolerance": 1}
    question.update(answer=4, tolerance=1, wrong=[wrong])


FAULTS = {
    "two right": (lambda q, m: q[ROW]["options"][1].update(correct=True), "exactly one with"),
    "none right": (lambda q, m: q[ROW]["options"][0].pop("correct"), "names no misconception"),
    "no misconception": (lambda q, m: q[ROW]["options"][1].pop("misconception"), "option 2: names no misconception"),
    "unknown misconception": (lambda q, m: q[ROW]["options"][1].update(misconception="m-row-is-gen"), "Did you mean"),
    "no feedback": (lambda q, m: q[ROW]["options"][2].pop("feedback"), "option 3: needs `feedback`"),
    "same option twice": (lambda q, m: q[ROW]["options"][2].update(text="A gene"), "two options with the same text"),
    "one option": (lambda q, m: q[ROW].update(options=q[ROW]["options"][:1]), "a list of 2 or more options, not 1"),
    "all right": (lambda q, m: q[COLUMNS].update(options=q[COLUMNS]["options"][:2]), "one or more without"),
    "right prediction": (lambda q, m: q[PREDICT]["options"][1].update(correct=True), "a key `correct` that means"),
    "id twice": (lambda q, m: q.append(dict(q[STEPS])), "has the id of an entry before it"),
    "id of another lesson": (lambda q, m: q[STEPS].update(id="q04-steps"), "`id` must start with q03-"),
    "prediction called q": (lambda q, m: q[PREDICT].update(id="q03-rows"), "`id` must be p, the lesson's two digits"),
    "bare number as lesson": (lambda q, m: q[STEPS].update(lesson=3), "`lesson` must be two digits in quotes, not 3"),
    "unknown key": (lambda q, m: q[STEPS].update(feed_back="x"), "Did you mean `feedback`?"),
    "unknown kind": (lambda q, m: q[STEPS].update(kind="essay"), "`kind` must be one of"),
    "two lines": (lambda q, m: q[STEPS].update(lines=["a", "b"]), "`lines` must be a list of 3 or more lines, not 2"),
    "line 3: is there twice": (lambda q, m: q[STEPS].update(lines=["a", "b", "a"]), "line 3: is there twice"),
    "no tolerance": (lambda q, m: q[SHARE].pop("tolerance"), "needs `tolerance`"),
    "negative tolerance": (lambda q, m: q[SHARE].update(tolerance=-1), "`tolerance` must be a number of 0 or more"),
    "a word for a number": (lambda q, m: q[SHARE].update(answer="many"), "`answer` must be a number"),
    "endless number": (lambda q, m: q[SHARE].update(answer=".inf"), "`answer` must be a number"),
    "wrong is right": (lambda q, m: q[SHARE]["wrong"][1].update(answer=0), "overlaps with the right answer"),
    "wrong touches right from below": (
        lambda q, m: with_one_wrong(q[SHARE], 2),
        "overlaps with the right answer",
    ),
    "wrong touches right from above": (
        lambda q, m: with_one_wrong(q[SHARE], 6),
        "overlaps with the right answer",
    ),
    "hidden behind a range": (lambda q, m: q[SHARE]["wrong"].append(dict(q[SHARE]["wrong"][1])), "can never show"),
    "no last word": (lambda q, m: q[SHARE].pop("otherwise"), "needs `otherwise`"),
    "misconception twice": (lambda q, m: m.append(dict(m[0])), "has the id of an entry before it"),
    "misconception without cure": (lambda q, m: m[0].pop("cure"), "needs `cure`"),
    "nameless question": (lambda q, m: q[STEPS].pop("id"), "entry 5: needs `id`"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_named(fault, tmp_path):
    change, expected = FAULTS[fault]
    found = problems(tmp_path, change)
    assert any(expected in problem for problem in found), found


def test_question_must_name_an_objective_that_exists(tmp_path):
    bank = read_bank(write_course(tmp_path), {"03": {"3.1"}})
    assert [problem.entry for problem in bank.problems] == ["q03-share", "q03-steps"]
    assert "names objective 3.2, which lesson 03 does not have" in str(bank.problems[0])


def test_file_that_is_no_yaml_stops_only_itself(tmp_path):
    folder = write_course(tmp_path)
    (folder / "data" / "lessons" / "04").mkdir()
    (folder / "data" / "lessons" / "04" / "questions.yml").write_text("- id: [", encoding="utf-8")
    bank = read_bank(folder)
    assert len(bank.questions) == len(QUESTIONS)
    assert "04/questions.yml, line 2: is no YAML" in str(bank.problems[0])


def test_asking_for_the_wrong_question_says_what_to_do(tmp_path):
    bank = read_bank(write_course(tmp_path))
    with pytest.raises(BankError, match="Did you mean 'q03-steps'"):
        bank.question("q03-step", "03", "check")
    with pytest.raises(BankError, match=r"ask it with lesson\.predict"):
        bank.question("p03-rows-of-one-gene", "03", "check")
    with pytest.raises(BankError, match="belongs to lesson 03"):
        bank.question("q03-steps", "04", "check")


def test_faulty_question_lists_its_faults_when_asked(tmp_path):
    course = sound_course()
    course["questions"][STEPS].pop("feedback")
    course["questions"][STEPS]["lines"] = ["one"]
    bank = read_bank(write_course(tmp_path, course))
    with pytest.raises(BankError, match=r"(?s)needs `feedback`.*3 or more lines"):
        bank.question("q03-steps", "03", "check")


def test_mixing_is_the_same_for_everybody_and_never_gives_the_order_away(tmp_path):
    course = sound_course()
    for number in range(40):
        course["questions"].append({**course["questions"][STEPS], "id": f"q03-steps-{number}"})
    bank = read_bank(write_course(tmp_path, course))
    orders = [question.shown_order() for question in bank.questions.values() if question.kind == "order"]
    assert all(sorted(order) == [0, 1, 2, 3] and order[0] != 0 for order in orders)
    assert len({tuple(order) for order in orders}) > 5
    assert bank.questions["q03-row"].shown_order() == [0, 2, 1]
    assert bank.questions["q03-all-columns"].shown_order() == [0, 1, 2]
    assert bank.questions["p03-rows-of-one-gene"].shown_order() == [0, 1, 2]


def test_new_wording_is_a_new_revision(tmp_path):
    before = read_bank(write_course(tmp_path)).questions["q03-row"].revision
    course = sound_course()
    course["questions"][ROW]["options"][1]["text"] = "One gene"
    assert read_bank(write_course(tmp_path, course)).questions["q03-row"].revision != before
    course = sound_course()
    course["questions"][ROW]["options"][1]["feedback"] = "Other words of feedback keep the answer."
    assert read_bank(write_course(tmp_path, course)).questions["q03-row"].revision == before


def released(folder, revision: str) -> None:
    content = json.dumps({"version": "0.1", "revisions": {"q03-row": revision}})
    (folder / "data" / "lessons" / "released.json").write_text(content, encoding="utf-8")


def test_a_question_that_stayed_knows_its_former_fingerprint(tmp_path):
    """Pages of version 0.1 kept answers under the wording alone; the key is held against what was released."""
    course = sound_course()
    folder = write_course(tmp_path, course)
    question = read_bank(folder).questions["q03-row"]
    assert question.formerly == ()
    released(folder, question.revision)
    assert read_bank(folder).questions["q03-row"].formerly == (question.wording,)

    options = course["questions"][ROW]["options"]
    options[0], options[1] = {**options[1], "text": options[0]["text"]}, {**options[0], "text": options[1]["text"]}
    other_key = read_bank(write_course(tmp_path, course)).questions["q03-row"]
    assert other_key.wording == question.wording
    assert other_key.formerly == (), "the same words with another key are another question"


def test_former_fingerprints_are_those_that_browsers_hold(tmp_path):
    """As version 0.1 worked them out: a change here loses what readers have answered."""
    questions = read_bank(write_course(tmp_path)).questions
    assert {name: one.wording for name, one in questions.items()} == {
        "p03-rows-of-one-gene": "153a7ffe",
        "q03-row": "d3a01dd8",
        "q03-all-columns": "50006f25",
        "q03-share": "75d1854f",
        "q03-steps": "3ed6960e",
    }
    assert [one.revision for one in questions.values()] == ["7e8996e5", "81a01a26", "d073a57b", "f6769202", "1e746f91"]


def test_markdown_is_rendered_and_html_is_not():
    assert inline("a *b* `c<d`") == "a <em>b</em> <code>c&lt;d</code>"
    assert "<b>" not in inline("<b>bold</b>")
    assert "<math" in inline("$s_0$")
    assert "<math" not in inline("it costs 5$ or 6$")
    assert inline("[x](../book/data.md#y)") == '<a class="iso-source" href="../book/data.md#y">x</a>'
    assert inline("[x](https://doi.org/10.1)") == '<a href="https://doi.org/10.1">x</a>'
    assert plain("*a* [b](c) `d < e` $s_0$") == "a b d < e s0"
    assert blocks("First.\n\nSecond?") == ("<p>First.</p>\n", "Second?")


def test_the_courses_own_bank_is_yaml_without_tabs():
    from isotretinoin import course_root

    for path in (course_root() / "data" / "lessons").rglob("questions.yml"):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert content is None or isinstance(content, list), path.name
