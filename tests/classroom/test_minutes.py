"""Minutes follow from what a lesson holds."""

from __future__ import annotations

from pathlib import Path

from isotretinoin.classroom.contract import Notebook
from isotretinoin.classroom.minutes import Minutes, minutes_of

WORDS = " ".join(["word"] * 180)


def lesson(*cells: tuple[str, str] | tuple[str, str, str]) -> Minutes:
    tags = [frozenset(cell[2:]) for cell in cells]
    return minutes_of(Notebook(Path("07_x.ipynb"), {}, [cell[:2] for cell in cells], tags))


def test_prose_counts_and_what_is_folded_does_not():
    text = f"# Title\n\n{WORDS}\n\n<details><summary>Solution</summary>\n\n{WORDS}\n\n</details>"
    assert lesson(*[("markdown", text)] * 6) == Minutes(6, 0, 0)


def test_only_code_that_teaches_takes_time():
    code = "\n".join(["x = 1"] * 12)
    assert lesson(*[("code", code)] * 5).core == 0
    assert lesson(*[("code", code, "teach")] * 5).core == 5


def test_questions_and_explorables_take_time_and_exercises_count_apart():
    asked = [("code", 'lesson.check("q07-x")')] * 5 + [("code", 'lesson.predict("p07-x", reveal="x")')] * 5
    assert lesson(*asked, ("code", "explore(f, a=[1, 2])")) == Minutes(20, 0, 0)  # 13 and 5, to the next five
    exercises = ("markdown", f"## Exercises\n\n### Exercise 1: one\n\n{WORDS}\n\n### Exercise 2: two\n\n{WORDS}")
    assert lesson(exercises, ("code", "explore(f, a=[1, 2])")) == Minutes(0, 15, 0)
    assert lesson(exercises, ("markdown", f"## Key points\n\n{WORDS}")) == Minutes(1, 15, 0)


def test_going_further_has_minutes_of_its_own():
    further = ("markdown", f"## Going further: a local rate\n\n{WORDS}"), ("markdown", f"### Deeper\n\n{WORDS}")
    made = lesson(("markdown", f"# Title\n\n{WORDS}"), *further, ("markdown", f"## Key points\n\n{WORDS}"))
    assert made == Minutes(2, 0, 2)
    assert made.words == "read 2 minutes, going further 2 more"
