"""The simulator: what it promises about truth, noise, identifiers and impossible requests."""

from __future__ import annotations

import re
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest

from isotretinoin import course_root
from isotretinoin.studies.simulated.configurations import (
    CONFIGURATIONS,
    GROUNDS,
    Configuration,
    Module,
    SexResponse,
    StudyError,
    configuration,
)
from isotretinoin.studies.simulated.simulator import TRUTH_KINDS, simulate

SIMULATED_ID = re.compile(r"SIM\d{5}_sim")
SIMULATED_GENE = re.compile(r"SIMG\d{5}")
SKIN = CONFIGURATIONS["skin"]


@pytest.fixture(scope="module")
def skin():
    return simulate("skin", 1)


@pytest.fixture(scope="module")
def seb1():
    return simulate("seb1", 1)


@pytest.fixture(scope="module")
def recorded() -> pd.DataFrame:
    path = course_root() / "data" / "evidence" / "tables" / "sebocyte_sam_85.csv"
    return pd.read_csv(path).set_index("probe_set")


def _changes(study) -> pd.DataFrame:
    """Change of each patient, columns in the order of the patients."""
    n = study.samples["patient"].nunique()
    values = study.expression.to_numpy()
    return pd.DataFrame(values[:, n:] - values[:, :n], index=study.expression.index)


# --- shape -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shape"),
    [("seb1", (12625, 6)), ("skin", (22277, 12)), ("skin-8wk", (22277, 16)), ("skin-small", (2000, 12))],
)
def test_a_configuration_and_its_null_have_the_size_of_the_record(name: str, shape: tuple[int, int]) -> None:
    for study in (simulate(name, 3), simulate(f"{name}-null", 3)):
        assert study.expression.shape == shape
        assert study.is_simulated
        assert study.provenance.seed == 3
        assert np.isfinite(study.expression.to_numpy()).all()


def test_skin_has_three_women_and_three_men_before_and_after(skin) -> None:
    table = skin.samples.groupby(["sex", "time"])["patient"].nunique()
    assert table.to_dict() == {(sex, time): 3 for sex in ("female", "male") for time in ("baseline", "week 1")}
    before, after = (skin.samples[skin.samples["time"] == time] for time in ("baseline", "week 1"))
    assert before["patient"].tolist() == after["patient"].tolist()


def test_seb1_has_three_vehicle_and_three_treated_arrays(seb1) -> None:
    assert seb1.samples["group"].tolist() == ["vehicle"] * 3 + ["treated"] * 3


# --- determinism -----------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_study(skin) -> None:
    again = simulate("skin", 1)
    assert again.expression.to_numpy().tobytes() == skin.expression.to_numpy().tobytes()
    pd.testing.assert_frame_equal(again.truth, skin.truth)


def test_what_is_written_into_one_study_stands_in_no_other() -> None:
    first, other = simulate("skin-small", seed=3), simulate("skin-small", seed=4)
    samples, truth, probe_sets = other.samples.copy(), other.truth.copy(), other.probe_sets.copy()
    first.samples["sex"] = "unknown"
    first.samples.loc["P1_baseline", "patient"] = "P9"
    first.truth["gene"] = "other"
    first.probe_sets["symbol"] = "other"
    after = simulate("skin-small", seed=4)
    pd.testing.assert_frame_equal(after.samples, samples)
    pd.testing.assert_frame_equal(after.truth, truth)
    pd.testing.assert_frame_equal(after.probe_sets, probe_sets)


def test_another_seed_gives_another_study(skin) -> None:
    other = simulate("skin", 2)
    assert not np.allclose(other.expression.to_numpy(), skin.expression.to_numpy())


def test_effects_do_not_disturb_the_noise_of_a_seed(skin) -> None:
    null = simulate("skin-null", 1)
    same = np.arange(len(null.expression)) != skin.expression.index.get_loc("212531_at")
    without_effects = skin.expression.to_numpy()[same].copy()
    without_effects[:, 6:] -= skin.latent.responses.to_numpy()[same]
    np.testing.assert_allclose(null.expression.to_numpy()[same], without_effects, atol=1e-12)
    assert (null.truth["kind"] == "unchanged").all()
    assert not null.latent.responses.to_numpy().any()


# --- identifiers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(CONFIGURATIONS))
def test_only_rows_that_stand_for_a_real_probe_set_carry_a_real_name(name: str, recorded: pd.DataFrame) -> None:
    study = simulate(name, 5)
    simulated = study.expression.index.str.fullmatch(SIMULATED_ID)
    named = set(study.expression.index[~simulated])
    expected = {"seb1": set(recorded.index)}.get(name, set() if name.endswith("null") else {"212531_at"})
    assert named == expected
    assert not study.expression.index[simulated].str.contains(r"_at$").any()
    assert study.probe_sets.loc[simulated, "symbol"].str.fullmatch(SIMULATED_GENE).all()


