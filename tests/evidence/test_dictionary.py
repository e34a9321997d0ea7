"""The data dictionary: every column of every table is described, and what is described is there."""

from __future__ import annotations

import json
import shutil

import pandas as pd
import pytest

from isotretinoin import course_root
from isotretinoin.evidence import sources
from isotretinoin.evidence.checks.dictionary import DICTIONARY, check_dictionary, described_tables, refresh_dictionary


def test_every_table_of_the_course_is_described_as_it_is():
    assert not check_dictionary(course_root())


def test_it_is_a_data_package():
    package = json.loads((course_root() / DICTIONARY).read_text(encoding="utf-8"))
    assert package["profile"] == "tabular-data-package"
    names = [resource["name"] for resource in package["resources"]]
    assert len(names) == len(set(names))
    for resource in package["resources"]:
        assert set(resource["name"]) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert resource["licenses"][0]["name"] == "CC-BY-4.0"
        for source in resource["sources"]:
            place = source.get("path", "")
            assert source["title"]
            assert not place or place.startswith("https://") or (course_root() / "data" / place).is_file()


def test_keys_of_sources_resolve():

    known = set(sources())
    for path, resource in described_tables(course_root()).items():
        if any(field["name"] == "source_key" for field in resource["schema"]["fields"]):
            keys = pd.read_csv(course_root() / "data" / path, dtype=str)["source_key"].dropna()
            assert set(keys.str.split(r"[;,]\s*").explode().str.strip()) <= known, path


@pytest.fixture
def copy(tmp_path):
    """A course with three tables."""
    root = course_root()
    described = described_tables(root)
    kept = ["evidence/weighing.csv", "evidence/tables/noise_benchmarks.csv", "replicas/skin/samples.csv"]
    for path in kept:
        (tmp_path / "data" / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / "data" / path, tmp_path / "data" / path)
    package = {"resources": [described[path] for path in kept]}
    (tmp_path / DICTIONARY).write_text(json.dumps(package), encoding="utf-8")
    assert not check_dictionary(tmp_path)
    return tmp_path


def faults(copy) -> str:
    return "\n".join(map(str, check_dictionary(copy)))


def test_a_new_column_a_new_table_and_a_lost_one_are_found(copy):
    path = copy / "data/replicas/skin/samples.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join(f"{line},x" for line in lines) + "\n")
    (copy / "data/extra.csv").write_text("a\n1\n")
    (copy / "data/evidence/weighing.csv").unlink()
    said = faults(copy)
    assert "samples.csv: its columns are" in said
    assert "extra.csv: the table is not described" in said
    assert "weighing.csv: there is no such table" in said


def test_a_changed_value_needs_a_new_hash_and_a_value_of_its_type(copy):
    path = copy / "data/evidence/tables/noise_benchmarks.csv"
    path.write_text(path.read_text().replace(",57,", ",many,", 1))
    assert "run 'python -m isotretinoin.evidence page'" in faults(copy)
    assert "run 'python" not in "".join(map(str, check_dictionary(copy, stamps=False)))
    assert refresh_dictionary(copy)
    assert not refresh_dictionary(copy)
    assert faults(copy).endswith("row 2: 'many' in the column n_arrays is no integer")


@pytest.mark.parametrize("what", ["title", "description", "licenses", "sources"])
def test_what_a_file_must_say_of_itself(copy, what):
    package = json.loads((copy / DICTIONARY).read_text())
    package["resources"][0][what] = ""
    package["resources"][1]["schema"]["fields"][0]["description"] = ""
    (copy / DICTIONARY).write_text(json.dumps(package))
    assert f"it has no {what}" in faults(copy)
    assert "the column data has no description" in faults(copy)
