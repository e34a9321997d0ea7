"""What teachers reported of other graders, made again on the sample assignment; each docstring names the report."""

from __future__ import annotations

import copy
import json
import zipfile
from pathlib import Path

import nbformat
import pytest
from simulated_class import Desk, grade_id

from isotretinoin.grading.intake.collect import gather
from isotretinoin.grading.intake.rebuild import Unreadable, rebuild
from isotretinoin.grading.intake.roster import Roster
from isotretinoin.grading.marks.report import files_table

ROOT = Path(__file__).resolve().parents[2]
RELEASED = nbformat.read(next((ROOT / "notebooks" / "assignments").glob("A0_*.ipynb")), as_version=4)
ANSWERS = {"q1": "change = 1", "q2": "p_values = 2", "q3": "adjusted = 3"}


def desk(student: str = "s1") -> Desk:
    return Desk(RELEASED, student, ANSWERS)


def sources(notebook) -> dict[str, str]:
    return {grade_id(cell): cell.source for cell in notebook.cells if grade_id(cell)}


def owners(place: Path, roster: Roster | None = None) -> dict[str, str]:
    account = gather(place, "A0", roster=roster)
    assert len(files_table(account)) == account.seen
    return {one.student: one.file for one in account.submissions if one.raw and not one.trouble}


def put(folder: Path, **files: bytes) -> Path:
    for name, raw in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    return folder


def test_all_read_only_cells_were_deleted():
    """jupyter/nbgrader issue 1682: in a class of 800 somebody always does it, and grading then waits for ever."""
    own = desk()
    own.notebook["cells"] = [cell for cell in own.cells if cell["metadata"].get("nbgrader", {}).get("solution")]
    rebuilt = rebuild(RELEASED, own.raw())
    want = sources(rebuild(RELEASED, desk().raw()).notebook)
    assert sources(rebuilt.notebook) == want
    assert sum("is back" in repair for repair in rebuilt.repairs) >= 3


def test_the_notebook_is_of_an_older_release_with_a_question_that_is_gone():
    """TU-Wien-dataLAB/grader-service issue 341: one unknown grade id stopped the grading of all else."""
    own = desk()
    gone = copy.deepcopy(own.cells[own.place("q1")])
    gone["source"], gone["id"] = "an_older_question = 42", "a0-q9"
    gone["metadata"]["nbgrader"]["grade_id"] = "q9"
    own.cells.insert(own.place("q2"), gone)
    rebuilt = rebuild(RELEASED, own.raw())
    assert {name: sources(rebuilt.notebook)[name] for name in ANSWERS} == ANSWERS
    assert any(cell.source == "an_older_question = 42" for cell in rebuilt.notebook.cells)


def test_the_answer_for_a_person_was_deleted_and_typed_anew():
    """jupyter/nbgrader issue 424: cells that a person marks come back without their metadata."""
    own = desk()
    own.cells[own.place("q4")] = {"cell_type": "markdown", "metadata": {}, "source": "My words, typed anew."}
    rebuilt = rebuild(RELEASED, own.raw())
    assert sources(rebuilt.notebook)["q4"] == "My words, typed anew."
    assert any(repair.startswith("q4: the answer was found by its place") for repair in rebuilt.repairs)


def test_a_merge_that_git_could_not_finish_is_named():
    """jupyter/help issue 67: “does not appear to be JSON” told nobody that two people had edited one file."""
    text = json.dumps(desk().notebook, indent=1)
    raw = text.replace("\n", "\n<<<<<<< HEAD\n=======\n>>>>>>> a1f5acb\n", 1).encode()
    with pytest.raises(Unreadable, match="two versions that Git could not merge"):
        rebuild(RELEASED, raw)


@pytest.mark.parametrize("character", ["₀", "→", "≤", "𝛼", "Ł", "\u2028", "\u00a0", "é"])
def test_no_character_is_out_of_range(character: str):
    """jupyter/nbgrader issues 1297 and 1042: a superscript or an arrow in a cell stopped the command."""
    own = desk()
    own.answer("q4", f"x {character} y")
    own.answer("q1", f'change = "{character}"')
    found = sources(rebuild(RELEASED, own.raw()).notebook)
    assert found["q4"] == f"x {character} y"
    assert found["q1"] == f'change = "{character}"'


@pytest.mark.parametrize("odd", ["../../q1", "q1/../../source", "q1\x00", "a" * 500, "q1 ; rm"])
def test_a_grade_id_that_a_student_changed_reaches_nothing(odd: str):
    """Submitty/Submitty pull request 11987: invalid characters in an id broke the grading."""
    own = desk()
    own.cells[own.place("q1")]["metadata"]["nbgrader"]["grade_id"] = odd
    rebuilt = rebuild(RELEASED, own.raw())
    assert sources(rebuilt.notebook)["q1"] == ANSWERS["q1"]
    assert odd not in json.dumps(rebuilt.notebook)


def test_an_archive_that_is_no_zip_goes_to_a_person(tmp_path):
    """squell/bb-scripts issue 54: tar.gz archives fell out, and names with umlauts were not found."""
    place = put(tmp_path, **{"s1.ipynb": desk().raw(), "s2.tar.gz": b"\x1f\x8b", "Daniël s3.ipynb": desk("s3").raw()})
    known = Roster(("s1", "s2", "s3"), {one: one for one in ("s1", "s2", "s3")})
    assert owners(place, known) == {"s1": "s1.ipynb", "s3": "Daniël s3.ipynb"}
    (odd,) = [one for one in gather(place, "A0", roster=known).submissions if one.student == "s2"]
    assert "s2.tar.gz" in odd.trouble


def test_a_name_in_an_archive_of_another_encoding(tmp_path):
    """squell/bb-scripts issue 54: an archive's names are UTF-8 without saying so."""
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Zoë Łaz_471_assignsubmission_file_/A0.ipynb", desk("s3").raw())
    raw = bytearray(path.read_bytes())
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = raw.index(mark) + (6 if mark == b"PK\x03\x04" else 8)
        raw[at + 1] &= ~0x08  # the flag that names are UTF-8
    path.write_bytes(bytes(raw))
    known = Roster(("s3",), {"s3": "s3", "zoë łaz": "s3"})
    assert set(owners(path, known)) == {"s3"}


def test_what_windows_leaves_beside_a_notebook_is_nobodys(tmp_path):
    """jupyter/nbgrader issue 1234: a folder of a student held desktop.ini."""
    place = put(tmp_path, **{"s1/A0.ipynb": desk().raw(), "s1/desktop.ini": b"[x]", "s1/Thumbs.db": b"x"})
    account = gather(place, "A0")
    assert owners(place) == {"s1": "A0.ipynb"}
    assert {path for path, _ in account.left} == {"s1/desktop.ini", "s1/Thumbs.db"}
    assert not account.submissions[0].notes


@pytest.mark.parametrize(
    "form",
    ["submitted/{0}/A0/A0.ipynb", "submitted/{0}/01_intro/01_intro.ipynb", "A0-{0}.ipynb", "A0-six-patients-{0}.ipynb"],
)
@pytest.mark.parametrize("with_roster", [True, False])
def test_folders_made_by_hand_and_names_with_the_student_behind(tmp_path, form: str, with_roster: bool):
    """jupyter/nbgrader issue 1409, and earthlab/abc-classroom issue 88: such submissions were skipped in silence."""
    place = put(tmp_path, **{form.format(one): desk(one).raw() for one in ("s1", "s2")})
    known = Roster(("s1", "s2"), {one: one for one in ("s1", "s2")}) if with_roster else None
    assert set(owners(place, known)) == {"s1", "s2"}
