"""The simulated chip: what it promises about light, truth and seeds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from isotretinoin import studies
from isotretinoin.studies import StudyError
from isotretinoin.studies.simulated.probes import BRIGHTEST, Chip, simulate_probes

SMALL = Chip(n_probe_sets=120, n_up=10, n_down=5)


@pytest.fixture(scope="module")
def study():
    return simulate_probes(SMALL, seed=1)


def test_shapes_and_names_fit_together(study):
    n_probes = SMALL.n_probe_sets * SMALL.n_pairs
    assert study.pm.shape == study.mm.shape == (n_probes, 6)
    assert study.pm.index.equals(study.probes.index)
    assert study.affinity.index.equals(study.probes.index)
    assert study.pm.index.is_unique
    assert list(study.pm) == list(study.samples.index) == list(study.arrays.index) == SMALL.arrays
    assert study.levels.index.equals(study.truth.index)
    assert study.probes["probe_set"].unique().tolist() == study.truth.index.tolist()
    assert study.samples["group"].value_counts().to_dict() == {"vehicle": 3, "treated": 3}
    assert study.label == "simulated"


def test_light_is_what_a_scanner_can_report():
    study = simulate_probes(replace(SMALL, level_mean=15.0), seed=1)
    for light in (study.pm, study.mm):
        assert light.min(axis=None) >= 0
        assert light.max(axis=None) == BRIGHTEST == 65_535
        assert (light == light.round()).all(axis=None)


def test_same_seed_same_light_other_seed_other_light(study):
    pd.testing.assert_frame_equal(simulate_probes(SMALL, seed=1).pm, study.pm)
    assert not simulate_probes(SMALL, seed=2).pm.equals(study.pm)


def test_truth_counts_and_sizes(study):
    assert study.truth["kind"].value_counts().to_dict() == {"unchanged": 105, "up": 10, "down": 5}
    by_kind = study.truth.groupby("kind")["log2_fold_change"].agg(["min", "max"])
    assert by_kind.to_numpy().tolist() == [[-1.5, -1.5], [0, 0], [1.5, 1.5]]


def test_levels_carry_the_effect():
    quiet = simulate_probes(replace(SMALL, sample_sd=0.0), seed=1)
    treated = quiet.samples["group"] == "treated"
    change = quiet.levels.loc[:, treated].mean(axis=1) - quiet.levels.loc[:, ~treated].mean(axis=1)
    np.testing.assert_allclose(change, quiet.truth["log2_fold_change"], atol=1e-12)


def test_light_is_background_plus_brightness_times_what_is_bound():
    plain = replace(SMALL, background_sd=0.0, noise_sd=0.0, stray_mean=-40.0, stray_sd=0.0, level_sd=1.0)
    study = simulate_probes(plain, seed=4)
    level = study.levels.loc[study.probes["probe_set"]].to_numpy()
    bound = 2 ** (level + study.affinity.to_numpy()[:, None])
    expected = study.arrays["background"].to_numpy() + study.arrays["brightness"].to_numpy() * bound
    np.testing.assert_allclose(study.pm, expected.clip(max=BRIGHTEST), atol=0.5 + 1e-6)
    caught = (study.mm - study.arrays["background"]) / (study.arrays["brightness"].to_numpy() * bound)
    # Each mismatch probe catches one share of its RNA, the same on all arrays.
    bright = (bound > 500).all(axis=1) & (study.pm < BRIGHTEST).all(axis=1)
    assert bright.sum() > 50
    assert (caught[bright].max(axis=1) - caught[bright].min(axis=1)).max() < 0.02
    assert caught[bright].mean(axis=None) == pytest.approx(plain.mismatch_share, abs=0.05)


def test_some_mismatch_probes_outshine_their_partner(study):
    assert 0.05 < (study.mm > study.pm).mean(axis=None) < 0.4


def test_affinities_of_a_probe_set_balance(study):
    assert study.affinity.groupby(study.probes["probe_set"]).mean().abs().max() < 1e-12
    assert study.affinity.std() == pytest.approx(SMALL.affinity_sd, rel=0.15)


def test_chosen_brightness_is_taken_and_the_rest_stays(study):
    chosen = simulate_probes(replace(SMALL, brightness={"treated_2": 3.0}), seed=1)
    assert chosen.arrays.loc["treated_2", "brightness"] == 3
    others = [array for array in SMALL.arrays if array != "treated_2"]
    pd.testing.assert_frame_equal(chosen.pm[others], study.pm[others])
    assert chosen.pm["treated_2"].median() > study.pm["treated_2"].median()


def test_a_smear_adds_light_to_its_share_of_one_array_in_one_place(study):
    smeared = simulate_probes(replace(SMALL, smears={"vehicle_2": 0.1}), seed=1)
    added = smeared.image("vehicle_2") - study.image("vehicle_2")
    assert np.nanmean(added > 0) == pytest.approx(0.1, abs=0.01)
    rows, columns = np.nonzero(added > 0)
    assert np.hypot(rows - rows.mean(), columns - columns.mean()).max() < added.shape[0] * 0.5
    others = [array for array in SMALL.arrays if array != "vehicle_2"]
    pd.testing.assert_frame_equal(smeared.pm[others], study.pm[others])
    pd.testing.assert_frame_equal(smeared.truth, study.truth)
    assert smeared.arrays["smear"].to_dict() == dict.fromkeys(others, 0.0) | {"vehicle_2": 0.1}


def test_image_shows_each_pair_one_above_the_other(study):
    scan = study.image("treated_1")
    assert np.isfinite(scan).sum() == 2 * len(study.pm)
    assert abs(scan.shape[0] - scan.shape[1]) <= 2
    probe = study.probes.iloc[77]
    assert scan[probe["row"], probe["column"]] == study.pm["treated_1"].iloc[77]
    assert scan[probe["row"] + 1, probe["column"]] == study.mm["treated_1"].iloc[77]
    with pytest.raises(StudyError, match="There is no array 'P1'"):
        study.image("P1")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n_pairs": 2}, "at least 3 pairs"),
        ({"group_sizes": (0, 3)}, "at least one array"),
        ({"n_up": 100, "n_down": 30}, "more probe sets change than there are"),
        ({"mismatch_share": 1.0}, "between 0 and 1"),
        ({"smears": {"vehicle_1": 1.5}}, "a smear covers"),
        ({"brightness": {"vehicle_1": 0.0}}, "positive factor"),
        ({"brightness": {"P1": 2.0}}, "no array P1"),
    ],
)
def test_impossible_chips_are_refused(change, message):
    with pytest.raises(StudyError, match=message):
        replace(SMALL, **change)


def test_impossible_seed_is_refused():
    with pytest.raises(StudyError, match="seed"):
        simulate_probes(SMALL, seed=-1)


def test_defaults_are_reached_from_the_room():
    assert studies.simulate_probes().chip == studies.Chip()
