"""Intake: whatever students and platforms do to cells, their answers come back in the released notebook."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from random import Random

import nbformat
import pytest
import simulated_class
from nbgrader.utils import compute_checksum
from simulated_class import KINDS, Desk, grade_id

from isotretinoin.grading.author import colab
from isotretinoin.grading.intake import rebuild as intake
from isotretinoin.grading.intake.rebuild import Unreadable, rebuild

ROOT = Path(__file__).resolve().parents[2]
RELEASED = nbformat.read(next((ROOT / "notebooks" / "assignments").glob("A0_*.ipynb")), as_version=4)
SOLUTIONS = {
    "q1": "before = 1\nchange = before + 1",
    "q2": "p_values = 2\np_values = p_values + 1",
    "q3": "adjusted = 3",
}


def desk() -> Desk:
    return Desk(RELEASED, "s1", SOLUTIONS)


def handed_in(name: str) -> bytes:
    own = desk()
    other = KINDS[name][2](own, Random(0))
    return own.raw() if other is None else other


def sources(notebook) -> dict[str, str]:
    return {grade_id(cell): cell.source for cell in notebook.cells if grade_id(cell)}


def test_sound_submission_passes_unchanged():
    rebuilt = rebuild(RELEASED, desk().raw())
    assert not rebuilt.repairs
    assert not rebuilt.notes
    assert not rebuilt.untouched
    assert [cell.id for cell in rebuilt.notebook.cells] == [cell.id for cell in RELEASED.cells if not is_colab(cell)]


def is_colab(cell) -> bool:
    return cell.id == "a0-colab"


@pytest.mark.parametrize("change", ["old copy", "address filled in", "gradebook has none"])
def test_cell_for_colab_makes_no_difference(change: str):
    own = desk()
    first = own.cells[0]
    assert is_colab(first)
    if change == "address filled in":
        first["source"] = colab.cell("https://github.com/someone/course")
    else:
        del own.cells[0]
    released = RELEASED
    if change == "gradebook has none":
        released = copy.deepcopy(RELEASED)  # as the gradebook has it, made from the source
        del released["cells"][0]
    rebuilt = rebuild(released, own.raw())
    assert not rebuilt.repairs
    assert not rebuilt.notes
    assert sources(rebuilt.notebook) == sources(rebuild(RELEASED, desk().raw()).notebook)


def test_own_code_in_the_cell_for_colab_is_kept():
    own = desk()
    own.cells[0]["source"] += "\nhelper = 1"
    rebuilt = rebuild(RELEASED, own.raw())
    assert not rebuilt.repairs
    assert "helper = 1" in rebuilt.notebook.cells[0].source


DAMAGED = [name for name, (status, points, _) in KINDS.items() if status == "damaged-and-repaired" and points == 7]


# In these the student's own words stand elsewhere than in the answer; what they come to is tried in test_grading.
WRITTEN_ELSEWHERE = {"import added to a given cell", "answer typed into the check"}


@pytest.mark.parametrize("name", [name for name in DAMAGED if name not in WRITTEN_ELSEWHERE])
def test_every_damage_is_mended_and_said(name: str):
    rebuilt = rebuild(RELEASED, handed_in(name))
    assert rebuilt.repairs
    want = sources(rebuild(RELEASED, desk().raw()).notebook)
    got = sources(rebuilt.notebook)
    assert list(got) == list(want)
    for cell in want:
        # Pieces of an answer that was split run before its last piece, which carries the marks.
        found = got[cell]
        if cell == "q2" and name == "split answer cell":
            place = next(i for i, one in enumerate(rebuilt.notebook.cells) if grade_id(one) == cell)
            found = f"{rebuilt.notebook.cells[place - 1].source}\n{found}"
        assert found == want[cell]


@pytest.mark.parametrize("name", DAMAGED)
def test_mended_notebook_is_sound(name: str):
    notebook = rebuild(RELEASED, handed_in(name)).notebook
    nbformat.validate(notebook)
    given = {cell.id: cell for cell in RELEASED.cells}
    for cell in notebook.cells:
        if cell.id in given and not cell.metadata.nbgrader.solution:
            assert cell == given[cell.id]


@pytest.mark.parametrize("name", ["wrong kernel name", "own helper cells", "renamed file"])
def test_ordinary_freedom_is_no_damage(name: str):
    assert not rebuild(RELEASED, handed_in(name)).repairs


def test_own_cells_stay_where_they_stood():
    own = desk()
    for anchor, text in (("q1", "before q1"), ("q2-check", "before the check"), ("end", "at the end")):
        cell = nbformat.v4.new_code_cell(text)
        own.cells.insert(own.place(anchor), json.loads(json.dumps(cell)))
    order = [cell.source for cell in rebuild(RELEASED, own.raw()).notebook.cells]
    assert order.index("before q1") == order.index(SOLUTIONS["q1"]) - 1
    assert order.index("before the check") == order.index(SOLUTIONS["q2"]) + 1
    assert order.index("at the end") == len(order) - 2


def test_own_cells_have_no_say_in_grading():
    own = desk()
    forged = nbformat.v4.new_code_cell(
        "x = 1", metadata={"nbgrader": {"grade": True, "grade_id": "bonus", "points": 99}}
    )
    own.cells.append(json.loads(json.dumps(forged)))
    cell = rebuild(RELEASED, own.raw()).notebook.cells[-1]
    assert cell.source == "x = 1"
    assert cell.metadata == {}


def test_metadata_of_the_submission_is_not_used():
    own = desk()
    own.cells[own.place("q1-check")]["metadata"]["nbgrader"]["points"] = 1000
    own.notebook["metadata"]["isotretinoin"] = {"verdicts": {"q1": {"points": 1000}}}
    rebuilt = rebuild(RELEASED, own.raw()).notebook
    assert rebuilt.metadata == RELEASED.metadata
    assert [c.metadata for c in rebuilt.cells] == [c.metadata for c in RELEASED.cells if not is_colab(c)]


def test_answer_as_text_where_code_is_wanted_stays_apart_from_given_text():
    own = desk()
    for cell in own.cells:
        cell["metadata"] = {}
        cell.pop("id", None)
    place = next(i for i, cell in enumerate(own.cells) if "".join(cell["source"]) == SOLUTIONS["q2"])
    own.cells[place] |= {"cell_type": "markdown"}
    rebuilt = rebuild(RELEASED, own.raw())
    assert sources(rebuilt.notebook)["q2"] == SOLUTIONS["q2"]
    assert any("another kind" in repair for repair in rebuilt.repairs)


def test_untouched_notebook_is_known():
    assert rebuild(RELEASED, nbformat.writes(RELEASED).encode()).untouched


def of_another_release(cell) -> None:
    """Make a cell what a release before this one handed out."""
    node = nbformat.from_dict({**cell, "source": f"{cell['source']}\n# as it was last term"})
    cell["source"], cell["metadata"]["nbgrader"]["checksum"] = node.source, compute_checksum(node)


def test_given_cells_of_another_release_are_no_damage():
    own = desk()
    given = [cell for cell in own.cells if cell["metadata"].get("nbgrader", {}).get("locked")]
    for cell in given:
        of_another_release(cell)
    rebuilt = rebuild(RELEASED, own.raw())
    assert not rebuilt.repairs
    assert rebuilt.notes[0].endswith(f"this release's text stands in {len(given)} of its given cells.")
    assert "last term" not in json.dumps(rebuilt.notebook)
    assert sources(rebuilt.notebook) == sources(rebuild(RELEASED, desk().raw()).notebook)


def test_a_given_cell_of_another_release_that_was_changed_is_a_damage():
    own = desk()
    setup = next(cell for cell in own.cells if grade_id(cell) == "setup")
    of_another_release(setup)
    setup["source"] += "\nhelper = 1"
    rebuilt = rebuild(RELEASED, own.raw())
    assert [repair.split(":")[0] for repair in rebuilt.repairs] == ["setup"]
    assert "helper = 1" in json.dumps(rebuilt.notebook)


def test_untouched_answers_of_another_release_are_untouched():
    notebook = copy.deepcopy(RELEASED)
    for cell in notebook.cells:
        if "checksum" in cell.metadata.get("nbgrader", {}):
            of_another_release(cell)
    assert rebuild(RELEASED, nbformat.writes(notebook).encode()).untouched


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"%PDF-1.7", "JSON"),
        (b"[1, 2]", "no cells"),
        (b'{"cells": 7}', "no cells"),
        (b'{"cells": []}', "no cells"),
        (b"[" * 100_000, "JSON"),
        (b'{"cells": [' + b",".join([b'{"cell_type": "code", "source": "x"}'] * 3000) + b"]}", "3000 cells"),
        (b'{"cells": [{"cell_type": "code", "source": "print(1)"}]}', "belongs to the assignment"),
    ],
)
def test_what_is_no_submission_is_told(raw: bytes, says: str):
    with pytest.raises(Unreadable, match=says):
        rebuild(RELEASED, raw)


def test_huge_file_is_not_opened(monkeypatch):
    monkeypatch.setattr(intake, "LARGEST", 1000)
    with pytest.raises(Unreadable, match="larger"):
        rebuild(RELEASED, desk().raw())


def test_notebook_of_an_old_format_is_read():
    own = desk()
    cells = [
        {
            "cell_type": cell["cell_type"],
            "metadata": {},
            **({"input": cell["source"]} if cell["cell_type"] == "code" else {"source": cell["source"]}),
        }
        for cell in own.cells
    ]
    old = {"nbformat": 3, "worksheets": [{"cells": cells}], "metadata": {}}
    assert sources(rebuild(RELEASED, json.dumps(old).encode()).notebook)["q1"] == SOLUTIONS["q1"]


def test_mangled_cells_stop_nothing():
    """Any part of a cell may be missing or of another type; the sound answers still come back."""
    random = Random(5)
    junk = [None, 7, "", [], {}, ["a", 3], {"x": 1}, "\ud800", True]
    for _ in range(200):
        own = desk()
        for cell in random.sample(own.cells, 4):
            if grade_id(cell) in SOLUTIONS:
                continue
            cell[random.choice(["source", "metadata", "cell_type", "id", "outputs"])] = copy.deepcopy(
                random.choice(junk)
            )
        own.cells.insert(0, random.choice(junk))
        got = sources(rebuild(RELEASED, own.raw()).notebook)
        assert {name: got[name] for name in SOLUTIONS} == SOLUTIONS


def test_kinds_have_names():
    assert len(KINDS) >= 40
    assert sum(simulated_class.POINTS.values()) == simulated_class.FULL


WORD = "eichhoernchen"
PLACES = ("before the first line", "behind the last line", "within a line")
TRIED = {
    name: nbformat.read(next((ROOT / "notebooks" / "assignments").glob(f"{name}_*.ipynb")), as_version=4)
    for name in ("A0", "A5")
}
"""The sample, and the assignment with most free text."""
CELLS = [(name, number) for name, released in TRIED.items() for number in range(len(released.cells))]
every_cell = pytest.mark.parametrize(("assignment", "number"), CELLS)


def filled(assignment: str) -> dict:
    """Return a submission with every answer written."""
    notebook = json.loads(nbformat.writes(TRIED[assignment]))
    for number, cell in enumerate(notebook["cells"]):
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = f"answer = {number}" if cell["cell_type"] == "code" else f"Words of mine, {number}."
    return notebook


def rebuilt_from(assignment: str, notebook: dict):
    rebuilt = rebuild(TRIED[assignment], json.dumps(notebook).encode())
    nbformat.validate(rebuilt.notebook)
    return rebuilt


def marker_sees(rebuilt) -> str:
    """Return all that the marker reads: the cells, and the notes that stand in the report."""
    return "\n".join([cell.source for cell in rebuilt.notebook.cells] + rebuilt.notes)


def written_into(text: str, where: str) -> str:
    if where == PLACES[0]:
        return f"# {WORD}\n{text}"
    if where == PLACES[1]:
        return f"{text}\n# {WORD}"
    middle = len(text) // 2
    return f"{text[:middle]}{WORD}{text[middle:]}"


@pytest.mark.parametrize("stripped", [False, True], ids=["marks", "marks stripped"])
@pytest.mark.parametrize("where", PLACES)
@every_cell
def test_a_word_written_into_any_cell_reaches_the_marker(assignment: str, number: int, where: str, stripped: bool):
    """Headings and given texts among them."""
    own = filled(assignment)
    own["cells"][number]["source"] = written_into("".join(own["cells"][number]["source"]), where)
    if stripped:
        for cell in own["cells"]:
            cell["metadata"] = {}
            cell.pop("id", None)
    rebuilt = rebuilt_from(assignment, own)
    assert WORD in "\n".join(cell.source for cell in rebuilt.notebook.cells)
    given = {cell.id: cell.source for cell in TRIED[assignment].cells}
    for cell in rebuilt.notebook.cells:
        if cell.id in given and not cell.metadata.nbgrader.solution:
            assert cell.source == given[cell.id], "what students were given is as it was"


@pytest.mark.parametrize("kind", ["code", "markdown", "raw"])
@every_cell
def test_a_word_in_a_cell_of_any_kind_anywhere_reaches_the_marker(assignment: str, number: int, kind: str):
    for place in (number, number + 1):
        own = filled(assignment)
        cell = {"cell_type": kind, "id": "mine", "metadata": {}, "source": [f"# {WORD}"]}
        own["cells"].insert(place, cell | ({"outputs": [], "execution_count": None} if kind == "code" else {}))
        assert any(WORD in one.source for one in rebuilt_from(assignment, own).notebook.cells)


@every_cell
def test_a_word_in_a_copy_of_any_cell_reaches_the_marker(assignment: str, number: int):
    for place in (number, number + 1, len(TRIED[assignment].cells)):
        own = filled(assignment)
        again = json.loads(json.dumps(own["cells"][number]))
        again["source"] = f"# {WORD}\n" + "".join(again["source"])
        own["cells"].insert(place, again)
        assert any(WORD in one.source for one in rebuilt_from(assignment, own).notebook.cells), place


BESIDE = {
    "a tag": lambda cell: cell["metadata"].update(tags=[WORD]),
    "a sentence in metadata": lambda cell: cell["metadata"].update(comment=f"please see {WORD}"),
    "a nested sentence": lambda cell: cell["metadata"].update(review={"notes": [{"text": f"my {WORD} here"}]}),
}


@pytest.mark.parametrize("beside", BESIDE)
@every_cell
def test_a_word_beside_the_text_of_any_cell_reaches_the_marker(assignment: str, number: int, beside: str):
    own = filled(assignment)
    BESIDE[beside](own["cells"][number])
    assert WORD in marker_sees(rebuilt_from(assignment, own))


def test_what_editors_write_into_metadata_is_no_remark():
    own = filled("A0")
    for cell in own["cells"]:
        cell["metadata"] |= {
            "execution": {"iopub.execute_input": "2026 11 29"},
            "executionInfo": {"user": {"displayName": "Jane Doe"}},
            "collapsed": False,
            "slideshow": {"slide_type": "slide"},
        }
    assert not rebuilt_from("A0", own).notes


@every_cell
def test_a_reply_to_input_reaches_the_marker(assignment: str, number: int):
    """Nobody sits at the keyboard when it is run again, so the reply stands in the old output alone."""
    own = filled(assignment)
    reply = {"output_type": "stream", "name": "stdout", "text": [f"level? {WORD}\n"]}
    asking = {"cell_type": "code", "id": "mine", "metadata": {}, "source": "level = input('level? ')"}
    own["cells"].insert(number, asking | {"outputs": [reply], "execution_count": 1})
    assert WORD in marker_sees(rebuilt_from(assignment, own))


@every_cell
def test_a_picture_in_any_cell_of_text_reaches_the_marker(assignment: str, number: int):
    own = filled(assignment)
    cell = own["cells"][number]
    if cell["cell_type"] == "code":  # has no place for pictures; one beside it has
        cell = {"cell_type": "raw", "id": "mine", "metadata": {}, "source": ""}
        own["cells"].insert(number, cell)
    cell["attachments"] = PICTURE
    rebuilt = rebuilt_from(assignment, own)
    assert PICTURE in [one.get("attachments") for one in rebuilt.notebook.cells]


def free_text(notebook) -> str:
    return next(cell.source for cell in notebook.cells if grade_id(cell) == "q4")


def open_desk():
    own = desk()
    own.answer("q4", next(cell.source for cell in RELEASED.cells if grade_id(cell) == "q4"))
    return own


@pytest.mark.parametrize("kind", ["markdown", "code"])
@pytest.mark.parametrize("offset", [0, 1])
def test_a_text_beside_its_cell_is_the_answer(kind: str, offset: int):
    own = open_desk()
    own.cells.insert(own.place("q4") + offset, {"cell_type": kind, "metadata": {}, "source": [WORD], "outputs": []})
    rebuilt = rebuild(RELEASED, own.raw())
    assert WORD in free_text(rebuilt.notebook)
    assert any("what stands beside it was taken" in note for note in rebuilt.notes)


def test_a_text_elsewhere_leaves_no_automatic_nought():
    own = open_desk()
    own.cells.insert(0, {"cell_type": "markdown", "metadata": {}, "source": [WORD]})
    rebuilt = rebuild(RELEASED, own.raw())
    assert free_text(rebuilt.notebook) != free_text(RELEASED)
    assert "wrote elsewhere" in free_text(rebuilt.notebook)
    # Nothing written anywhere: the nought is right.
    assert free_text(rebuild(RELEASED, open_desk().raw()).notebook) == free_text(RELEASED)


PICTURE = {"image.png": {"image/png": "iVBORw0KGgo="}}


def test_pictures_of_answers_and_of_own_cells_travel():
    own = desk()
    own.answer("q4", "![sketch](attachment:image.png)")
    own.cells[own.place("q4")]["attachments"] = PICTURE
    mine = {"cell_type": "markdown", "metadata": {}, "source": ["![x](attachment:image.png)"], "attachments": PICTURE}
    own.cells.insert(own.place("q1"), mine)
    notebook = rebuild(RELEASED, own.raw()).notebook
    nbformat.validate(notebook)
    assert [cell.attachments for cell in notebook.cells if cell.get("attachments")] == [PICTURE, PICTURE]


def test_a_picture_that_did_not_come_along_is_said_and_not_linked():
    own = desk()
    own.answer("q4", "See ![sketch](attachment:image.png) and ![web](https://example.org/x.png).")
    text = free_text(rebuild(RELEASED, own.raw()).notebook)
    assert "attachment:" not in text
    assert "a picture was here and did not come along: image.png" in text
    assert "https://example.org/x.png" in text
    own.cells[own.place("q4")]["attachments"] = {"image.png": {"no type": 3}, "other": ["x"]}
    assert "did not come along" in free_text(rebuild(RELEASED, own.raw()).notebook)


def test_a_copy_behind_the_check_is_no_part_of_the_answer():
    own = desk()
    again = json.loads(json.dumps(own.cells[own.place("q1")]))
    again["source"], again["id"] = ["change = change.round(1)"], "scratch"
    own.cells.append(again)
    rebuilt = rebuild(RELEASED, own.raw())
    assert next(cell.source for cell in rebuilt.notebook.cells if grade_id(cell) == "q1") == SOLUTIONS["q1"]
    assert rebuilt.notebook.cells[-1].source == "change = change.round(1)"
    assert any("a copy behind the check" in repair for repair in rebuilt.repairs)


def test_one_lost_line_would_run_an_answer_twice():
    """An answer that is found by its place stands there once, and not among the student's own cells again."""
    own = desk()
    own.cells[own.place("q1")] = {"cell_type": "code", "metadata": {}, "source": ["x = []\nx.append(1)"], "outputs": []}
    rebuilt = rebuild(RELEASED, own.raw())
    assert [cell.source for cell in rebuilt.notebook.cells].count("x = []\nx.append(1)") == 1
    assert not any("own were kept" in note for note in rebuilt.notes)


def test_a_copy_of_one_answer_is_never_taken_for_a_missing_other():
    own = desk()
    again = json.loads(json.dumps(own.cells[own.place("q1")]))
    own.cells[own.place("q2")] = again | {"id": "copy"}
    rebuilt = rebuild(RELEASED, own.raw())
    assert "q2: the answer cell is missing." in rebuilt.repairs
    texts = [cell.source for cell in rebuilt.notebook.cells if grade_id(cell) == "q2"]
    assert texts == [cell.source for cell in RELEASED.cells if grade_id(cell) == "q2"]
