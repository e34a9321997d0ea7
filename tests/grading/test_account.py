"""Every file is graded or named, two typed ids are never one student, and a roster may come from any office."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from isotretinoin.grading.intake.collect import Account, gather
from isotretinoin.grading.intake.roster import CollectError, Roster, read_roster
from isotretinoin.grading.marks.report import files_table


def notebook(student: str = "", text: str = "x = 1") -> bytes:
    source = [f'STUDENT_ID = "{student}"\n', text]
    return json.dumps({"cells": [{"cell_type": "code", "metadata": {}, "source": source}]}).encode()


def spread(folder: Path, files: dict[str, bytes]) -> Path:
    for name, raw in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    return folder


def roster(*students: str) -> Roster:
    return Roster(students, {one: one for one in students})


def seen_once(account: Account) -> None:
    table = files_table(account)
    assert len(table) == account.seen
    assert table["file"].is_unique
    assert (table["what"] != "").all()


def owners(account: Account) -> dict[str, str]:
    return {one.student: one.file for one in account.submissions if not one.trouble and one.raw}


@pytest.mark.parametrize(
    "names",
    [
        ("A0_2026_11_29_x2.ipynb", "A0_2026_11_29_x3.ipynb"),
        ("bio_101_2026_x2.ipynb", "bio_101_2026_x3.ipynb"),
        ("2026-11-29 x2.ipynb", "2026-11-29 x3.ipynb"),
        ("week_3_12_x2_final.ipynb", "week_3_12_x3_final.ipynb"),
        ("everybody/x2.ipynb", "everybody/x3.ipynb"),
        ("everybody/A0 x2.ipynb", "everybody/A0 x3.ipynb"),
    ],
)
@pytest.mark.parametrize("with_roster", [True, False])
def test_dates_and_folders_in_names_make_no_two_students_one(tmp_path, names, with_roster):
    files = {name: notebook(student) for name, student in zip(names, ("x2", "x3"), strict=True)}
    account = gather(spread(tmp_path, files), "A0", roster=roster("x2", "x3", "x4") if with_roster else None)
    seen_once(account)
    assert set(owners(account)) == {"x2", "x3"}


@pytest.mark.parametrize("ending", [".ipynb.json", ".txt", ".ipynb.txt", ".json", ".html"])
def test_a_notebook_under_another_ending_is_read_and_noted(tmp_path, ending):
    files = {"x3.ipynb": notebook("x3"), f"x4{ending}": notebook("x4")}
    for known in (None, roster("x3", "x4")):
        account = gather(spread(tmp_path, files), "A0", roster=known)
        seen_once(account)
        assert set(owners(account)) == {"x3", "x4"}
        found = next(one for one in account.submissions if one.student == "x4")
        assert any("is a notebook by its content" in note for note in found.notes)


@pytest.mark.parametrize("name", ["x4.pdf", "x4.docx", "x4.zip", "A0_x4.txt"])
def test_what_is_no_notebook_goes_to_a_person_and_never_vanishes(tmp_path, name):
    place = spread(tmp_path, {"x3.ipynb": notebook("x3"), name: b"%PDF"})
    account = gather(place, "A0", roster=roster("x3", "x4"))
    seen_once(account)
    (found,) = [one for one in account.submissions if one.student == "x4"]
    assert name in found.trouble
    without = gather(place, "A0")
    seen_once(without)
    assert (name, "no notebook, and its name names no student") in without.left


def test_lists_and_leavings_are_named(tmp_path):
    files = {
        "x3.ipynb": notebook("x3"),
        "roster.csv": b"student_id\nx3\n",
        ".DS_Store": b"x",
        "__MACOSX/._x3.ipynb": b"x",
    }
    account = gather(spread(tmp_path, files), "A0", roster=roster("x3"))
    seen_once(account)
    assert dict(account.left).keys() == {"roster.csv", ".DS_Store", "__MACOSX/._x3.ipynb"}


DRAFTS = ("A0_draft.ipynb", "A0 old.ipynb", "Entwurf A0.ipynb", "A0 - Copy.ipynb", "A0_backup2.ipynb")


@pytest.mark.parametrize("draft", DRAFTS)
def test_a_draft_gives_way(tmp_path, draft):
    place = spread(tmp_path, {"x5/A0.ipynb": notebook("x5", "done"), f"x5/{draft}": notebook("x5", "half")})
    account = gather(place, "A0")
    seen_once(account)
    (found,) = account.submissions
    assert (found.file, found.trouble) == ("A0.ipynb", "")
    assert draft in found.notes[0]


def test_two_that_differ_and_nothing_to_choose_by_are_a_persons_choice(tmp_path):
    place = spread(tmp_path, {"x5/mine.ipynb": notebook("x5", "one"), "x5/other.ipynb": notebook("x5", "two")})
    (found,) = gather(place, "A0").submissions
    assert "nothing says which is the final one" in found.trouble
    same = spread(tmp_path / "same", {"x5/mine.ipynb": notebook("x5"), "x5/other.ipynb": notebook("x5")})
    assert gather(same, "A0").submissions[0].trouble == ""


def test_uploads_are_counted_as_numbers(tmp_path):
    names = [f"doejane_12345_{upload}_A0.ipynb" for upload in (999, 1000, 10002)]
    place = spread(tmp_path, {name: notebook("s1", name) for name in names})
    assert gather(place, "A0").submissions[0].file == names[2]


def test_one_sender_with_two_ids_is_looked_at(tmp_path):
    names = ("doejane_12345_980_A0.ipynb", "doejane_12345_981_A0-1.ipynb")
    files = {name: notebook(one) for name, one in zip(names, ("s1", "s2"), strict=True)}
    account = gather(spread(tmp_path, files), "A0")
    seen_once(account)
    (found,) = account.submissions
    assert "different ids" in found.trouble


def test_an_id_of_the_roster_in_a_name_beats_a_platforms_pattern(tmp_path):
    place = spread(tmp_path, {"lab_7_2026_s017.ipynb": notebook("s017"), "lab_7_2026_s01.ipynb": notebook("s01")})
    account = gather(place, "A0", roster=roster("s017", "s01"))
    assert set(owners(account)) == {"s017", "s01"}
    known = Roster(("s017", "s018"), {"s017": "s017", "s018": "s018", "doejane": "s017"})
    stolen = spread(tmp_path / "b", {"doejane_12345_980_s018.ipynb": notebook("s018")})
    (found,) = [one for one in gather(stolen, "A0", roster=known).submissions if one.file]
    assert found.student == "s017"
    assert "with the id of s018 in its name" in found.trouble


@pytest.mark.parametrize("seed", range(40))
def test_the_sum_is_right_for_any_mixture(tmp_path, seed):
    """Names drawn from everything that platforms, students and machines write."""
    draw = random.Random(seed)
    ids = [f"s{number:03d}" for number in range(8)]
    forms = (
        "{0}.ipynb", "{0}/A0.ipynb", "{0}/A0/A0 (2).ipynb", "name{0}_LATE_123{1}_99{1}_A0-1.ipynb",
        "Jane {0}_47{1}_assignsubmission_file_/A0.ipynb", "A0_2026_11_29_{0}.ipynb", "{0}.ipynb.json", "{0}.pdf",
        "notes.txt", "x/{0}_draft.ipynb", ".hidden", "__MACOSX/._{0}", "{0}/photo.jpg", "A0.ipynb", "{0}/sub/old.ipynb",
    )  # fmt: skip
    files = {}
    for _ in range(draw.randint(1, 25)):
        one = draw.choice(ids)
        name = draw.choice(forms).format(one, ids.index(one))
        files[name] = notebook(one, str(draw.random())) if "ipynb" in name else b"%PDF"
    place = spread(tmp_path, files)
    for known in (None, roster(*ids)):
        try:
            account = gather(place, "A0", roster=known)
        except CollectError:
            assert not any("ipynb" in name for name in files)
            continue
        seen_once(account)
        assert account.seen == len(files)
        graded = [one for one in account.submissions if one.raw and not one.trouble]
        for one in graded:
            typed = json.loads(one.raw)["cells"][0]["source"][0]
            assert one.student in typed, "a file is never graded as somebody else's"


ROSTERS = {
    "semicolon": "Student ID;Name;Gruppe\ns1;Jörg;A\ns2;Zoë;A\n".encode("cp1252"),
    "tab, UTF-16": "student_id\tname\ns1\tJörg\ns2\tZoë\n".encode("utf-16"),
    "UTF-16 without a mark": "student_id,name\ns1,Jörg\ns2,Zoë\n".encode("utf-16-le"),
    "BOM": "student_id,name\ns1,Jörg\ns2,Zoë\n".encode("utf-8-sig"),
    "capitals": "STUDENT-ID,Name\nS1,Jörg\nS2,Zoë\n".encode(),
    "empty rows": "student_id,name\n\n,\ns1,Jörg\n,,\ns2,Zoë\n\n".encode(),
    "sep line": "sep=;\nstudent_id;name\ns1;Jörg\ns2;Zoë\n".encode(),
    "short rows": "name,student_id,group\nJörg,s1\nZoë,s2\n".encode(),
    "quoted": '"student_id","name"\n"s1","Jörg"\n"s2","Zoë"\n'.encode(),
    "old Macintosh": "student_id,name\rs1,Jörg\rs2,Zoë\r".encode(),
}


@pytest.mark.parametrize("form", ROSTERS)
def test_rosters_as_offices_save_them(tmp_path, form):
    path = tmp_path / "roster.csv"
    path.write_bytes(ROSTERS[form])
    found = read_roster(path)
    assert found.students == ("s1", "s2")
    assert found.names["jörg"] == "s1"
    assert found.names["zoë"] == "s2"
    assert "a" not in found.names, "a column whose values repeat names nobody"


def test_two_people_of_one_name_are_told_apart_by_their_ids_only(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("student_id,name\ns1,Kim Lee\ns2,Kim Lee\n", encoding="utf-8")
    known = read_roster(path)
    place = spread(tmp_path / "in", {"Kim Lee_7_assignsubmission_file_/A0.ipynb": notebook("s1")})
    (found,) = [one for one in gather(place, "A0", roster=known).submissions if one.file]
    assert "is the name of several students" in found.trouble


@pytest.mark.parametrize("raw", [b"PK\x03\x04 a spreadsheet", b"\xd0\xcf\x11\xe0 an old one", b"name\nJane\n"])
def test_what_cannot_be_read_says_how_to_save_it(tmp_path, raw):
    path = tmp_path / "roster.csv"
    path.write_bytes(raw)
    with pytest.raises(CollectError, match=r"Save it as CSV \(UTF-8\)"):
        read_roster(path)
