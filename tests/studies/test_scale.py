"""On which scale deposited values are: told array by array, never by one cell, and never against the record."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from geo_files import matrix

from isotretinoin.studies import StudyError
from isotretinoin.studies.deposited.scale import detect_scale, to_log2
from isotretinoin.studies.deposited.series_matrix import parse_series_matrix

RNG = np.random.default_rng(28)
ARRAYS = [f"GSM{n}" for n in range(1, 5)]


def table(cells) -> pd.DataFrame:
    return pd.DataFrame(cells, columns=ARRAYS)


# An array as real ones are: half of it near 6, the top near 14.
LOG2 = table((RNG.gamma(6, 0.75, (3000, 1)) + 2 + RNG.normal(0, 0.2, (3000, 4))).clip(2, 15.5))
LINEAR = 2**LOG2
CENTRED = LOG2.sub(LOG2.median(axis=1), axis=0)
RATIOS = table(RNG.normal(0, 0.8, (3000, 1)) + RNG.normal(0, 0.2, (3000, 4)))


def changed(values: pd.DataFrame, cells: dict) -> pd.DataFrame:
    values = values.copy()
    for (row, array), value in cells.items():
        values.loc[row, array] = value
    return values


def mixed(**arrays) -> pd.DataFrame:
    return LOG2.assign(**arrays)


KINDS = {
    "log2": (LOG2, "", "log2"),
    "linear": (LINEAR, "", "linear"),
    "centred": (CENTRED, "", "centred"),
    "one dim array that still reaches the top": (LOG2 * 0.95, "", "log2"),
    "log2 with negative values after background (biostars 9605522)": (
        table(np.where(RNG.random((3000, 4)) < 0.11, -RNG.gamma(1, 1.0, (3000, 4)), LOG2)),
        "",
        "log2",
    ),
    "dim arrays of which the record says log2": (LOG2 * 0.7, "RMA, log2 transformed", "log2"),
    "dim arrays, spelled otherwise": (LOG2 * 0.7, "logarithm (log base 2)", "log2"),
    "dim arrays without a word": (LOG2 * 0.7, "RMA", "unknown"),
    "dim arrays and a catalogue": (LOG2 * 0.7, "from catalog 25", "unknown"),
    "linear although the record speaks of log2": (LINEAR, "values were log2 transformed for the analysis", "linear"),
    "linear and the record says so": (LINEAR, "MAS5 signal, not log2 transformed", "linear"),
    "two-colour ratios, log2 stated": (RATIOS, "log2(Cy5/Cy3)", "log2"),
    "two-colour ratios, nothing stated": (RATIOS, "", "unknown"),
    "two-colour ratios, log10 stated": (RATIOS * 0.301, "VALUE is log10(Cy5/Cy3)", "unknown"),
    "two-colour ratios, natural logarithm stated": (RATIOS, "the natural logarithm of the ratio", "unknown"),
    "centred, natural logarithm stated": (CENTRED, "ln(signal), median centred", "unknown"),
    "linear two-colour ratios up to 19": (table(np.exp(RNG.normal(0, 0.8, (3000, 4))).clip(0, 19)), "", "unknown"),
    "linear ratios with one at 14": (
        changed(table(np.exp(RNG.normal(0, 0.5, (3000, 4)))), {(0, array): 14.0 for array in ARRAYS}),
        "",
        "unknown",
    ),
    "linear with much below 1 (biostars 121373: logarithms far below zero)": (LINEAR / 60, "", "unknown"),
    "linear, each array scaled to median 1": (LINEAR / LINEAR.median(), "", "unknown"),
    "scaled, and the record says not log2 transformed": (
        table(np.exp(RNG.normal(0, 0.8, (3000, 4))).clip(0, 16)),
        "scaled, not log2 transformed",
        "unknown",
    ),
    "looks like log2, but the record says it is none": (LOG2, "the values are not log transformed", "unknown"),
    "looks like log2, but the record says log10": (LOG2, "log10 of the signal", "unknown"),
    "methylation (beta), the record defines M": (
        table(RNG.beta(0.4, 0.4, (3000, 4))),
        "beta values; M = log2(beta/(1-beta))",
        "unknown",
    ),
    "natural logarithms": (LOG2 * np.log(2), "", "unknown"),
    "decimal logarithms": (LOG2 * np.log10(2), "", "unknown"),
    "log2 with P values in decimal logarithms": (LOG2, "log2 of RMA; detection as -log10 of P", "log2"),
    "counts with many zeros": (table(RNG.negative_binomial(0.3, 0.001, (3000, 4)).astype(float)), "", "unknown"),
    "linear with many negative values": (LINEAR - 60.0, "", "unknown"),
    "whole table empty but for one array": (mixed(GSM1=np.nan), "", "unknown"),
    "one array linear": (mixed(GSM3=LINEAR["GSM3"]), "", "unknown"),
    "one array a natural logarithm": (mixed(GSM3=LOG2["GSM3"] * np.log(2)), "", "unknown"),
    "one cell 9999": (changed(LOG2, {(5, "GSM2"): 9999.0}), "", "unknown"),
    "one cell far out": (changed(LOG2, {(5, "GSM2"): 4210.0}), "", "unknown"),
    "cells -999": (changed(LOG2, {(row, "GSM2"): -999.0 for row in range(40)}), "", "unknown"),
    "9999 in every tenth cell": (table(np.where(RNG.random((3000, 4)) < 0.1, 9999.0, LOG2)), "", "unknown"),
    "-9999 among linear values": (changed(LINEAR, {(5, "GSM2"): -9999.0}), "", "unknown"),
    "99999 among linear values": (changed(LINEAR, {(5, "GSM2"): 99999.0}), "", "unknown"),
    "9999 as an honest reading": (changed(LINEAR, {(5, "GSM2"): 9999.0}), "", "linear"),
    "gaps": (changed(LOG2, {(row, "GSM2"): np.nan for row in range(900)}), "", "log2"),
}


@pytest.mark.parametrize("case", KINDS)
def test_scale(case):
    values, stated, kind = KINDS[case]
    found = detect_scale(values, stated)
    assert found.kind == kind, str(found)
    assert "nan" not in found.because


def test_the_reason_names_what_decided():
    assert "9999 stands in 1 cells" in str(detect_scale(KINDS["one cell 9999"][0]))
    assert "empty these cells" in str(detect_scale(KINDS["one cell 9999"][0]))
    assert "GSM3 linear" in str(detect_scale(KINDS["one array linear"][0]))
    assert "another logarithm, base 10" in str(detect_scale(LOG2, ["log10 signal"]))
    assert "no logarithm was taken" in str(detect_scale(LOG2, "not log transformed"))
    assert "of linear values are below 1" in str(detect_scale(LINEAR / 20))


def deposited(values, stated=""):
    return SimpleNamespace(values=values, scale=detect_scale(values, stated), accession="GSE1")


def test_log2_and_centred_values_stay_as_they_are():
    for values, word in ((LOG2, "log2 as deposited"), (CENTRED, "averages mean nothing")):
        same, scale, changes = to_log2(deposited(values))
        pd.testing.assert_frame_equal(same, values)
        assert word in scale
        assert changes == ()


def test_linear_values_become_log2_and_the_change_is_said():
    dim = changed(LINEAR, {(0, "GSM1"): 0.25})
    values, scale, changes = to_log2(deposited(dim))
    np.testing.assert_allclose(values.iloc[1:], LOG2.iloc[1:])
    assert values.loc[0, "GSM1"] == 0.0
    assert "linear" in scale
    assert "below 1 were set to 1 (cells: 1)" in changes[0]


def test_what_cannot_be_told_is_refused_with_what_to_pass():
    with pytest.raises(
        StudyError, match=r"scale of GSE1 can't be told.*pass scale= one of 'log2', 'linear', 'ln', 'log10'"
    ):
        to_log2(deposited(LOG2 * 0.7))


@pytest.mark.parametrize(
    ("given", "values"),
    [("log2", LOG2 * 1.0), ("linear", LINEAR), ("ln", LOG2 * np.log(2)), ("log10", LOG2 * np.log10(2))],
)
def test_the_reader_may_say_the_scale(given, values):
    found, scale, changes = to_log2(deposited(values, "not log transformed"), given)
    np.testing.assert_allclose(found, LOG2, rtol=1e-12)
    assert "as the reader says" in scale
    assert bool(changes) == (given != "log2")


def test_a_scale_that_was_given_must_fit():
    with pytest.raises(StudyError, match="Unknown scale 'log'"):
        to_log2(deposited(LOG2), "log")
    with pytest.raises(StudyError, match="which no log2 of a 16-bit reading does"):
        to_log2(deposited(LINEAR), "log2")
    with pytest.raises(StudyError, match="stands in 1 cells"):
        to_log2(deposited(KINDS["one cell 9999"][0]), "log2")
    values, _, changes = to_log2(deposited(LINEAR - 60.0), "linear")
    assert values.isna().to_numpy().sum() == (LINEAR <= 60).to_numpy().sum()
    assert "became empty" in changes[0]


def test_the_statement_is_read_from_every_array_of_the_file():
    rows = {f"{n}_at": row for n, row in enumerate((LOG2.iloc[:200] * 0.7).round(4).to_numpy()[:, :3])}
    processing = ["see protocol", "see protocol", "RMA, log2"]
    found = parse_series_matrix(matrix(rows, about=[("data_processing", processing)]), "made up")
    assert found.scale.kind == "log2"
    assert parse_series_matrix(matrix(rows), "made up").scale.kind == "unknown"
