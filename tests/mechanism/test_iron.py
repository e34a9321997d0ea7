"""The iron model against closed forms: binding, quota, yields, washed places, and iron that never gets lost."""

from __future__ import annotations

import dataclasses
import inspect
import math
import re
from decimal import Decimal, localcontext

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import solve_ivp

from isotretinoin import evidence
from isotretinoin.mechanism import iron, receptors
from isotretinoin.mechanism.iron import ATOMS_PER_NM, SIDEROPHORES, ParameterError, Parameters

DEFAULT = Parameters()
DOSES = (0.0, 250.0, 800.0, 1000.0, 2000.0)


def exact_free(loaded: float, ngal: float, kd: float) -> float:
    """The root with sixty digits, in the school form of the formula."""
    with localcontext() as context:
        context.prec = 60
        x, n, k = Decimal(loaded), Decimal(ngal), Decimal(kd)
        b = n - x + k
        return float((-b + (b * b + 4 * k * x).sqrt()) / 2)


def test_atoms_per_ml_are_avogadros_number_of_a_nanomole_per_litre():
    assert pytest.approx(6.02214076e11) == ATOMS_PER_NM
    assert receptors.concentration(200_000, 3e9) * ATOMS_PER_NM == pytest.approx(200_000 * 3e9)


def test_free_siderophore_is_the_root_of_the_quadratic_to_all_digits():
    for loaded in (1e-6, 1.0, 1000.0, 1e6):
        for ngal in (1e-3, 1.0, 999.999, 1000.0, 1000.001, 1e7):
            for kd in (1e-9, 1e-3, 1.0, 50.0, 1e6):
                expected = exact_free(loaded, ngal, kd)
                assert iron.not_captured(loaded, ngal, kd) == pytest.approx(expected, rel=1e-9, abs=0)


def test_free_and_held_obey_mass_balance_and_mass_action():
    rng = np.random.default_rng(12)
    loaded, ngal = 10 ** rng.uniform(-3, 4, (2, 200))
    for kd in (0.01, 1.0, 300.0):
        free, held = iron.not_captured(loaded, ngal, kd), iron.captured(loaded, ngal, kd)
        np.testing.assert_allclose(free + held, loaded, rtol=1e-9)
        np.testing.assert_allclose(free * (ngal - held) / held, kd, rtol=1e-6)
        np.testing.assert_allclose(held / ngal, receptors.occupied(loaded, ngal, kd), rtol=1e-9)


def test_binding_has_its_limits():
    assert iron.not_captured(100, 0, 1) == 100
    assert iron.captured(100, 0, 1) == 0
    assert iron.not_captured(0, 50, 1) == 0
    # So tight that each NGAL takes one: what is left is the difference. At equality a square root is left.
    assert iron.not_captured(100, 60, 1e-12) == pytest.approx(40)
    assert iron.not_captured(100, 100, 1e-6) == pytest.approx(math.sqrt(1e-6 * 100), rel=1e-3)
    # Much NGAL: kd times the ratio of the siderophore to the NGAL that is still empty.
    assert iron.not_captured(100, 10_000, 1) == pytest.approx(1 * 100 / 9_900, rel=1e-3)
    assert isinstance(iron.not_captured(100, 60, 1), float)


def test_growth_is_droops_line_and_the_scarcer_of_two_needs_sets_it():
    p = Parameters(max_growth=1.4, quota_min=2e5, food=1e9)
    np.testing.assert_allclose(iron.growth_rate([1e5, 2e5, 4e5, 8e5], parameters=p), [0, 0, 0.7, 1.05])
    assert iron.growth_rate(4e5, 0.2e9, p) == pytest.approx(0.7)
    assert iron.growth_rate(4e5, 0.8e9, p) == pytest.approx(1.4 * 0.2)
    assert iron.growth_rate(4e5, 2e9, p) == 0


def test_uptake_is_half_at_its_constant_and_falls_in_a_line_to_a_full_cell():
    p = Parameters(max_uptake=6e5, half_uptake=20, quota_max=1e6)
    np.testing.assert_allclose(iron.uptake_rate([0, 20, 180], parameters=p), [0, 3e5, 5.4e5])
    np.testing.assert_allclose(iron.uptake_rate(20, [0, 2.5e5, 1e6, 2e6], p), [3e5, 2.25e5, 0, 0])


