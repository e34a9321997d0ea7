"""Made-up files in the form of GEO: read like records, never taken for one, and their truth comes out again."""

from __future__ import annotations

import gzip

import make_geo_files
import pandas as pd
import pytest

from isotretinoin import patients, studies
from isotretinoin.studies import StudyError

SKIN = "GSE10433_series_matrix.txt.gz"


@pytest.fixture(scope="module", params=["log2", "linear"])
def folder(request, tmp_path_factory):
    place = tmp_path_factory.mktemp(request.param)
    seed = {"log2": "4", "linear": "7"}[request.param]
    assert make_geo_files.main([str(place), "--scale", request.param, "--seed", seed]) == 0
    return place


@pytest.fixture
def mirror(folder, monkeypatch):
    monkeypatch.setenv("ISOTRETINOIN_GEO_DIR", str(folder))
    return folder


@pytest.fixture
def truth(folder):
    return pd.read_csv(folder / "truth.csv", index_col="sample")


def test_a_made_up_file_says_so_wherever_a_page_would_say_recomputed(mirror):
    study = studies.load("skin")
    assert study.stamp == "made-up file"
    assert study.label == "made-up file in the form of GSE10433"
    assert study.provenance.kind == "made-up"
    assert (study.from_file, study.is_simulated, study.truth) == (True, True, None)
    shown = study._repr_html_()
    assert "Made-up file." in shown
    assert "Deposited record" not in shown
    assert "deposited values" not in study.provenance.sentence
    assert any("it is not the record of GSE10433" in note for note in study.provenance.notes)


def test_it_is_shaped_like_a_record_and_gives_no_answer_away(mirror, truth):
    text = gzip.decompress((mirror / SKIN).read_bytes()).decode()
    head = text[: text.index("!series_matrix_table_begin")]
    assert "!Series_contact_email" in head
    assert "female" not in head
    assert not any(word in head.lower() for word in ("patient 1", "p1", "pair"))
    columns = text[text.index('"ID_REF"') :].split("\n")[0].replace('"', "").split("\t")[1:]
    assert sorted(columns) != columns
    study = studies.load("skin")
    assert study.expression.shape == (22277, 12)
    assert set(study.samples.index) == set(truth.index[truth["study"] == "skin"])
    assert study.samples["said"].str.contains("before treatment|after 1 week").all()


@pytest.mark.parametrize("name", ["skin", "skin-8wk"])
def test_the_truth_comes_out_again(mirror, truth, name):
    study = studies.load(name)
    own = truth[truth["study"] == name]
    assert (study.samples["time"] == own["time"].reindex(study.samples.index)).all()
    named, said = patients.paired(study)
    assert "pairs are clear from the arrays" in said
    groups = own["patient"].groupby(named.samples["patient"]).nunique()
    assert groups.tolist() == [1] * len(groups)
    assert (patients.infer_sex(study)["sex"] == own["sex"].reindex(study.samples.index)).all()
    answer = patients.sex_difference(named)
    replica = patients.sex_difference(studies.load(name, source="replica"), read_sex=False)
    assert answer.stamp == "made-up file"
    assert answer.statement.startswith("In this made-up file, which says nothing about patients,")
    assert answer.code == replica.code
    pd.testing.assert_frame_equal(answer.estimates, replica.estimates, atol=2e-3)


def forged(text: str, **changes: str) -> str:
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"platform": ('"GPL571"', '"GPL96"')}, "platform GPL96 instead of GPL571"),
        ({"sample": ("GSM263921", "GSM999921")}, "does not hold the arrays that it should: GSM263921, GSM999921"),
        ({"series": ('"GSE10433"', '"GSE9"')}, "another series: GSE9 instead of GSE10433"),
    ],
)
def test_what_claims_to_be_the_record_and_is_not_is_refused(mirror, tmp_path, monkeypatch, changes, message):
    text = forged(gzip.decompress((mirror / SKIN).read_bytes()).decode(), **changes)
    (tmp_path / SKIN).write_bytes(gzip.compress(text.encode(), 1))
    (tmp_path / "GPL571.annot.gz").write_bytes((mirror / "GPL571.annot.gz").read_bytes())
    monkeypatch.setenv("ISOTRETINOIN_GEO_DIR", str(tmp_path))
    with pytest.raises(StudyError, match=message):
        studies.load("skin")


def test_another_size_is_refused(mirror, tmp_path, monkeypatch):
    lines = gzip.decompress((mirror / SKIN).read_bytes()).decode().split("\n")
    del lines[-5]
    text = "\n".join(lines).replace('"22277"', '"22276"')
    (tmp_path / SKIN).write_bytes(gzip.compress(text.encode(), 1))
    (tmp_path / "GPL571.annot.gz").write_bytes((mirror / "GPL571.annot.gz").read_bytes())
    monkeypatch.setenv("ISOTRETINOIN_GEO_DIR", str(tmp_path))
    with pytest.raises(StudyError, match="22,276 rows of values where the study has 22,277"):
        studies.load("skin")


def test_without_records_a_page_can_say_how_to_get_them():
    lines = studies.how_to_get("skin").split("\n")
    assert len(lines) == 2
    assert "python -m isotretinoin.studies fetch skin" in lines[1]
    assert "ISOTRETINOIN_GEO_DIR" in lines[1]
