"""What users reported of other readers of GEO's files, in made-up files; each docstring names the report."""

from __future__ import annotations

import numpy as np
import pytest
from geo_files import annotation, matrix, packed

from isotretinoin.studies.deposited.platforms import read_platform
from isotretinoin.studies.deposited.series_matrix import read_series_matrix


def read(tmp_path, text: str):
    path = tmp_path / "GSE10432_series_matrix.txt.gz"
    path.write_bytes(packed(text))
    return read_series_matrix(path)


@pytest.mark.parametrize("gap", ["", '""', "NA", "null"])
def test_an_array_whose_first_thousands_of_cells_are_empty_keeps_its_values(tmp_path, gap: str):
    """seandavi/GEOquery issue 159 (GSE50901): the column's type was guessed from its head, and all of it was lost."""
    values = {f"{row}_at": (gap if row < 1500 else f"{5 + row / 1000:.3f}", "6.5", "7.25") for row in range(2000)}
    found = read(tmp_path, matrix(values))
    column = found.values["GSM1"]
    assert column.isna().sum() == found.n_missing == 1500
    np.testing.assert_allclose(column.iloc[1500:], [5 + row / 1000 for row in range(1500, 2000)])
    assert (found.values["GSM2"] == 6.5).all()


def test_characteristics_that_only_some_samples_have(tmp_path):
    """seandavi/GEOquery issue 45 (GSE5350): empty cells among the characteristics stopped the reader."""
    about = [
        ("characteristics_ch1", ["age: 21", "", "age: 35"]),
        ("characteristics_ch1", ["", "", ""]),
        ("characteristics_ch1", ["", "tissue: skin", ""]),
    ]
    said = read(tmp_path, matrix(about=about)).sample_texts("characteristics_ch1")
    assert said.shape == (3, 3)
    assert said.iloc[:, 0].tolist() == ["age: 21", "", "age: 35"]
    assert said.iloc[1, 2] == "tissue: skin"


def test_a_column_that_turns_from_empty_to_text_far_down_a_platform_table(tmp_path):
    """seandavi/GEOquery issues 78 and 88: “--Control” in row 45,038 of a column that had been taken for a flag."""
    symbols = {f"{row}_at": f"GENE{row}" for row in range(3000)} | {"AFFX-1_at": ""}
    lines = annotation(symbols).splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith("ID\t"))
    lines[begin] += "\tSPOT_ID"
    for number in range(begin + 1, len(lines) - 1):
        lines[number] += "\t--Control" if lines[number].startswith("AFFX") else "\t"
    path = tmp_path / "GPL8300.annot.gz"
    path.write_bytes(packed("\n".join(lines) + "\n"))
    symbol = read_platform(path, accession="GPL8300").table["symbol"]
    assert symbol["2999_at"] == "GENE2999"
    assert symbol["AFFX-1_at"] == ""
    assert len(symbol) == 3001
