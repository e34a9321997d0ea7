"""``explore``: what it makes of a function, and what it refuses."""

from __future__ import annotations

import itertools
import json
import re
import time

import ipywidgets
import matplotlib.pyplot as plt
import pytest
import traitlets
from explore_samples import COLOURS, STEPS, column_explorer, draw, small_explorer, value_of

from isotretinoin import figures
from isotretinoin.explore import BudgetError, ExploreError, explore, svg
from isotretinoin.explore.budget import Budget, Meter
from isotretinoin.explore.choices import spell


@pytest.fixture(scope="module")
def explorer():
    return small_explorer()


def one_line(**_: object):
    figure, axes = plt.subplots(figsize=(2, 2))
    axes.plot([0, 1])
    return figure, "A line rises from 0 to 1."


def test_every_state_has_its_sentence_and_its_picture(explorer):
    states = list(itertools.product([False, True], COLOURS, STEPS))
    assert list(explorer.states[["wet", "colour", "step"]].itertuples(index=False, name=None)) == states
    for number, state in enumerate(states):
        value = f"{value_of(*state):.2f}"
        assert value in explorer.states.sentence[number]
        assert re.search(rf"<text[^>]*>{re.escape(value)}</text>", explorer.picture(number))
        assert f'aria-label="{explorer.states.sentence[number]}"' in explorer.picture(number)


def test_choices_are_traitlets_that_refuse_what_is_no_option():
    explorer = small_explorer()
    seen = []
    explorer.observe(lambda change: seen.append(change["new"]), "colour")
    explorer.colour = "blue"
    assert seen == ["blue"]
    assert explorer.sentence == draw(False, "blue", 0.1)[1]
    with pytest.raises(traitlets.TraitError, match=r"colour can't be 'pink'\. Choose one of: 'red', 'green', 'blue'\."):
        explorer.colour = "pink"
    with pytest.raises(traitlets.TraitError):
        explorer.wet = 1
    explorer.step = 0.1 + 0.1
    assert explorer.step == 0.2
    assert repr(explorer) == f"Explorer(wet=False, colour='blue', step=0.2): {explorer.sentence}"


def test_links_carry_a_choice_from_one_explorable_to_another():
    one, two = small_explorer(), small_explorer()
    ipywidgets.link((one, "colour"), (two, "colour"))
    one.colour = "green"
    assert two.colour == "green"
    ipywidgets.jslink((one, "wet"), (two, "wet"))  # fails where a trait is not synced


def test_a_click_in_the_page_reaches_python_and_leaves_the_fallback(explorer):
    explorer = small_explorer()
    before = explorer.fallback
    explorer.set_state({"wet": True})
    assert explorer.wet is True
    assert explorer.fallback == before
    explorer.wet = False
    explorer.colour = "blue"
    assert explorer.sentence in explorer.fallback.split("<details")[0]


def test_fallback_has_the_first_picture_and_every_sentence(explorer):
    assert explorer.fallback.count("<svg") == 1
    assert "Under water: off · colour: red · Step (m): 0.1" in explorer.fallback
    for sentence in explorer.states.sentence:
        assert f"<td>{sentence}</td>" in explorer.fallback


def test_pictures_share_their_lines(explorer):
    whole = sum(len(explorer.picture(number)) for number in range(24))
    assert len(json.dumps(explorer._pictures)) < 0.6 * whole


def test_equal_pictures_are_kept_once():
    explorer = explore(lambda a, b: one_line(), a=[False, True], b=["x", "y", "z"])
    assert explorer._pick == [0] * 6


def test_prepared_pictures_keep_no_id_that_could_collide(explorer):
    picture = explorer.picture(0)
    ids = re.findall(r'\sid="([^"]*)"', picture)
    assert ids
    assert all(name.startswith(svg.ID_MARK) for name in ids)
    referenced = set(re.findall(r'url\(#([^)]*)|href="#([^"]*)', picture))
    assert {a or b for a, b in referenced} == set(ids)
    assert "<style" not in picture


def test_packed_pictures_come_back_whole():
    pictures = ["a\nb\nc", "b\nc\nd", "a", "c\nc\na\nb"]
    packed = svg.pack(pictures)
    assert [svg.unpack(packed, number) for number in range(4)] == pictures


def test_panels_stand_still_while_their_words_have_room():
    def named(label: str):
        figure, axes = plt.subplots(figsize=(3, 2), layout="constrained")
        axes.set_ylabel(label)
        return figure, f"The axis says {label!r}."

    layouts = explore(named, label=["two\nlines", "one", "all\nfour\nlines\nhere"])._pictures["layouts"]
    assert layouts[0] == layouts[1] != layouts[2]


