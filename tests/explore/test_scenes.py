"""``explore_scene``: the marks that it keeps of each state, how small it writes them, and what it refuses."""

from __future__ import annotations

import base64
import json
import re

import numpy as np
import pandas as pd
import pytest
import traitlets
from explore_samples import CUTS, SHIFTS, VISITS, many_points, pairs, point_explorer, points_table, scene_explorer

from isotretinoin.explore import Axis, BudgetError, ExploreError, Panel, Scene, explore_scene
from isotretinoin.explore.columns import Columns, write_column


@pytest.fixture(scope="module")
def explorer():
    return scene_explorer()


@pytest.fixture(scope="module")
def cloud():
    return point_explorer(2_000)


def read(written):
    """Return a column as the page reads it."""
    if isinstance(written, list):
        return written
    if "data" in written:
        whole = np.frombuffer(base64.b64decode(written["data"]), dtype="<u2").astype(int)
        return list((whole + written["first"]) / 10.0 ** written["decimals"])
    if "lines" in written:
        return written["lines"].split("\n")
    runs = zip(written["runs"][::2], written["runs"][1::2], strict=True)
    return [word for code, length in runs for word in [written["words"][code]] * length]


def layers(explorer, number):
    scene = explorer._scene
    return [scene["layers"][layer] for layer in scene["states"][number]]


def one_point(x="x", y="y", **more):
    return Panel(x, y, **more).points({"id": ["a"], "x": [1.0], "y": [2.0]}, id="id", x="x", y="y")


def test_every_state_has_the_marks_that_python_computed(explorer):
    for quiet in (False, True):
        for kind in ("both", "one"):
            explorer.quiet, explorer.kind = quiet, kind
            scene, sentence = pairs(quiet, kind)
            assert explorer.sentence == sentence
            pd.testing.assert_frame_equal(explorer.marks, scene.marks)
    explorer.quiet, explorer.kind = False, "both"


def test_a_page_gets_the_same_marks(explorer):
    columns = explorer._scene["columns"]
    for number in range(4):
        quiet, kind = divmod(number, 2)
        scene, _ = pairs(bool(quiet), ("both", "one")[kind])
        drawn = layers(explorer, number)
        expected = [(at, layer) for at, panel in enumerate(scene.panels) for layer in panel.layers]
        assert [(layer["panel"], layer["kind"]) for layer in drawn] == [(at, layer.kind) for at, layer in expected]
        for written, (_, layer) in zip(drawn, expected, strict=True):
            for name, column in layer.columns.items():
                got = read(columns[written[name]])
                if column.dtype.kind == "f":
                    np.testing.assert_allclose(got, column, rtol=1e-4)
                else:
                    assert list(map(str, got)) == list(map(str, column))


def test_many_points_keep_three_digits_and_their_order(cloud):
    table = points_table(2_000).sort_values("strength", ascending=False)
    (points, *_) = layers(cloud, 0)
    columns = cloud._scene["columns"]
    assert points["kind"] == "cloud"
    assert points["base"] == "unchanged"
    assert read(columns[points["ids"]]) == list(table.index)
    for name, column in (("x", "shift"), ("y", "strength")):
        spread = np.ptp(table[column])
        np.testing.assert_allclose(read(columns[points[name]]), table[column], atol=spread / 2_000)


def test_roles_of_every_state_are_numpys(cloud):
    table = points_table(2_000).sort_values("strength", ascending=False)
    columns = cloud._scene["columns"]
    for number, (cut, least) in enumerate((cut, least) for cut in CUTS for least in SHIFTS):
        roles = np.array(read(columns[layers(cloud, number)[0]["roles"]]))
        strong = table.p.to_numpy() < cut
        np.testing.assert_array_equal(roles == "up", strong & (table["shift"].to_numpy() >= least))
        assert many_points(points_table(2_000), cut, least)[1] == cloud.states.sentence[number]


def test_columns_that_states_share_travel_once(cloud):
    names = [layers(cloud, number)[0]["ids"] for number in range(len(CUTS) * len(SHIFTS))]
    assert len(set(names)) == 1
    assert len(json.dumps(cloud._scene["columns"])) < 2_000 * 50


def test_an_axis_without_ends_is_as_long_as_all_states_need(explorer):
    panels = explorer._scene["panels"]
    assert panels[0]["x"]["names"] == list(VISITS)
    assert panels[0]["y"]["domain"] == [0, 8]
    low, high = panels[1]["x"]["domain"]
    assert low < -0.25  # the quietest interval ends there
    assert high > 5  # the loudest
    assert panels[2]["y"]["domain"][0] == 0  # bars stand on zero
    assert panels[0]["titles"] == ["2 persons", "1 persons", "2 persons", "1 persons"]