# --- truth -----------------------------------------------------------------------------------------------------------


def test_truth_has_the_kinds_that_were_promised(skin) -> None:
    assert set(skin.truth["kind"]) == set(TRUTH_KINDS)
    effect = skin.truth.groupby("kind")["log2_fold_change"]
    assert (effect.get_group("unchanged") == 0).all()
    assert (effect.get_group("up") > 0).all()
    assert (effect.get_group("down") < 0).all()


def test_the_number_of_strong_and_weak_effects_is_the_configured_one(skin) -> None:
    counts = skin.truth["kind"].value_counts()
    for kind, wanted in (("up", SKIN.n_up), ("down", SKIN.n_down), ("weak", SKIN.n_weak)):
        # Gene sizes vary, so the number of probe sets scatters around the configured one.
        assert counts[kind] == pytest.approx(wanted, rel=0.35)


def test_probe_sets_of_one_gene_share_its_effect(skin) -> None:
    of_gene = skin.truth.groupby("gene")
    assert (of_gene["kind"].nunique() == 1).all()
    changed = skin.truth[skin.truth["kind"].isin(["up", "down"])].groupby("gene")["log2_fold_change"]
    low, high = SKIN.affinity
    assert (changed.min() * changed.max() > 0).all()
    ratio = changed.min().abs() / changed.max().abs()
    assert ratio.between(low / high, high / low).all()
    assert skin.truth.groupby("gene").size().mean() == pytest.approx(SKIN.probe_sets_per_gene, rel=0.05)


def test_the_generated_changes_match_the_truth() -> None:
    """With next to no noise the change of each patient is the response that ``latent`` and ``truth`` tell."""
    quiet = replace(SKIN, name="quiet", prior_sd=1e-6, modules=(), heterogeneity=0.0, n_probe_sets=3000, n_weak=300)
    quiet = replace(quiet, sex_response=replace(SKIN.sex_response, sd=1e-6, heterogeneity=0.0))
    study = simulate(quiet, 4)
    changes = _changes(study)
    np.testing.assert_allclose(changes, study.latent.responses.to_numpy(), atol=1e-3)
    for sex, columns in (("female", [0, 1, 2]), ("male", [3, 4, 5])):
        truth = study.truth[f"log2_fold_change_{sex}"]
        np.testing.assert_allclose(changes[columns].mean(axis=1), truth, atol=1e-3)


def test_patients_scatter_around_the_true_effect(skin) -> None:
    strong = skin.truth.index[skin.truth["kind"].isin(["up", "down"]) & (skin.truth.index != "212531_at")]
    relative = skin.latent.responses.loc[strong].div(skin.truth.loc[strong, "log2_fold_change"], axis=0)
    assert relative.to_numpy().mean() == pytest.approx(1, abs=0.05)
    assert relative.to_numpy().std() == pytest.approx(SKIN.heterogeneity, rel=0.15)


def test_lcn2_responds_more_strongly_in_men(skin) -> None:
    truth = skin.truth.loc["212531_at"]
    assert truth["gene"] == skin.probe_sets.loc["212531_at", "symbol"] == "LCN2"
    assert (truth["log2_fold_change_female"], truth["log2_fold_change_male"]) == (1.4, 2.6)
    assert truth["log2_fold_change"] == pytest.approx(2.0)
    assert (skin.truth["gene"] == "LCN2").sum() == 1
    over_seeds = np.array([_changes(simulate("skin-small", seed)).loc["212531_at"] for seed in range(40)])
    assert over_seeds[:, 3:].mean() == pytest.approx(2.6, abs=0.15)
    assert over_seeds[:, :3].mean() == pytest.approx(1.4, abs=0.15)


def test_lcn2_takes_the_place_of_an_unchanged_gene_with_one_probe_set() -> None:
    small = CONFIGURATIONS["skin-small"]
    without = replace(small, name="without LCN2", sex_response=None)
    for seed in range(40):
        truth, before = simulate(small, seed).truth, simulate(without, seed).truth
        at = truth.index.get_loc("212531_at")
        assert before["kind"].iloc[at] == "unchanged"
        assert (before["gene"] == before["gene"].iloc[at]).sum() == 1
        assert truth["sd"].iloc[at] == small.sex_response.sd
        assert truth["mean"].iloc[at] == small.sex_response.mean


def test_lcn2_is_free_of_tissue_composition() -> None:
    tissue = [module.name for module in SKIN.modules]
    for seed in range(40):
        assert not simulate("skin-small", seed).latent.loadings.loc["212531_at", tissue].any()


def test_no_other_row_depends_on_sex(skin) -> None:
    others = skin.truth.drop(index="212531_at")
    pd.testing.assert_series_equal(
        others["log2_fold_change_female"], others["log2_fold_change_male"], check_names=False, check_exact=True
    )


