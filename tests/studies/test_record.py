"""The deposited record of GSE10432, read through the mirror: the figures that the lessons rest on."""

from __future__ import annotations

import pytest

from isotretinoin import studies


@pytest.fixture(scope="module")
def seb1(geo_mirror):
    return studies.load("seb1", source="mirror")


def test_auto_takes_the_mirror(geo_mirror):
    assert studies.load("seb1").provenance.source == "mirror"


def test_size_range_and_gaps(seb1):
    assert seb1.expression.shape == (12625, 6)
    values = seb1.expression.to_numpy()
    assert (round(values.min(), 2), round(values.max(), 2)) == (2.36, 13.38)
    assert not seb1.expression.isna().to_numpy().any()


def test_lcn2_and_its_arrays(seb1):
    assert seb1.probe_sets.query("symbol == 'LCN2'").index.tolist() == ["32821_at"]
    lcn2 = seb1.expression.loc["32821_at"].round(2)
    assert lcn2[seb1.samples["group"] == "vehicle"].tolist() == [6.11, 6.99, 6.93]
    assert lcn2[seb1.samples["group"] == "treated"].tolist() == [9.45, 9.53, 9.65]


def test_symbols_of_the_platform_table(seb1):
    symbols = seb1.probe_sets["symbol"]
    assert symbols["34944_at"] == ""
    assert (symbols == "RARRES1").sum() == 2
    assert symbols.str.contains(" /// ", regex=False).sum() == 732
    assert (symbols == "").sum() == 440
    assert "AFFX-YEL024w/RIP1_at" in symbols.index


def test_origin_is_said(seb1):
    origin = seb1.provenance
    assert (origin.kind, origin.accession, origin.date) == ("record", "GSE10432", "2018-12-13")
    assert origin.scale.startswith("log2 as deposited")
    assert "Oct 6, 2014" in origin.changes[0]
    assert any("DMSO" in note and "ethanol" in note for note in origin.notes)
    assert not seb1.is_simulated
    assert seb1.truth is None


def test_the_platform_table_of_the_skin_chip_names_lcn2(geo_mirror):
    from isotretinoin.studies.deposited.platforms import read_platform

    path = geo_mirror / "GPL571_probe_symbols_2009.tsv.gz"
    if not path.is_file():
        pytest.skip(f"the mirror holds no {path.name}, which belongs to the skin's chip")
    table = read_platform(path, accession="GPL571").table
    assert table.shape[0] == 22277
    assert table.query("symbol == 'LCN2'").index.tolist() == ["212531_at"]
