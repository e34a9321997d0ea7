"""The claims on gene names, shared lists and the six cholesterol genes, computed again from the deposited files."""

from __future__ import annotations

import csv

import numpy as np
import pandas as pd
import pytest
from scipy.stats import hypergeom, mannwhitneyu

from isotretinoin import evidence, stats, studies

SIX = ["HMGCS1", "HMGCR", "FDFT1", "MVD", "IDI1", "FDPS"]


def numbers(claim: str) -> list[float]:
    return [float(part) for part in evidence.claim(claim).value.split("; ")]


def table(folder, name: str) -> pd.DataFrame:
    if not (folder / name).is_file():
        pytest.skip(f"{name} is not in ISOTRETINOIN_GEO_DIR")
    separator = "," if name.endswith(".csv") else "\t"
    # No comment character: the annotation holds entries such as exon#2.
    quoting = csv.QUOTE_MINIMAL if separator == "," else csv.QUOTE_NONE
    return pd.read_csv(folder / name, sep=separator, dtype=str, keep_default_na=False, quoting=quoting)


def names(column: pd.Series) -> set[str]:
    return {name.strip() for entry in column for name in entry.split("///")} - {"", "---"}


@pytest.fixture(scope="module")
def chips(geo_mirror) -> tuple[pd.Series, set[str], set[str]]:
    cells = table(geo_mirror, "GPL8300_table.tsv.gz")["Gene Symbol"]
    skin = table(geo_mirror, "GPL571_probe_symbols_2009.tsv.gz")["gene_symbol"]
    return cells, names(cells), names(skin)


@pytest.fixture(scope="module")
def lists(geo_mirror) -> dict[tuple[str, str], set[str]]:
    content = table(geo_mirror, "creeds_direction_lists.csv")
    return {key: set(part) for key, part in content.groupby(["series", "direction"])["gene_symbol"]}


@pytest.fixture(scope="module")
def arrays(geo_mirror):
    study = studies.load("seb1", source="mirror")
    values = evidence.tables("sebocyte_gene_values").set_index("gene_symbol").loc[SIX]
    treated = (study.samples["group"] == "treated").to_numpy()
    return study.expression, study.expression.index.isin(values["probe_set"]), treated


def test_names_of_the_sebocyte_chip(chips):
    column, *_ = chips
    unnamed, several = column.str.strip().isin(["", "---"]).sum(), column.str.contains("///").sum()
    assert [unnamed, several] == numbers("data-gpl8300-names")


def test_genes_named_on_both_chips(chips):
    _, cells, skin = chips
    assert [len(cells), len(skin), len(cells & skin)] == numbers("data-genes-on-both-chips")


def test_names_of_the_skin_lists_that_the_chip_does_not_know(chips, lists):
    listed = lists["GSE10433", "up"] | lists["GSE10433", "down"]
    assert evidence.claim("creeds-skin-names").value == f"{len(listed - chips[2])} of {len(listed)}"


def test_shared_genes(lists):
    def shared(a, b):
        return len(lists["GSE10432", a] & lists["GSE10433", b])

    assert [shared("up", "down"), shared("down", "up")] == numbers("creeds-overlap-opposite")
    for direction in ("up", "down"):
        assert evidence.claim(f"creeds-overlap-{direction}").value.startswith(f"{shared(direction, direction)} vs ")


def test_shared_genes_on_both_chips(chips, lists):
    both = chips[1] & chips[2]
    found, p = [], []
    for direction in ("up", "down"):
        cells, skin = (lists[series, direction] & both for series in ("GSE10432", "GSE10433"))
        found += [len(cells), len(skin), len(cells & skin)]
        p.append(hypergeom.sf(len(cells & skin) - 1, len(both), len(cells), len(skin)))
    assert found == numbers("creeds-overlap-on-both-chips")
    assert p == pytest.approx([1.6e-11, 2.7e-8], rel=0.02)


def test_ranks_of_the_six_cholesterol_genes(arrays):
    values, inside, treated = arrays
    assert inside.sum() == 6
    result = stats.unpaired_t(values, treated)
    p = [mannwhitneyu(result[by][inside], result[by][~inside]).pvalue for by in ("log2_fold_change", "t")]
    assert p == pytest.approx(numbers("gene-chol-six-ranks"), rel=0.02)


def test_correlation_of_the_six_within_groups(arrays):
    values, inside, treated = arrays
    rest = values[inside].to_numpy().copy()
    for group in (treated, ~treated):
        rest[:, group] -= rest[:, group].mean(axis=1, keepdims=True)
    mean = np.corrcoef(rest)[np.triu_indices(6, 1)].mean()
    assert mean == pytest.approx(numbers("gene-chol-six-correlation")[0], abs=0.005)


def test_relabelled_plates_show_the_six_as_often(arrays):
    values, inside, treated = arrays

    def distance(labelling):
        ranks = stats.unpaired_t(values, labelling)["t"].rank()
        return abs(ranks[inside].mean() - ranks.mean())

    far = [distance(one) >= distance(treated) - 1e-9 for one in stats.all_labelings(6, 3)]
    assert [sum(far), np.mean(far)] == numbers("gene-chol-six-relabelled")
