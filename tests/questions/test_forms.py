"""The two forms of the course's test: balanced, parallel, made up where they say so, and with figures that are read."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from isotretinoin import course_root
from isotretinoin.classroom.guessing import guessed
from isotretinoin.questions.blueprint import check_forms, read_blueprint
from isotretinoin.questions.figure import Figure, Interval, figure_svg, figure_words
from isotretinoin.questions.question import FORMS, Question
from isotretinoin.questions.reading import read_bank

ROOT = course_root()
BANK = read_bank(ROOT)
ASKED = {form: [one for one in BANK.questions.values() if one.use == form] for form in FORMS}
FIGURES = [one for questions in ASKED.values() for one in questions if one.figure]


def test_blueprint_has_ten_to_twelve_outcomes_in_themes_of_one_size():
    blueprint = read_blueprint(ROOT)
    assert 10 <= len(blueprint.outcomes) <= 12
    assert len({len(theme.outcomes) for theme in blueprint.themes}) == 1
    assert list(check_forms(BANK, blueprint)) == []


@pytest.mark.parametrize("form", FORMS)
def test_form_has_twenty_four_items_half_of_them_elsewhere_and_four_to_read(form):
    questions = ASKED[form]
    assert len(questions) == 24
    assert Counter(one.setting for one in questions) == {"course": 12, "elsewhere": 12}
    assert Counter(one.reads for one in questions if one.reads) == {"table": 2, "figure": 2}
    assert all(len(one.options) == 4 for one in questions if one.kind == "choice")


@pytest.mark.parametrize("form", FORMS)
def test_form_is_not_answered_by_length(form):
    found = guessed(ASKED[form])
    assert max(found.longest, found.shortest, found.test_wise) <= 0.4 * found.items


def test_parallel_items_share_no_wording_of_the_question():
    for question in ASKED["form-a"]:
        twin = BANK.questions[question.id.replace("form-a", "form-b")]
        assert question.stem != twin.stem


@pytest.mark.parametrize("question", [one for asked in ASKED.values() for one in asked], ids=lambda one: one.id)
def test_numbers_of_an_item_are_said_to_be_made_up_and_cite_nothing(question: Question):
    assert re.search(r"\bmade-up\b", question.stem)
    assert "](" not in question.stem


def numbers(text: str) -> list[float]:
    return [float(one.replace("−", "-")) for one in re.findall(r"[−-]?\d+(?:\.\d+)?", text)]


@pytest.mark.parametrize("question", FIGURES, ids=lambda one: one.id)
def test_figure_can_be_read_to_the_answer(question: Question):
    """What is drawn is where its numbers are on the axis, its labels are whole, and nothing leaves the picture."""
    figure = question.figure
    svg = ET.fromstring(figure_svg(figure))
    width, height = map(float, svg.get("viewBox").split()[2:])
    texts = {text.text: text for text in svg.iter("text")}
    ticks = {float(words.replace("−", "-")): float(text.get("x")) for words, text in texts.items() if numbers(words)}
    (left, at), (right, end) = min(ticks.items()), max(ticks.items())
    scale = (end - at) / (right - left)
    circles = list(svg.iter("circle"))
    thick = [line for line in svg.iter("line") if line.get("stroke-width") == "3"]
    for row, circle, line in zip(figure.rows, circles, thick, strict=True):
        drawn = [float(line.get("x1")), float(circle.get("cx")), float(line.get("x2"))]
        wanted = [at + scale * (value - left) for value in (row.low, row.estimate, row.high)]
        assert drawn == pytest.approx(wanted, abs=0.2)
        assert row.label in texts
    assert 0 in ticks
    assert len(ticks) >= 3
    assert figure.axis in texts
    for element in svg.iter():
        for name in ("x", "x1", "x2", "cx"):
            assert 0 <= float(element.get(name, 0)) <= width
        for name in ("y", "y1", "y2", "cy"):
            assert 0 <= float(element.get(name, 0)) <= height
    # A letter is about seven units wide at this size.
    assert max(len(row.label) for row in figure.rows) * 7 < width
    assert svg.get("aria-label") == figure_words(figure)


@pytest.mark.parametrize(
    ("low", "high"), [(0.001, 0.002), (-1e6, 3e6), (5, 5), (-2, -1), (0, 0), (-0.3, 7), (99, 100), (1e-9, 1.1e-9)]
)
def test_any_span_gets_ticks_that_stand_apart(low, high):
    svg = ET.fromstring(figure_svg(Figure("a", (Interval("A", (low + high) / 2, low, high),))))
    places = [float(text.get("x")) for text in svg.iter("text") if text.get("text-anchor") and text.text != "a"]
    assert 2 <= len(places) <= 6
    assert all(after - before > 30 for before, after in pairwise(places))
