"""Whose file is it? Folders and archives as Canvas, Moodle and people make them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from isotretinoin.grading.intake.collect import collect, typed_id
from isotretinoin.grading.intake.roster import CollectError, read_roster


def notebook(typed: str = "", extra: str = "") -> bytes:
    source = [f'STUDENT_ID = "{typed}"\n']
    return json.dumps({"cells": [{"cell_type": "code", "source": source, "metadata": {}}], "extra": extra}).encode()


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    return path


def spread(folder: Path, members: dict[str, bytes]) -> Path:
    for name, raw in members.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder


CANVAS = {
    "doejane_LATE_12345_987_A0-1.ipynb": notebook("s1"),
    "müllerjörg_12346_988_A0_six_patients-2.ipynb": notebook("s2"),
    "o_brien_12347_989_A0.ipynb": notebook("s3"),
}
MOODLE = {
    "Jane Doe_4711_assignsubmission_file_/A0 (2).ipynb": notebook("s1"),
    "Jörg Müller_4712_assignsubmission_file_/A0.ipynb": notebook("s2"),
    "Ana María_4713_assignsubmission_file_A0.ipynb": notebook("s3"),
}


@pytest.mark.parametrize("members", [CANVAS, MOODLE], ids=["canvas", "moodle"])
@pytest.mark.parametrize("outer", ["", "A0-Submissions/"])
@pytest.mark.parametrize("form", ["zip", "folder"])
def test_platforms(tmp_path, members, outer, form):
    members = {outer + name: raw for name, raw in members.items()} | {"__MACOSX/._A0.ipynb": b"x"}
    place = zipped(tmp_path / "a.zip", members) if form == "zip" else spread(tmp_path / "a", members)
    found = collect(place, "A0")
    assert [one.student for one in found] == ["s1", "s2", "s3"]
    assert [one.late for one in found] == [any("_LATE_" in name for name in members), False, False]
    assert not any(one.trouble for one in found)
    assert all("taken on trust" in one.notes[0] for one in found)


def test_roster_says_whose_it_is_and_who_is_missing(tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "student_id,canvas,moodle\ns7,12345,Jane Doe\ns8,12346,jörg müller\ns9,1,nobody\n", encoding="utf-8-sig"
    )
    for members in (dict(list(CANVAS.items())[:2]), dict(list(MOODLE.items())[:2])):
        found = collect(zipped(tmp_path / "a.zip", members), "A0", roster=read_roster(roster))
        assert [(one.student, one.raw is not None, one.trouble) for one in found] == [
            ("s7", True, ""),
            ("s8", True, ""),
            ("s9", False, ""),
        ]


def test_stranger_goes_to_a_human(tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("student_id,canvas\ns7,12345\n")
    found = collect(zipped(tmp_path / "a.zip", CANVAS), "A0", roster=read_roster(roster))
    assert [one.student for one in found if not one.trouble] == ["s7"]
    assert all("not on the roster" in one.trouble for one in found if one.trouble)
    assert len(found) == 3


@pytest.mark.parametrize(
    "name",
    [
        "s017.ipynb",
        "S017.ipynb",
        "s017 (3).ipynb",
        "s017_A0.ipynb",
        "A0_s017.ipynb",
        "s017-A0 (1).ipynb",
        "s017/A0.ipynb",
        "s017/whatever.ipynb",
        "s017/A0/A0.ipynb",
    ],
)
def test_plain_files(tmp_path, name):
    (one,) = collect(spread(tmp_path / "in", {name: notebook("someone")}), "A0")
    assert (one.student, one.trouble, one.raw) == ("s017", "", notebook("someone"))


def test_one_file_is_enough(tmp_path):
    spread(tmp_path, {"s1.ipynb": notebook()})
    assert [one.student for one in collect(tmp_path / "s1.ipynb", "A0")] == ["s1"]


def test_of_several_files_the_one_of_the_assignment_is_taken(tmp_path):
    members = {
        "s1/other.ipynb": notebook("s1"),
        "s1/A0 (1).ipynb": notebook("s1", extra="q1-check"),
        "s1/A0 (2).ipynb": notebook("s1", extra="q1-check q2-check"),
        "s1/A0.ipynb": notebook("s1"),
        "s1/.ipynb_checkpoints/A0-checkpoint.ipynb": notebook("s1", extra="q1-check q2-check q3-check"),
    }
    (one,) = collect(spread(tmp_path, members), "A0", marks=["q1-check", "q2-check"])
    assert one.file == "A0 (2).ipynb"
    assert one.notes == ["4 notebooks were handed in; A0 (2).ipynb was taken, not A0 (1).ipynb, A0.ipynb, other.ipynb."]


def test_newest_of_equal_files_is_taken(tmp_path):
    members = {
        f"doejane_12345_98{i}_A0{again}.ipynb": notebook("s1") for i, again in enumerate(["", "-1", "-10", "-2"])
    }
    (one,) = collect(zipped(tmp_path / "a.zip", members), "A0")
    assert one.file.endswith("A0-10.ipynb")


def test_no_notebook_is_told(tmp_path):
    found = collect(spread(tmp_path, {"s1/answers.pdf": b"%PDF", "s2/A0.ipynb": notebook()}), "A0")
    assert [(one.student, "answers.pdf" in one.trouble) for one in found] == [("s1", True), ("s2", False)]


def test_two_files_for_one_id_both_go_to_a_human(tmp_path):
    members = {
        "doejane_1_98_A0.ipynb": notebook("s1"),
        "roejohn_2_99_A0.ipynb": notebook("s1"),
        "third_3_99_A0.ipynb": notebook("s1"),
    }
    found = collect(zipped(tmp_path / "a.zip", members), "A0")
    assert len({one.student for one in found}) == 3
    assert all("claim the id s1" in one.trouble for one in found)


def test_name_that_is_no_id_goes_to_a_human(tmp_path):
    (one,) = collect(spread(tmp_path, {"Jörg Müller.ipynb": notebook("s1")}), "A0")
    assert one.student == "unknown-jorg-muller"
    assert "roster" in one.trouble


def test_names_cannot_lead_out_of_the_folder(tmp_path):
    members = {"../../s1.ipynb": notebook(), "/etc/s2.ipynb": notebook(), "s3/../../A0.ipynb": notebook()}
    for one in collect(zipped(tmp_path / "a.zip", members), "A0"):
        assert "/" not in one.student
        assert ".." not in one.student
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip"]


def test_broken_member_goes_to_a_human(tmp_path):
    path = zipped(tmp_path / "a.zip", {"s1/A0.ipynb": notebook("s1") * 50, "s2/A0.ipynb": notebook()})
    raw = bytearray(path.read_bytes())
    raw[60:70] = b"0123456789"
    path.write_bytes(raw)
    found = collect(path, "A0")
    assert [bool(one.trouble) for one in found] == [True, False]


@pytest.mark.parametrize("place", ["nothing", "empty"])
def test_nothing_to_read_says_so(tmp_path, place):
    (tmp_path / "empty").mkdir()
    with pytest.raises(CollectError):
        collect(tmp_path / place, "A0")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "needs a column student_id"),
        ("id,canvas\ns1,2\n", "needs a column student_id"),
        ("student_id\nJörg Müller\n", "line 2"),
        ("student_id\ns1\nS1\n", "line 3: s1 is there twice"),
    ],
)
def test_faulty_roster_is_refused(tmp_path, text, says):
    path = tmp_path / "roster.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CollectError, match=says):
        read_roster(path)


def test_blank_lines_do_not_hold_up_the_class():
    """A pattern that tried every blank line against every other took an hour for two megabytes of them."""
    cells = [{"cell_type": "code", "metadata": {}, "source": "\n" * 2_000_000 + "  STUDENT_ID = 'anna'"}]
    assert typed_id(json.dumps({"cells": cells}).encode()) == "anna"
