"""Sex by genes and persons by values, on tables whose truth is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from isotretinoin.stats.checks import InputError
from isotretinoin.stats.identity import match_visits, sex_by_genes

MARKERS = pd.DataFrame(
    {"gene": ["RPS4Y1", "DDX3Y", "XIST", "XIST"], "sex": ["male", "male", "female", "female"]},
    index=["y1", "y2", "x1", "x2"],
)
SEXES = ["male", "female", "female", "male", "female", "male"]


def table(sexes=SEXES, seed=1, centred=False):
    """Two thousand rows; the markers as on real arrays, the second probe set of XIST dim."""
    rng = np.random.default_rng(seed)
    values = pd.DataFrame(rng.gamma(6, 0.75, (2000, 1)) + 2 + rng.normal(0, 0.2, (2000, len(sexes))))
    values.columns = [f"s{n}" for n in range(len(sexes))]
    male = np.array(sexes) == "male"
    rows = {
        "y1": np.where(male, 10.5, 4.5),
        "y2": np.where(male, 7.0, 4.6),
        "x1": np.where(male, 4.5, 9.0),
        "x2": np.where(male, 4.2, 6.0),
    }
    extra = pd.DataFrame(rows, index=values.columns).T + rng.normal(0, 0.3, (4, len(sexes)))
    values = pd.concat([values, extra])
    return values.sub(values.median(axis=1), axis=0) if centred else values


@pytest.mark.parametrize("sexes", [SEXES, ["female"] * 4, ["male"] * 4, ["male"], ["female", "male"]])
def test_sex_is_found(sexes):
    found = sex_by_genes(table(sexes), MARKERS)
    assert found["sex"].tolist() == sexes
    assert ((found["margin"] > 0) == (found["sex"] == "male")).all()


@pytest.mark.parametrize("bend", [lambda x: 0.7 * x + 2, lambda x: x - 3, lambda x: x * 1.2])
def test_a_bright_dim_or_tilted_array_changes_nothing(bend):
    values = table()
    values["s2"] = bend(values["s2"])
    assert sex_by_genes(values, MARKERS)["sex"].tolist() == SEXES


CONTRADICTIONS = {
    "both anchors are made": ({"x1": 8.3}, "both made"),
    "neither is made": ({"y1": 4.5}, "too near"),
    "a check gene sides with the other sex": ({"y2": 4.6}, "DDX3Y speaks against"),
    "no value": ({"y1": np.nan}, "no value"),
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_contradicting_genes_are_unclear_and_never_a_guess(case):
    cells, because = CONTRADICTIONS[case]
    values = table()
    for row, value in cells.items():
        values.loc[row, "s0"] = value
    found = sex_by_genes(values, MARKERS)
    assert found.loc["s0", "sex"] == "unclear"
    assert because in found.loc["s0", "because"]
    assert found["sex"].tolist()[1:] == SEXES[1:]
    assert found.loc["s0", "genes"] == ""


def test_a_swapped_anchor_of_a_single_array_of_its_sex_is_unclear():
    """One array alone on its side has no second one to compare with: it must not pass where the check gene objects."""
    values = table(["male"] * 5)
    values.loc["y1", "s0"], values.loc["x1", "s0"] = 4.5, 9.0
    assert sex_by_genes(values, MARKERS)["sex"].tolist() == ["unclear", *["male"] * 4]


def test_centred_values_need_both_sexes():
    assert sex_by_genes(table(centred=True), MARKERS, centred=True)["sex"].tolist() == SEXES
    men = sex_by_genes(table(["male"] * 5, centred=True), MARKERS, centred=True)
    assert set(men["sex"]) == {"unclear"}
    assert "centred" in men["because"].iloc[0]


def test_a_chip_without_the_genes_gives_no_answer():
    for gene, words in (("XIST", "XIST"), ("Y", "Y chromosome")):
        rest = MARKERS[MARKERS["gene"] != gene] if gene == "XIST" else MARKERS[MARKERS["sex"] == "female"]
        found = sex_by_genes(table(), rest)
        assert set(found["sex"]) == {"unclear"}
        assert words in found["because"].iloc[0]
    with pytest.raises(InputError, match="y9 of the markers are not in the values"):
        sex_by_genes(table(), MARKERS.rename(index={"y1": "y9"}))


def visits(n=6, noise=0.3, effect=1.0, seed=3, strangers=False):
    """People differ in every row, the drug shifts a tenth of the rows in all, and arrays add noise."""
    rng = np.random.default_rng(seed)
    level = rng.gamma(6, 0.75, (3000, 1)) + 2
    people = rng.normal(0, 0.3, (3000, n)) * rng.gamma(1, 1, (3000, 1))
    later = rng.normal(0, 0.3, (3000, n)) * rng.gamma(1, 1, (3000, 1)) if strangers else people
    drug = np.where(rng.random((3000, 1)) < 0.1, effect, 0)
    order = rng.permutation(n)
    before = level + people + rng.normal(0, noise, (3000, n))
    after = level + drug + later[:, order] + rng.normal(0, noise, (3000, n))
    names = [f"a{i}" for i in range(n)] + [f"b{i}" for i in range(n)]
    return pd.DataFrame(np.hstack([before, after]), columns=names), np.arange(2 * n) >= n, order


@pytest.mark.parametrize("n", [3, 6, 8])
def test_persons_are_found_in_any_order(n):
    values, second, order = visits(n)
    found = match_visits(values, second)
    right = {f"a{person}": f"b{place}" for place, person in enumerate(order)}
    assert dict(zip(found.pairs["first"], found.pairs["second"], strict=True)) == right
    assert found.likeness.shape == (n, n)
    mixed = values.sample(frac=1, axis=1, random_state=1)
    again = match_visits(mixed, pd.Series(second, index=values.columns)).pairs
    assert dict(zip(again["first"], again["second"], strict=True)) == right
    if n > 3:
        assert found.pairs["clear"].all()


def test_strangers_are_rarely_clear():
    clear = [match_visits(*visits(6, seed=seed, strangers=True)[:2]).pairs["clear"].sum() for seed in range(30)]
    assert sum(clear) <= 2


def test_what_is_apart_is_never_a_clear_pair():
    values, second, order = visits(6)
    apart = np.zeros((6, 6), bool)
    apart[order[0], 0] = True
    pairs = match_visits(values, second, apart).pairs.set_index("first")
    assert pairs.loc[f"a{order[0]}", "second"] != "b0" or not pairs.loc[f"a{order[0]}", "clear"]


def test_what_cannot_be_paired():
    values, second, _ = visits(6)
    with pytest.raises(InputError, match="6 arrays of the first visit and 5 of the second"):
        match_visits(values.iloc[:, :-1], second[:-1])
    with pytest.raises(InputError, match="Fewer than three pairs"):
        match_visits(values[["a0", "a1", "b0", "b1"]], [0, 0, 1, 1])