@pytest.mark.parametrize(("male", "female"), [(3.0, 0.0), (30.0, 0.0)])
def test_a_response_in_men_only_can_never_give_a_small_paired_p(male: float, female: float) -> None:
    """With three responders of six t is the square root of 5 at best: P 0.076, whatever the size of the response."""
    only_men = SexResponse("212531_at", "LCN2", 7.0, 1e-9, male, female, 0.0)
    study = simulate(replace(CONFIGURATIONS["skin-small"], name="only men", sex_response=only_men), 1)
    change = _changes(study).loc["212531_at"].to_numpy()
    t = change.mean() / (change.std(ddof=1) / np.sqrt(6))
    assert t == pytest.approx(np.sqrt(5), abs=1e-3)


# --- noise -----------------------------------------------------------------------------------------------------------


def test_variances_follow_the_scaled_inverse_chi_squared_law() -> None:
    flat = replace(SKIN, name="flat", sd_trend=((6.0, 1.0),), n_up=0, n_down=0, n_weak=0, sex_response=None)
    precision = flat.prior_df * flat.prior_sd**2 / simulate(flat, 1).truth["sd"] ** 2
    assert precision.mean() == pytest.approx(flat.prior_df, rel=0.03)
    assert precision.var() == pytest.approx(2 * flat.prior_df, rel=0.06)


def test_noise_grows_with_the_mean_as_configured(skin) -> None:
    bins = pd.cut(skin.truth["mean"], [3.8, 4.6, 5.8, 6.5, 7.8, 9.0])
    medians = skin.truth.groupby(bins, observed=True)["sd"].median()
    assert medians.is_monotonic_increasing
    assert medians.iloc[-1] / medians.iloc[0] == pytest.approx(1.36 / 0.69, rel=0.2)


def test_means_have_the_quantiles_of_real_arrays(skin) -> None:
    probabilities, levels = zip(*SKIN.mean_quantiles[3:-3], strict=True)
    np.testing.assert_allclose(np.quantile(skin.truth["mean"], probabilities), levels, atol=0.1)


def test_latent_factors_are_returned_and_explain_the_correlation(skin) -> None:
    latent = skin.latent
    assert list(latent.factors) == ["array-wide 1", "array-wide 2", "sebaceous", "immune", "epidermal"]
    assert latent.factors.index.equals(skin.samples.index)
    assert latent.loadings.index.equals(skin.expression.index)
    shared = latent.loadings["array-wide 1"].div(skin.truth["sd"])
    assert (shared**2).mean() == pytest.approx(0.25, rel=0.1)
    members = (latent.loadings[["sebaceous", "immune", "epidermal"]] != 0).sum()
    assert members.to_dict() == pytest.approx({"sebaceous": 250, "immune": 600, "epidermal": 500}, rel=0.25)


def test_latent_factors_widen_the_correlations_between_probe_sets() -> None:
    """In real tissue pairs of probe sets correlate with an SD about twice that of independent noise."""

    def spread_of_correlation(config: Configuration) -> float:
        changes = _changes(simulate(config, 2)).to_numpy()
        return float(np.corrcoef(changes[:800])[np.triu_indices(800, 1)].std())

    many = replace(CONFIGURATIONS["skin-null"], name="many patients", sexes=("female",) * 57)
    independent = replace(many, name="independent", dense_factors=(), modules=())
    assert spread_of_correlation(independent) == pytest.approx(1 / np.sqrt(56), abs=0.01)
    assert 1.5 < spread_of_correlation(many) / spread_of_correlation(independent) < 2.5


def test_patients_differ_but_pairing_removes_it(skin) -> None:
    values = skin.expression.to_numpy()
    without = simulate(replace(SKIN, name="no patients", patient_sd=0.0), 1).expression.to_numpy()
    assert values[:, :6].var(axis=1).mean() > without[:, :6].var(axis=1).mean() * 1.3
    np.testing.assert_allclose(values[:, 6:] - values[:, :6], without[:, 6:] - without[:, :6], atol=1e-9)


# --- recorded rows ---------------------------------------------------------------------------------------------------


def test_recorded_rows_have_the_means_and_spreads_of_the_record(seb1, recorded: pd.DataFrame) -> None:
    values = seb1.expression.loc[recorded.index].to_numpy()
    groups = values[:, :3], values[:, 3:]
    means = np.column_stack([group.mean(axis=1) for group in groups])
    np.testing.assert_allclose(means, recorded[["mean_vehicle", "mean_treated"]], atol=1e-9)
    pooled = np.sqrt((groups[0].var(axis=1, ddof=1) + groups[1].var(axis=1, ddof=1)) / 2)
    np.testing.assert_allclose(pooled, recorded["sd_pooled"], atol=1e-9)
    assert (seb1.truth.loc[recorded.index, "origin"] == "record").all()
    assert (seb1.truth["origin"] == "record").sum() == len(recorded) == 85
    assert (seb1.truth.loc[recorded.index, "kind"] == recorded["direction"]).all()
    assert (seb1.probe_sets.loc[recorded.index, "symbol"] == recorded["gene_symbol"]).all()