def test_pictures_wider_than_a_phone_are_drawn_for_one_too():
    explorer = column_explorer()
    assert explorer._narrow["layouts"][0] == explorer._narrow["layouts"][1] != explorer._narrow["layouts"][2]
    for number in range(4):
        wide, narrow = (svg.unpack(drawn, explorer._pick[number]) for drawn in (explorer._pictures, explorer._narrow))
        assert f"--drawn: {72 * figures.NARROW:g}pt" in narrow
        assert "--drawn: 590.4pt" in wide
        assert re.findall(r'data-mark="\w+"', wide) == re.findall(r'data-mark="\w+"', narrow)
        for place in (">before", ">after", "4000" if number > 1 else ">4"):
            assert place in wide.replace("one, ", "").replace("two, ", "")
            assert place in narrow.replace("one, ", "").replace("two, ", "")
    assert "aria-label" not in narrow
    shape = re.search(r"--phone-shape: ([\d.]+) / ([\d.]+)", explorer.fallback)
    assert float(shape[1]) < float(shape[2])


def test_what_fits_a_phone_or_never_will_is_drawn_once():
    def crowded(on):
        figure, axes = plt.subplots(figsize=figures.SIZES["column"])
        axes.barh([f"a name of thirty letters or so {n}" for n in range(4)], [1, 2, 3, 4 + on])
        return figure, f"Four bars, the last {4 + on}."

    for explorer in (small_explorer(), explore(crowded, on=[False, True])):
        assert explorer._narrow == {}
        assert "--phone-shape" not in explorer.fallback


def test_a_figure_with_its_own_alternative_text_keeps_it():
    def f(on):
        figure, _ = one_line()
        return figures.show(figure, alt='A line, "straight" & rising.'), f"Switch {on}."

    explorer = explore(f, on=[False, True])
    assert 'aria-label="A line, &quot;straight&quot; &amp; rising."' in explorer.picture(1)
    assert explorer.sentence == "Switch False."


def test_no_figure_stays_open():
    before = plt.get_fignums()
    small_explorer()
    assert plt.get_fignums() == before


@pytest.mark.parametrize(
    ("option", "text"),
    [
        (True, "on"),
        (False, "off"),
        (3, "3"),
        (0.1 + 0.2, "0.3"),
        (1e-5, "0.00001"),
        (-2.5, "−2.5"),
        (1e-9, "1e-9"),
        ("a", "a"),
    ],
)
def test_options_are_spelt_for_readers(option, text):
    assert spell(option) == text


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({}, "nothing to choose"),
        ({"a": "word"}, "Give a list"),
        ({"a": 3}, "Give a list"),
        ({"a": ["only"]}, "Give two or more"),
        ({"a": [1, "two"]}, "mix kinds"),
        ({"a": [True, 2]}, "mix kinds"),
        ({"a": ["x", "x"]}, "repeat themselves"),
        ({"a": ["x", " "]}, "empty text"),
        ({"layout": ["x", "y"]}, "can't be called 'layout'"),
        ({"fallback": ["x", "y"]}, "can't be called"),
        ({"_a": ["x", "y"]}, "can't be called"),
    ],
)
def test_impossible_choices_are_refused(choices, message):
    with pytest.raises(ExploreError, match=message):
        explore(one_line, **choices)


def test_labels_must_name_a_choice():
    with pytest.raises(ExploreError, match="labels names b, which is no choice"):
        explore(one_line, a=[False, True], labels={"b": "B"})
    with pytest.raises(ExploreError, match="help names c"):
        explore(one_line, a=[False, True], help={"c": "C"})


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (None, "Return two things"),
        ((1, "sentence"), "no Matplotlib figure"),
        (lambda: (plt.subplots()[1], "sentence"), r"Its \.figure is meant"),
        (lambda: (plt.figure(), "  "), "no sentence"),
    ],
)
def test_a_function_must_return_a_figure_and_a_sentence(result, message):
    with pytest.raises(ExploreError, match=message):
        explore(lambda a: result() if callable(result) else result, a=[False, True])
    plt.close("all")


def test_an_error_inside_the_function_names_the_state():
    def f(a):
        raise KeyError("missing")

    with pytest.raises(KeyError) as caught:
        explore(f, a=["x", "y"])
    assert caught.value.__notes__ == ["explore was computing f(a='x')."]


def test_too_many_states_are_refused_before_any_is_computed():
    called = []
    with pytest.raises(BudgetError, match=r"10 \(a\) × 7 \(b\) make 70 states, over the budget of 60"):
        explore(lambda **_: called.append(1), a=range(10), b=range(7))
    assert called == []


def test_too_many_bytes_and_seconds_are_refused():
    with pytest.raises(BudgetError, match=r"MB, over the budget of 0\.00 MB.*Draw fewer marks"):
        explore(one_line, a=[False, True], budget={"bytes": 1000})

    def slow(a):
        until = time.process_time() + 0.02
        while time.process_time() < until:
            pass
        return one_line()

    with pytest.raises(BudgetError, match=r"1 of 2 states took .*over the budget of 0\.01 s"):
        explore(slow, a=[False, True], budget={"seconds": 0.01})
    waiting = Meter(Budget(seconds=0.1))
    time.sleep(0.2)
    waiting.time(1, 1)  # a machine that is busy with other work has cost nothing
    with pytest.raises(ExploreError, match="no limit called frames"):
        explore(one_line, a=[False, True], budget={"frames": 3})