def test_a_closed_tube_makes_as_many_cells_as_its_iron_has_quotas():
    for loose in (100.0, 1000.0):
        end = iron.at(80, iron=loose)
        brought = 1e7 * 400_000 / ATOMS_PER_NM
        assert end["cells"] == pytest.approx((loose + brought) * ATOMS_PER_NM / DEFAULT.quota_min, rel=1e-6)
        assert end["growth"] == pytest.approx(0, abs=1e-6)


def test_without_any_uptake_cells_thin_out_their_reserve():
    """Q - quota_min falls as exp(-max_growth t), so the cells grow to quota / quota_min times their number."""
    p = Parameters(max_uptake=0, max_growth=0.7)
    frame = iron.simulate(hours=30, cells=1e6, quota=1e6, parameters=p)
    quota = 2e5 + 8e5 * np.exp(-0.7 * frame.index.to_numpy())
    np.testing.assert_allclose(frame["quota"], quota, rtol=1e-6)
    np.testing.assert_allclose(frame["cells"], 1e6 * 1e6 / quota, rtol=1e-6)


def test_much_tight_ngal_leaves_the_cells_their_reserve_and_nothing_else():
    p = DEFAULT.replace(kd=1e-6)
    assert iron.at(24, ngal=3000, parameters=p)["cells"] == pytest.approx(1e7 * 2, rel=1e-4)


def test_the_model_without_siderophore_is_droops_own():
    p = DEFAULT.for_siderophore("none needed")

    def droop(_, y):
        cells, quota, medium = y
        uptake = p.max_uptake * (1 - quota / p.quota_max) * medium / (p.half_uptake + medium)
        growth = p.max_growth * (1 - p.quota_min / quota)
        return [growth * cells, uptake - growth * quota, -uptake * cells / ATOMS_PER_NM]

    hours = np.arange(0.0, 12.5, 0.5)
    own = solve_ivp(droop, (0, 12), [1e7, 4e5, 800.0], t_eval=hours, method="Radau", rtol=1e-9, atol=1e-9).y
    frame = iron.simulate(800, hours=12, parameters=p)
    for column, values in zip(("cells", "quota", "loose_iron"), own, strict=True):
        np.testing.assert_allclose(frame[column], values, rtol=1e-5, atol=1e-3)


def test_no_iron_is_made_and_none_is_lost():
    rng = np.random.default_rng(7)
    for _ in range(15):
        p = Parameters(
            **{
                name: getattr(DEFAULT, name) * 10 ** rng.uniform(-1, 1)
                for name in ("kd", "grip", "half_uptake", "food")
            },
            escaping=rng.uniform(),
            direct=rng.uniform() * rng.integers(2),
            turnover=0.3 * rng.uniform() * rng.integers(2),
        )
        frame = iron.simulate(10 ** rng.uniform(1, 4), 10 ** rng.uniform(1, 4), hours=48, parameters=p)
        np.testing.assert_allclose(frame["all_iron"], frame["all_iron"].iloc[0], rtol=1e-9)
        in_tube = frame[["loose_iron", "held", "open", "inside"]].sum(axis=1) - p.direct * frame["loose_iron"]
        expected = frame["all_iron"].iloc[0] + frame["washed_in"] - frame["washed_out"]
        np.testing.assert_allclose(in_tube, expected, rtol=1e-6)


