"""A study must fit together and must not hide its origin; a replica must be the one that was made."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pandas as pd
import pytest

from isotretinoin import studies
from isotretinoin.studies import Provenance, Study, StudyError
from isotretinoin.studies.replica import read_replica, replica_folder

ROWS = ["a_at", "b_at"]
SIMULATED = {"kind": "simulated", "source": "simulator", "seed": 1, "configuration": "small"}


def parts(**changed):
    given = {
        "name": "small",
        "expression": pd.DataFrame([[1.0, 2.0], [3.0, np.nan]], index=ROWS, columns=["s1", "s2"]),
        "samples": pd.DataFrame({"group": ["vehicle", "treated"]}, index=["s1", "s2"]),
        "probe_sets": pd.DataFrame({"symbol": ["A", ""]}, index=ROWS),
        "provenance": Provenance(**SIMULATED),
        "truth": None,
    }
    return given | changed


def test_indexes_are_named_and_the_callers_tables_stay():
    given = parts(truth=pd.DataFrame({"kind": ["up", "unchanged"]}, index=ROWS))
    study = Study(**given)
    assert study.expression.index.name == study.probe_sets.index.name == study.truth.index.name == "probe_set"
    assert study.samples.index.name == "sample"
    assert given["expression"].index.name is None


WHOLE = parts()
BROKEN = {
    "no name": ({"name": ""}, "needs a name"),
    "no values": ({"expression": WHOLE["expression"].iloc[:0]}, "no expression values"),
    "whole numbers": ({"expression": WHOLE["expression"].fillna(1).astype(int)}, "float64"),
    "infinite": ({"expression": WHOLE["expression"].replace(1.0, -np.inf)}, "infinite"),
    "probe set twice": ({"expression": WHOLE["expression"].set_axis(["a_at"] * 2)}, "probe set a_at appears more"),
    "sample twice": ({"expression": WHOLE["expression"].set_axis(["s1"] * 2, axis=1)}, "sample s1 appears more"),
    "samples in another order": ({"samples": WHOLE["samples"].iloc[::-1]}, "not the columns"),
    "probe sets in another order": ({"probe_sets": WHOLE["probe_sets"].iloc[::-1]}, "not the rows"),
    "no symbols": ({"probe_sets": WHOLE["probe_sets"].drop(columns="symbol")}, "no column 'symbol'"),
    "a gap for a symbol": ({"probe_sets": WHOLE["probe_sets"].replace("", None)}, "empty string"),
    "truth of other rows": ({"truth": pd.DataFrame({"kind": ["up"]}, index=["a_at"])}, "rows of its expression"),
    "truth of a record": (
        {
            "truth": pd.DataFrame({"kind": ["up"] * 2}, index=ROWS),
            "provenance": Provenance(kind="record", source="geo", accession="GSE1"),
        },
        "truth is not known",
    ),
}


@pytest.mark.parametrize("flaw", BROKEN)
def test_parts_that_do_not_fit_are_refused(flaw):
    changed, message = BROKEN[flaw]
    with pytest.raises(StudyError, match=message):
        Study(**parts(**changed))


@pytest.mark.parametrize(
    ("origin", "message"),
    [
        ({"kind": "real", "source": "geo"}, "Unknown kind"),
        ({"kind": "record", "source": "web", "accession": "GSE1"}, "Unknown source"),
        ({"kind": "record", "source": "replica", "accession": "GSE1"}, "cannot come from"),
        ({"kind": "simulated", "source": "geo", "accession": "GSE1"}, "cannot come from"),
        ({"kind": "record", "source": "geo"}, "has an accession"),
    ],
)
def test_an_origin_that_cannot_be_is_refused(origin, message):
    with pytest.raises(StudyError, match=message):
        Provenance(**origin)


def test_the_box_says_in_words_what_it_is():
    record = Provenance(kind="record", source="geo", accession="GSE1", notes="<b>1 & 2</b>")
    box = Study(**parts(provenance=record))._repr_html_()
    assert "Deposited record." in box
    assert "These are the deposited values of GSE1" in box
    assert "imulated" not in box
    assert "&lt;b&gt;1 &amp; 2&lt;/b&gt;" in box
    assert "<details>" in box
    simulated = Study(**parts())._repr_html_()
    assert "Simulated." in simulated
    assert "drawn from a model, not measured" in simulated


def test_labels_for_figures():
    assert studies.load("skin", source="replica").label == "simulated replica of GSE10433"
    assert Study(**parts()).label == "simulated study small, seed 1"


# --- replicas --------------------------------------------------------------------------------------------------------

SIZES = {"seb1": (12625, 6), "skin": (22277, 12), "skin-8wk": (22277, 16)}


@pytest.mark.parametrize("name", SIZES)
def test_the_replicas_are_whole_and_say_that_they_are_simulated(name):
    study = studies.load(name, source="replica")
    assert study.expression.shape == SIZES[name]
    assert study.is_simulated
    assert {"kind", "log2_fold_change"} <= set(study.truth)
    assert not any(column.startswith("truth") for column in study.probe_sets)
    assert study.provenance.configuration
    assert study.provenance.seed is not None
    assert (study.probe_sets["symbol"] == "LCN2").sum() == 1


def test_the_paired_replicas_are_paired_and_have_both_sexes():
    for name, last in (("skin", "week 1"), ("skin-8wk", "week 8")):
        samples = studies.load(name, source="replica").samples
        assert (pd.crosstab(samples["patient"], samples["time"])[["baseline", last]] == 1).all(axis=None)
        assert set(samples["sex"]) == {"female", "male"}


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(replica_folder() / "seb1", tmp_path / "seb1")
    shutil.copy(replica_folder() / "replicas.json", tmp_path)
    return tmp_path


@pytest.mark.parametrize("file", ["expression.csv.gz", "samples.csv", "probe_sets.csv.gz"])
def test_a_replica_that_was_changed_is_refused(folder, file):
    assert read_replica("seb1", folder).is_simulated
    path = folder / "seb1" / file
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(StudyError, match=rf"{file} of the replica seb1 is not the one.*git checkout"):
        read_replica("seb1", folder)
    path.unlink()
    with pytest.raises(StudyError, match=rf"{file} of the replica seb1 is missing"):
        read_replica("seb1", folder)


def test_a_list_of_replicas_that_is_not_whole_is_refused(folder):
    path = folder / "replicas.json"
    entries = json.loads(path.read_text())
    with pytest.raises(StudyError, match="no replica of 'liver'"):
        read_replica("liver", folder)
    del entries["seb1"]["seed"]
    path.write_text(json.dumps(entries))
    with pytest.raises(StudyError, match=r"entry of seb1 .* lacks seed"):
        read_replica("seb1", folder)
    path.write_text("{")
    with pytest.raises(StudyError, match=r"replicas\.json can't be read"):
        read_replica("seb1", folder)
