"""``explore_points``: classes and counts equal NumPy's, and what can't be drawn is refused."""

from __future__ import annotations

import base64
import gzip
import json

import numpy as np
import pandas as pd
import pytest
import traitlets
from explore_samples import CUTS, SHIFTS, point_explorer, point_states, points_table

from isotretinoin.explore import BudgetError, ExploreError, explore_points


@pytest.fixture(scope="module")
def table():
    return points_table(300)


def make(table, **changes):
    arguments = {"x": "shift", "y": "strength", "name": "item", "group": "family", "states": point_states(table)}
    return explore_points(table, **(arguments | changes))


def numbers(data: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(data), dtype="<u2")


def test_counts_of_every_state_are_numpys():
    table = points_table(12_625)
    explorer = point_explorer()
    sent = explorer._points
    patterns = np.array([list(map(int, pattern)) for pattern in sent["patterns"]])[numbers(sent["pattern"])]
    for number, (cut, shift) in enumerate((cut, shift) for cut in CUTS for shift in SHIFTS):
        up = int(np.sum((table.p.to_numpy() < cut) & (table["shift"].to_numpy() >= shift)))
        down = int(np.sum((table.p.to_numpy() < cut) & (table["shift"].to_numpy() <= -shift)))
        explorer.cut, explorer.least = cut, shift
        assert explorer.counts == {"rest": 12_625 - up - down, "up": up, "down": down}
        assert (explorer.states.n_up[number], explorer.states.n_down[number]) == (up, down)
        assert ((patterns[:, number] == 1).sum(), (patterns[:, number] == 2).sum()) == (up, down)
        assert f"{up} are up and {down} down" in explorer.sentence


def test_points_travel_strongest_first_and_rounded_once(table):
    explorer = make(table, order_by="strength", detail=["p"])
    ordered = table.reindex(table.strength.sort_values(ascending=False, kind="stable").index)
    sent = explorer._points
    assert sent["names"].split("\n") == list(ordered.index)
    assert sent["groups"].split("\n") == list(ordered.family)
    for key, column in (("x", "shift"), ("y", "strength")):
        back = (numbers(sent[key]["data"]).astype(int) + sent[key]["first"]) / 10 ** sent[key]["decimals"]
        assert np.array_equal(back, np.round(ordered[column], sent[key]["decimals"]))
    assert sent["details"][0].split("\n")[0] == f"{ordered.p.iloc[0]:.3g}".replace("e-0", "e-")


def test_the_page_gets_a_light_load():
    explorer = point_explorer()
    sent = json.dumps([explorer._points, explorer._guides, explorer._sentences]).encode()
    assert len(gzip.compress(sent)) < 250_000
    assert len(gzip.compress(explorer.fallback.encode())) < 100_000


def test_masks_do_as_well_as_rules(table):
    rules = make(table)
    up, down = table["shift"] > 1, (table["shift"] < -1).to_numpy()
    masks = make(
        table,
        states=[
            {"far": False, "sentence": "None is called."},
            {"far": True, "up": up, "down": down, "sentence": "The far ones are called."},
        ],
    )
    masks.far = True
    assert masks.counts == {"rest": int((~up & ~down).sum()), "up": int(up.sum()), "down": int(down.sum())}
    assert set(masks.called.index[masks.called.call == "up"]) == set(table.index[up])
    assert set(rules.called.columns) >= {"shift", "strength", "p", "family", "call"}


def test_selected_is_a_name_a_group_or_nothing(table):
    explorer = make(table)
    for known in ("item-7", "FAM3", ""):
        explorer.selected = known
    with pytest.raises(traitlets.TraitError, match="is called 'FAM9999'"):
        explorer.selected = "FAM9999"


def test_fallback_has_a_picture_and_every_sentence(table):
    explorer = make(table)
    assert explorer.fallback.count("<svg") == 1
    for sentence in explorer.states.sentence:
        assert f"<td>{sentence}</td>" in explorer.fallback


def state(**changes):
    return {"on": False, "sentence": "One."} | changes


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"states": []}, "There are no states"),
        ({"states": [state(), state(on=True, sentence="")]}, "has no sentence"),
        ({"states": [state(), state()]}, "Give two or more"),
        ({"states": [state(), state(on=True), state(on=True)]}, "Two states have on=True"),
        ({"states": [state(a=1), state(a=2, on=True)]}, "There is no state for on=False, a=2"),
        ({"states": [state(), state(on=True, more=2)]}, "has the choices"),
        ({"states": [state(), state(on=True, up=[("q", "<", 1)])]}, "asks for the column 'q'"),
        ({"states": [state(), state(on=True, up=[("p", "=", 1)])]}, "has the sign '='"),
        ({"states": [state(), state(on=True, up=[("p", "<")])]}, "Give rules such as"),
        ({"states": [state(), state(on=True, up=[])]}, "has no condition"),
        (
            {"states": [state(), state(on=True, up=[("p", "<=", 1)], down=[("p", "<=", 1)])]},
            "300 points both up and down",
        ),
        ({"states": [state(), state(on=True, up=np.ones(3, bool))]}, "Give 300 times True or False"),
        ({"states": [state(), state(on=True, up=pd.Series(True, index=range(300)))]}, "another index"),
        ({"states": [state(), state(on=True, guides=[{"z": 1}])]}, "has the guide"),
        ({"x": "nowhere"}, "The table has no column nowhere"),
        ({"name": "family"}, "names two points 'FAM0'"),
        ({"labels": {"nobody": "x"}}, "neither a choice nor a column"),
        ({"budget": {"states": 3}}, "over the budget of 3"),
        ({"budget": {"bytes": 3}}, "Show fewer detail columns"),
    ],
)
def test_what_cannot_be_drawn_is_refused(table, changes, message):
    with pytest.raises((ExploreError, BudgetError), match=message):
        make(table, **changes)


def test_points_without_a_coordinate_are_refused(table):
    broken = table.assign(shift=table["shift"].where(table["shift"] < 1, np.nan))
    with pytest.raises(ExploreError, match="have no finite shift"):
        make(broken, states=[state(), state(on=True)])
    with pytest.raises(ExploreError, match="at least one row"):
        make(table.iloc[:0], states=[state(), state(on=True)])