def test_a_log_axis_has_room_in_factors():
    assert Axis(log=True).place(pd.Series([1.0, 10.0])).tolist() == [1, 10]
    drawn = explore_scene(lambda on: (one_point(Axis("dose", log=True)), "Two."), on=[False, True])
    assert drawn._scene["panels"][0]["x"]["domain"] == [1 / 1.2, 1.2]


def test_the_fallback_has_the_picture_and_every_sentence(explorer, cloud):
    for one in (explorer, cloud):
        assert one.fallback.count("<svg") == 1
        for sentence in one.states.sentence:
            assert f"<td>{sentence}</td>" in one.fallback
    assert {"before", "after", "Ann", "Bob"} <= set(re.findall(r">([^<>]+)</text>", explorer.fallback))
    assert len(cloud.fallback) < 200_000, "thousands of points are one picture"


def test_selected_is_a_mark_or_a_group(cloud):
    cloud.selected = "FAM3"
    cloud.selected = "item-7"
    with pytest.raises(traitlets.TraitError, match="No mark and no group is called 'nobody'"):
        cloud.selected = "nobody"
    cloud.selected = ""


def test_a_filter_may_leave_no_mark():
    def some(least):
        table = pd.DataFrame({"name": ["A", "B"], "size": [1.0, 2.0]})
        panel = Panel(x=Axis("size", (0, 3)), y=Axis("size", (0, 3)))
        panel.points(table[table["size"] >= least], id="name", x="size", y="size")
        return panel, f"Marks of size {least} or more."

    made = explore_scene(some, least=[1, 2, 3])
    counts = []
    for least in (1, 2, 3):
        made.least = least
        counts.append(len(made.marks))
    assert counts == [2, 1, 0]


def test_equal_states_are_known_to_be_equal():
    drawn = explore_scene(lambda on, which: (one_point(), f"On: {on}."), on=[False, True], which=["a", "b"])
    assert drawn._same == [0, 0, 1, 1]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: one_point(x="there", y="y").points({"id": ["a"], "x": [1]}, id="id", x="x", y="z"), "no column 'z'"),
        (lambda: Panel("x", "y").points({"id": ["a", "a"], "x": [1, 2]}, id="id", x="x", y="x"), "are called 'a'"),
        (
            lambda: Panel("x", "y").points({"id": ["a"], "x": [1]}, id="id", x="x", y="x", role="pink"),
            "pink is no role",
        ),
        (lambda: Panel("x", "y").points({"id": ["a"], "x": [1]}, id="id", x="x", y="x", shape="*"), r"\* is no shape"),
        (
            lambda: Panel(["p", "q"], "y").points({"id": ["a"], "x": ["r"]}, id="id", x="x", y="x"),
            "r stands on no axis",
        ),
        (lambda: Panel("x", "y").rule("r"), "needs one of x, y and slope"),
        (lambda: Panel("x", "y").rule("r", x=1, y=2), "needs one of x, y and slope"),
        (lambda: Panel("x", "y").band("b", 2, 1), "Put less first"),
        (lambda: Axis("x", (2, 1)), "Put less first"),
        (lambda: Axis("x", (0, 1), log=True), "begin above 0"),
        (Scene, "one panel or more"),
    ],
)
def test_impossible_scenes_are_refused(make, message):
    with pytest.raises(ExploreError, match=message):
        make()


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda on: ("text", "A sentence."), "Return a Panel or a Scene"),
        (lambda on: (Panel("x", "y"), "A sentence."), "without marks"),
        (lambda on: (one_point(), " "), "no sentence"),
        (lambda on: (one_point(y=Axis("y", (0, 1 + on))), "A sentence."), "give the same axes"),
        (lambda on: (Panel("x", "y").rule("r", x=1), "A sentence."), "Give its domain"),
        (
            lambda on: (Panel("x", "y").points({"id": ["a"], "x": [np.nan]}, id="id", x="x", y="x"), "A."),
            "1 of 1 marks of points have no finite x",
        ),
    ],
)
def test_functions_that_draw_no_scene_are_refused(f, message):
    with pytest.raises(ExploreError, match=message):
        explore_scene(f, on=[False, True])


def test_budgets_hold():
    with pytest.raises(BudgetError, match=r"MB, over the budget"):
        explore_scene(lambda on: (one_point(), "One."), on=[False, True], budget={"bytes": 10})
    with pytest.raises(BudgetError, match="over the budget of 400"):
        explore_scene(lambda n: (one_point(), "One."), n=range(401))


def test_equal_columns_are_kept_once_and_words_in_runs():
    columns = Columns()
    words = np.array(["up"] * 300 + ["down"] * 200)
    assert [columns.add(one) for one in (words, np.arange(3.0), words.copy())] == [0, 1, 0]
    assert columns.packed() == [{"words": ["down", "up"], "runs": [1, 300, 0, 200]}, [0.0, 1.0, 2.0]]
    with pytest.raises(ExploreError, match="line break"):
        write_column(np.array([f"a\n{n}" for n in range(300)]))
