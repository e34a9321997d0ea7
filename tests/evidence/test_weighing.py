"""Grades by stated rules: the points are added up as said, and nothing odd passes in silence."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import pandas as pd
import pytest

from isotretinoin import evidence
from isotretinoin.evidence import weighing as grading

START = {"patients": 4, "cells": 2}
STEPS = {"second hand": ("level == 'secondary'", -1), "few": ("not (smallest_n >= 6)", -2)}


@pytest.fixture
def made_up() -> pd.DataFrame:
    rows = {
        "a": ("patients", "paper", 20.0),
        "b": ("patients", "secondary", 20.0),
        "c": ("patients", "secondary", math.nan),
        "d": ("cells", "paper", 5.0),
        "e": ("cells", "secondary", 5.0),
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["material", "level", "smallest_n"])


def test_points_are_the_sum_and_the_grade_follows(made_up):
    graded = evidence.grade(made_up, START, STEPS)
    assert graded["points"].tolist() == [4, 3, 1, 0, -1]
    assert graded["grade"].tolist() == ["strong", "fair", "weak", "bare", "bare"]
    assert graded[["start", "second hand", "few"]].loc["c"].tolist() == [4, -1, -2]
    assert graded["grade"].max() == "strong", "grades are ordered"
    assert (graded["grade"] >= "fair").sum() == 2


def test_unknown_numbers_are_held_to_be_few(made_up):
    """A condition written with `not` holds where n is missing; `<` would let the silent ones pass."""
    assert evidence.grade(made_up, START, STEPS).loc["c", "few"] == -2
    assert evidence.grade(made_up, START, {"few": ("smallest_n < 6", -2)}).loc["c", "few"] == 0


@pytest.mark.parametrize(
    ("start", "steps", "said"),
    [
        ({"patients": 4}, {}, "cells"),
        (START, {"odd": ("livel == 'paper'", 1)}, "livel"),
        (START, {"odd": ("smallest_n + 1", 1)}, "true or false"),
        (START, {"odd": ("level ==", 1)}, "can't be read"),
    ],
)
def test_rules_that_cannot_be_applied(made_up, start, steps, said):
    with pytest.raises(evidence.LedgerError, match=said):
        evidence.grade(made_up, start, steps)


@pytest.mark.parametrize(
    ("n", "size"),
    [
        ("3 vs 3", 3),
        ("25 vs 15", 15),
        ("11 (9 F, 2 M)", 11),
        ("30 pre, 30 post, 25 controls", 25),
        ("7 patients; SEB-1", 7),
        ("4 to 6 experiments", 4),
        ("19907 (10504 F)", 19907),
    ],
)
def test_smallest_group(n, size):
    assert evidence.smallest_group(n) == size


@pytest.mark.parametrize("n", ["", "12625 probe sets"])
def test_no_group_is_not_a_number(n):
    assert math.isnan(evidence.smallest_group(n))


def test_weighed_claims_are_whole():
    claims = evidence.weighed()
    assert claims.index.is_unique
    assert not claims.drop(columns="smallest_n").isna().any(axis=None), "a claim of the table is not in the ledger"
    assert (claims["level"] != "unverified").all()
    for column, words in evidence.READINGS.items():
        assert set(claims[column]) == set(words), f"a word of {column} is used nowhere, or unexplained"
    bare = claims[claims["material"] == "words"]
    assert set(bare["design"]) == {"said"}, "a text without a measurement has no design"
    news = claims[claims["evidence_kind"] == "news"]
    assert set(news["material"]) == {"words"}


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("time-farrell,", "time-farel,", "no printable claim"),
        ("time-farrell,", "unv-trail-paper,", "no printable claim"),
        ("time-farrell,", "time-sebum-66,", "stands there twice"),
        (",patients,followed,", ",people,followed,", "'people'"),
        ("id,part", "id,link", "the columns must be"),
    ],
)
def test_a_planted_fault_is_found(tmp_path: Path, right, wrong, said):
    copy = tmp_path / "evidence"
    shutil.copytree(grading.folder(), copy)
    path = copy / grading.NAME
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    assert any(said in str(problem) for problem in evidence.check_ledger(copy))


def test_a_listed_claim_leads_to_its_place_and_keeps_signs():
    frame = pd.DataFrame({"said <b>": ["1 < 2 & so on"]}, index=["cell-sirna-inhibits"])
    page = evidence.listed(frame, title='A "table"')._repr_html_()
    assert 'href="../book/evidence.md#cell-sirna-inhibits"' in page
    assert "1 &lt; 2 &amp; so on" in page
    assert "said &lt;b&gt;" in page
    assert 'aria-label="A &quot;table&quot;"' in page
    with pytest.raises(evidence.ClaimError):
        evidence.listed(frame.set_axis(["unv-trail-paper"]))