def test_siderophore_is_made_at_a_steady_pace_and_split_as_told():
    """Starved to a stop and unable to take iron up, the cells keep their number, and all siderophore stays outside."""
    p = Parameters(max_uptake=0, secretion=3e6, escaping=0.3)
    frame = iron.simulate(500, hours=10, cells=1e8, quota=2e5, parameters=p)
    made = 3e6 * 1e8 / ATOMS_PER_NM * frame.index.to_numpy()
    np.testing.assert_allclose(frame["empty_caught"] + frame["loaded_caught"], 0.7 * made, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(frame["empty_escaping"] + frame["loaded_escaping"], 0.3 * made, rtol=1e-6, atol=1e-6)


def test_gripping_is_one_to_one_and_goes_by_both_concentrations():
    """Fast grip: iron falls as siderophore is made. Slow grip: it falls with the square of time, by k s t² / 2."""
    fast = Parameters(max_uptake=0, secretion=3e6, grip=1e3)
    made = 3e6 * 1e8 / ATOMS_PER_NM
    loose = iron.simulate(2000, hours=6, every=1, cells=1e8, quota=2e5, parameters=fast)["loose_iron"]
    np.testing.assert_allclose(loose, np.maximum(2000 - made * np.arange(7), 0), atol=1)
    slow = fast.replace(grip=1e-6)
    loose = iron.simulate(2000, hours=6, every=1, cells=1e8, quota=2e5, parameters=slow)["loose_iron"]
    np.testing.assert_allclose(2000 / loose - 1, 1e-6 * made * np.arange(7.0) ** 2 / 2, rtol=0.02, atol=1e-12)


def test_each_iron_that_is_taken_up_uses_one_siderophore():
    p = Parameters(escaping=0.4)
    frame = iron.simulate(1000, hours=14, every=0.01, parameters=p)
    made = p.secretion / ATOMS_PER_NM * np.trapezoid(frame["cells"], frame.index)
    left = frame[["empty_caught", "empty_escaping", "loaded_caught", "loaded_escaping"]].iloc[-1].sum()
    used = frame["inside"].iloc[-1] - frame["inside"].iloc[0]
    assert left + used == pytest.approx(made, rel=1e-4)


def test_without_ngal_nothing_of_ngal_matters():
    plain = iron.simulate()
    for changed in (DEFAULT.replace(kd=100), DEFAULT.for_siderophore("escapes"), DEFAULT.replace(escaping=0.35)):
        np.testing.assert_allclose(iron.simulate(parameters=changed)["cells"], plain["cells"], rtol=1e-5)
    assert iron.doublings_lost(0.0) == 0


@pytest.mark.parametrize("name", ["escapes", "none needed"])
def test_ngal_does_nothing_to_a_bacterium_whose_iron_it_cant_catch(name):
    p = DEFAULT.for_siderophore(name)
    np.testing.assert_allclose(iron.doublings_lost(DOSES, parameters=p), 0, atol=1e-6)
    assert iron.doublings_lost(2000) > 5


def test_a_tenth_that_escapes_brings_in_a_tenth_of_the_iron():
    p = DEFAULT.for_siderophore("one in ten escapes").replace(kd=1e-6)
    brought = 1e7 * 400_000 / ATOMS_PER_NM
    end = iron.at(100, ngal=5000, parameters=p)
    assert end["cells"] == pytest.approx((100 + brought) * ATOMS_PER_NM / DEFAULT.quota_min, rel=2e-3)


def test_counts_go_the_way_they_must():
    def rises(values):
        return (np.diff(values) > 0).all()

    assert rises(iron.doublings_lost(DOSES))
    assert rises([iron.at(12, ngal=1000, iron=loose)["cells"] for loose in (100, 300, 1000, 3000)])
    assert rises([iron.at(24, ngal=1500, parameters=DEFAULT.replace(kd=kd))["cells"] for kd in (0.01, 0.1, 1, 10)])
    assert rises([iron.at(24, ngal=1500, parameters=DEFAULT.replace(escaping=e))["cells"] for e in (0, 0.1, 0.5, 1)])
    assert rises([iron.at(6, ngal=800, cells=count)["cells"] for count in (1e5, 1e6, 1e7)])


def test_ngal_holds_growth_back_and_kills_nothing():
    frame = iron.simulate(ngal=2000, hours=48)
    assert (frame["cells"].diff().dropna() >= 0).all()
    assert (frame["held"] <= np.minimum(2000, frame["loaded_caught"]) + 1e-9).all()
    np.testing.assert_allclose(frame["open"], frame["loaded_caught"] - frame["held"], rtol=1e-4, atol=1e-6)


def at_rest(turnover: float, ngal: float, p: Parameters = DEFAULT) -> tuple[float, float]:
    """Quota and open iron of a washed place at rest: growth makes up for loss, and uptake for growth."""
    quota = p.quota_min / (1 - turnover / p.max_growth)
    need, largest = turnover * quota, p.max_uptake * (1 - quota / p.quota_max)
    return quota, p.half_uptake * need / (largest - need)


@pytest.mark.parametrize("turnover", [0.05, 0.1, 0.4])
@pytest.mark.parametrize("ngal", [0.0, 150.0, 300.0])
def test_a_washed_place_comes_to_the_rest_that_algebra_gives(turnover, ngal):
    """What is open to the cells depends on the washing alone; NGAL takes its share of the iron off the cells."""
    p = DEFAULT.replace(turnover=turnover, kd=0.5)
    end = iron.at(600, iron=900, ngal=ngal, cells=1e9, parameters=p)
    quota, open_iron = at_rest(turnover, ngal, p)
    assert end["quota"] == pytest.approx(quota, rel=1e-6)
    assert end["open"] == pytest.approx(open_iron, rel=1e-5)
    held = ngal * open_iron / (open_iron + 0.5)
    cells = (900 - end["loose_iron"] - open_iron - held) * ATOMS_PER_NM / quota
    assert end["cells"] == pytest.approx(cells, rel=1e-5)
    assert end["loose_iron"] < 0.05 * 900


def test_a_washed_place_without_food_to_spare_does_not_mind_ngal():
    p = DEFAULT.replace(turnover=0.1, food=5e8)
    for ngal in (0, 300):
        assert iron.at(300, iron=4000, ngal=ngal, parameters=p)["cells"] == pytest.approx(0.9 * 5e8, rel=1e-6)


def test_what_cannot_grow_is_washed_away():
    p = DEFAULT.replace(turnover=0.2, kd=1e-6)
    frame = iron.simulate(300, 3000, hours=100, every=1, parameters=p)
    pace = np.diff(np.log(frame["cells"]))[-30:]
    np.testing.assert_allclose(pace, -0.2, atol=1e-3)
    assert frame["washed_in"].iloc[-1] == pytest.approx(0.2 * 300 * 100)
    lasting = iron.simulate(300, 3000, hours=900, every=100, parameters=p)
    np.testing.assert_allclose(lasting["quota"].iloc[2:], p.quota_min, rtol=1e-3)
    assert lasting["cells"].iloc[-1] < 1e-60


def test_the_rest_of_a_washed_place_can_depend_on_how_many_were_there():
    """Many cells fill the NGAL with siderophore and live; few are washed away before."""
    p = DEFAULT.replace(turnover=0.4, kd=0.5)
    few, many = (iron.at(300, iron=900, ngal=300, cells=count, parameters=p)["cells"] for count in (1e5, 1e9))
    assert few < 1 < 1e8 < many


def test_doublings_lost_is_the_ratio_of_two_counts_on_a_scale_of_doublings():
    with_ngal, without = (iron.at(20, ngal=n, iron=500)["cells"] for n in (700, 0))
    assert iron.doublings_lost(700, iron=500, hours=20) == pytest.approx(math.log2(without / with_ngal))
    assert iron.doublings_lost([0, 700], iron=500, hours=20)[1] == pytest.approx(math.log2(without / with_ngal))


def test_one_time_is_a_row_of_the_course():
    course = iron.simulate(ngal=400, hours=10)
    np.testing.assert_allclose(iron.at(10, ngal=400)[list(course)], course.iloc[-1], rtol=1e-4, atol=1e-6)
    assert course.index[-1] == 10
    assert iron.simulate(hours=1, every=0.3).index.tolist() == pytest.approx([0, 0.3, 0.6, 0.9, 1])


def test_every_number_is_called_assumed_and_the_recalled_constant_is_none_of_them():
    table = DEFAULT.table()
    assert set(table["status"]) == {"assumed"}
    assert len(table) == len(dataclasses.fields(Parameters))
    # Unverified rows can't be printed, so only the file itself knows the value to stay away from.
    rows = pd.read_csv(evidence.records.folder() / "claims.csv", dtype=str, index_col="id")
    recalled = rows.loc["unv-kd", "value"]
    assert DEFAULT.kd != float(recalled)
    assert recalled not in inspect.getsource(iron)


def test_each_way_to_get_iron_is_told_by_parameters():
    assert DEFAULT.for_siderophore("caught") == DEFAULT
    assert [DEFAULT.for_siderophore(name).escaping for name in SIDEROPHORES] == [0, 0.1, 1, 0]
    assert DEFAULT.for_siderophore("none needed").secretion == 0


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: iron.simulate(-1), "iron must be a number from 0 to 1e+09"),
        (lambda: iron.simulate(1e300), "iron must be a number from 0 to 1e+09"),
        (lambda: iron.simulate(cells=1e30), "cells must be a number from above 0 to 1e+12"),
        (lambda: DEFAULT.replace(turnover=2), "turnover must be below max_growth"),
        (lambda: DEFAULT.replace(turnover=1), "washed out faster"),
        (lambda: iron.at(1000, parameters=DEFAULT.replace(turnover=0.9)), "replaced 900 times"),
        (lambda: DEFAULT.replace(grip=1e9), "grip must be a number from"),
        (lambda: iron.simulate(ngal=float("nan")), "ngal"),
        (lambda: iron.simulate(ngal="1"), "ngal"),
        (lambda: iron.simulate(hours=0), "hours"),
        (lambda: iron.simulate(hours=1e6), "hours"),
        (lambda: iron.simulate(every=0), "every"),
        (lambda: iron.simulate(cells=0), "cells must be a number from above 0"),
        (lambda: iron.simulate(quota=1), "quota is the iron that a cell brings"),
        (lambda: iron.simulate(quota=3e6), "quota_max"),
        (lambda: iron.simulate(parameters={"kd": 1}), "iron.Parameters"),
        (lambda: iron.at(0), "hours"),
        (lambda: iron.not_captured(1, 1, 0), "kd must be a number above 0"),
        (lambda: iron.not_captured(-1, 1, 1), "loaded must be finite numbers, 0 or more"),
        (lambda: iron.captured("much", 1, 1), "loaded must be numbers"),
        (lambda: iron.growth_rate(0), "quota must be finite numbers, above 0"),
        (lambda: iron.uptake_rate(-1), "open_iron"),
        (lambda: Parameters(escaping=10), "0.7 for 70 %"),
        (lambda: Parameters(quota_min=3e6), "quota_max must be above quota_min"),
        (lambda: Parameters(kd=True), "kd must be a number from 1e-09"),
        (lambda: DEFAULT.replace(affinity=2), "no parameter affinity"),
        (lambda: DEFAULT.for_siderophore("aerobic"), "siderophore is one of caught"),
    ],
)
def test_bad_input_is_told_what_to_give(wrong, says):
    with pytest.raises(ParameterError, match=re.escape(says)):
        wrong()