def test_a_missing_table_of_recorded_rows_is_one_clear_error() -> None:
    with pytest.raises(StudyError, match=r"nowhere\.csv, which is not there"):
        simulate(replace(CONFIGURATIONS["seb1"], name="lost", recorded_rows="nowhere.csv"), 1)


# --- impossible requests ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n_probe_sets": 0}, "n_probe_sets"),
        ({"n_probe_sets": 2000.0}, "n_probe_sets"),
        ({"probe_sets_per_gene": 0.5}, "probe_sets_per_gene"),
        ({"prior_df": 0}, "prior_df"),
        ({"prior_sd": -0.1}, "prior_sd"),
        ({"prior_sd": float("nan")}, "prior_sd"),
        ({"dense_factors": (0.7, 0.4)}, "together below 1"),
        ({"dense_factors": (-0.1,)}, "dense_factors"),
        ({"n_up": -1}, "n_up"),
        ({"n_up": 9000, "n_down": 9000, "n_weak": 9000}, "don't fit"),
        ({"effect_shape": 0}, "effect_shape"),
        ({"heterogeneity": -1}, "heterogeneity"),
        ({"weak_unit": "percent"}, "weak_unit"),
        ({"affinity": (0.9, 0.5)}, "affinity"),
        ({"sexes": ("female",)}, "2 or more patients"),
        ({"sexes": ("female", "man")}, "'man'"),
        ({"sexes": ()}, "group_sizes"),
        ({"group_sizes": (3, 3)}, "not both"),
        ({"times": ("baseline", "baseline")}, "two different time points"),
        ({"mean_quantiles": ((0.0, 5.0), (1.0, 4.0))}, "must rise"),
        ({"sd_trend": ((5.0, -1.0),)}, "sd_trend"),
        ({"modules": (Module("hair", 10**6, 0.2),)}, "hair"),
        ({"sex_response": SexResponse("212531_at", "LCN2", 7.0, 0.0, 1.0, 1.0, 0.0)}, "LCN2"),
        ({"recorded_rows": "sebocyte_sam_85.csv"}, "unpaired"),
        ({"sources": {"n_ups": "assumed"}}, "n_ups"),
        ({"sources": {"n_up": "guessed"}}, "n_up"),
        ({"name": ""}, "name"),
    ],
)
def test_impossible_parameters_are_refused_with_a_reason(change: dict, message: str) -> None:
    with pytest.raises(StudyError, match=re.escape(message)):
        replace(SKIN, **change)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"patient_sd": 0.1}, "no patients"),
        ({"group_sizes": (3, 1)}, "2 or more"),
        ({"sex_response": SKIN.sex_response}, "has none"),
    ],
)
def test_two_groups_have_no_patients(change: dict, message: str) -> None:
    with pytest.raises(StudyError, match=message):
        replace(CONFIGURATIONS["seb1"], **change)


@pytest.mark.parametrize("seed", [-1, 1.5, None, "7", True])
def test_a_seed_is_a_whole_number(seed: object) -> None:
    with pytest.raises(StudyError, match="seed is a whole number"):
        simulate("skin-small", seed)


def test_an_unknown_configuration_lists_the_known_ones() -> None:
    with pytest.raises(StudyError, match="skin-small"):
        simulate("skn", 1)
    with pytest.raises(StudyError, match="not dict"):
        simulate({}, 1)
    assert configuration("skin") is SKIN


# --- sources and provenance ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(CONFIGURATIONS))
def test_every_parameter_says_what_it_rests_on(name: str) -> None:
    table = CONFIGURATIONS[name].parameters()
    described = {item.name for item in fields(Configuration)} - {"name", "summary", "accession", "sources"}
    assert set(table.index) == described
    assert table["ground"].isin(GROUNDS).all()
    assert table.loc[["prior_sd", "prior_df"], "source"].str.len().gt(10).all()


def test_what_is_used_is_never_called_absent() -> None:
    """An effect that a configuration has must say assumed, tuned or record, not 'design: none'."""
    for config in CONFIGURATIONS.values():
        table = config.parameters()
        used = table.loc[[bool(value) for value in table["value"]]]
        assert not used["source"].str.fullmatch("design: none").any(), config.name


def test_a_changed_configuration_does_not_pass_for_the_named_one() -> None:
    assert simulate("skin-small", 1).provenance.configuration == "skin-small"
    changed = simulate(replace(CONFIGURATIONS["skin-small"], n_up=0), 1)
    assert changed.provenance.configuration == "skin-small, changed"