@pytest.mark.parametrize("kd", [1e-9, 0.1, 1e9])
@pytest.mark.parametrize("half_uptake", [1e-3, 50.0, 1e6])
def test_the_ends_of_the_ranges_stay_finite(kd, half_uptake):
    p = DEFAULT.replace(kd=kd, half_uptake=half_uptake)
    frame = iron.simulate(1000, 2000, hours=48, every=12, parameters=p)
    assert np.isfinite(frame.to_numpy()).all()
    np.testing.assert_allclose(frame["all_iron"], frame["all_iron"].iloc[0], rtol=1e-9)


def test_the_keener_of_two_wins_the_iron():
    """What NGAL costs hangs on the bacterium's own receptor as much as on NGAL: a keen one needs a trace."""
    lost = [iron.doublings_lost(2000, parameters=DEFAULT.replace(kd=0.5, half_uptake=half)) for half in (50, 5, 0.5)]
    assert lost[0] > 4 > lost[1] > 0.1 > lost[2] >= -1e-9


@pytest.mark.parametrize(("turnover", "hours"), [(0.99, 500), (0.5, 1000)])
def test_what_is_washed_away_for_as_long_as_may_be_asked_gives_numbers(turnover, hours):
    frame = iron.simulate(300, 3000, hours=hours, every=100, parameters=DEFAULT.replace(turnover=turnover, kd=1e-6))
    assert np.isfinite(frame.to_numpy()).all()
    assert frame["cells"].iloc[-1] < 1
