"""The form's rules in Python, and the page's script against them."""

from __future__ import annotations

import json
import math
import re

import numpy as np
import pytest
from browser import chromium, visit  # noqa: F401  (chromium is a fixture)

from isotretinoin import evidence, papers
from isotretinoin.mechanism import apoptosis
from isotretinoin.papers import form as form_module
from isotretinoin.papers.rules import WORDS

START = {"patients": 4, "sebocyte line": 3, "words": 0}
STEPS = {"few": ("not (smallest_n >= 6)", -1), "far too few": ("not (smallest_n >= 3)", -1)}
PLATES = {"vehicle_control": 2, "drug_control": 12, "vehicle_silenced": 2}


def by_rules(claims):
    return evidence.grade(claims, START, STEPS)


@pytest.fixture(scope="module")
def form() -> papers.OpenPaper:
    return papers.open_the_paper(grade=by_rules)


def ids(form: papers.OpenPaper, **typed: float) -> list[str]:
    return [one["id"] for one in papers.recompute(form.specification, typed)["findings"]]


def words(form: papers.OpenPaper, **typed: float) -> str:
    return " ".join(one["words"] for one in papers.recompute(form.specification, typed)["findings"])


def test_nothing_follows_from_nothing(form):
    assert papers.recompute(form.specification, {}) == {"left": None, "findings": [], "grades": []}


@pytest.mark.parametrize(
    ("silenced", "left", "verb"),
    [(12, 1.0, "verb_little"), (7, 0.5, "verb_inhibits"), (3, 0.1, "verb_ended"), (2, 0.0, "verb_ended")],
)
def test_what_is_left_is_a_ratio_of_two_differences_and_decides_the_verb(form, silenced, left, verb):
    found = papers.recompute(form.specification, {**PLATES, "drug_silenced": silenced})
    assert found["left"] == pytest.approx(left)
    assert [one["id"] for one in found["findings"]] == ["left", verb]


def test_without_an_effect_no_share_of_it_can_be_left(form):
    typed = {**PLATES, "drug_control": 2, "drug_silenced": 2}
    assert ids(form, **typed) == ["left_none"]


def test_the_need_is_that_of_the_model(form):
    """Between the lines of the table the answer is near the model itself; on them it is the model's."""
    for need, efficiency in ((0.25, 0.7), (0.5, 0.9), (0.75, 0.5), (0.6, 0.8)):
        truth = apoptosis.Parameters(necessity=need, sufficiency=need)
        left = apoptosis.drug_effect_left(efficiency, parameters=truth)
        typed = {**PLATES, "drug_silenced": 2 + 10 * left, "efficiency": 100 * efficiency}
        found = re.search(r"about (\d+) %", words(form, **typed))
        assert float(found[1]) == pytest.approx(100 * need, abs=6)


def test_numbers_beyond_the_model_are_said_to_be(form):
    assert "need_above" in ids(form, **PLATES, drug_silenced=14, efficiency=80)
    assert "need_below" in ids(form, **PLATES, drug_silenced=2, efficiency=50)
    assert "need_weak" in ids(form, **PLATES, drug_silenced=9, efficiency=5)
    assert ids(form, efficiency=90) == ["range"]


def test_the_sexes_have_the_floor_of_the_exact_test(form):
    assert "P = 0.057" in words(form, women=3, men=4)
    assert evidence.claim("calc-sex-floor-seven").value.split("; ")[0] == "0.057"
    assert ids(form, women=7, men=0) == ["sexes_one"]


def test_skin_and_dose_are_set_beside_the_ledger(form):
    assert ids(form, skin_up=58, skin_down=27) == ["skin_same"]
    assert ids(form, skin_up=58, skin_down=5) == ["skin_other"]
    assert [re.search("is (below|within|above)", words(form, lowest_dose=dose))[1] for dose in (0.1, 1, 10)] == [
        "below",
        "within",
        "above",
    ]


def test_grades_are_those_of_the_rules_with_the_typed_number(form):
    for plates in (1, 2, 3, 5, 6, 100):
        claims = evidence.weighed().loc[["cell-sirna-inhibits"]].assign(smallest_n=float(plates))
        found = papers.recompute(form.specification, {"plates": plates})["grades"][0]
        assert found["claim"] == "cell-sirna-inhibits"
        assert found["after"] == by_rules(claims)["grade"].iloc[0]
    assert not papers.open_the_paper("knockdown").specification["grades"]


def test_every_paper_is_free_and_every_claim_is_weighed():
    weighed = set(evidence.weighed().index)
    for group in papers.GROUPS:
        assert evidence.source(group.source).free, f"{group.source} has no free copy"
    for field in papers.FIELDS.values():
        assert set(field.counts_for) <= weighed
        for name in field.counts_for:
            assert any(evidence.claim(name).source_key == group.source for group in papers.GROUPS)


def test_typed_values_live_in_the_notebook_too():
    form = papers.open_the_paper("patients")
    form.typed = {"women": 2, "men": 5}
    assert form.findings() == papers.recompute(form.specification, form.typed)
    form.typed = {"women": 2.5}
    with pytest.raises(papers.TypedError, match="type a whole number from 0 to 7"):
        form.findings()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"efficiency": 170}, "from 0 to 100 %"),
        ({"efficiency": math.nan}, "from 0 to 100 %"),
        ({"efficiency": True}, "from 0 to 100 %"),
        ({"plates": 0}, "from 1 to 100"),
        ({"mice": 3}, "no field 'mice'"),
    ],
)
def test_what_cannot_be_meant_is_refused(typed, said):
    with pytest.raises(papers.TypedError, match=re.escape(said)):
        papers.check_typed(typed)


def test_an_unknown_group_is_told():
    with pytest.raises(ValueError, match="There are: knockdown, patients"):
        papers.open_the_paper("mice")


def some_typed(rng: np.random.Generator) -> dict[str, float]:
    """Return values for some of the fields; the ends of a range come often, and so do ties."""
    typed = {}
    for field in papers.FIELDS.values():
        if rng.random() < 0.3:
            continue
        value = rng.choice([field.low, field.high, rng.uniform(field.low, field.high), rng.uniform(field.low, 10)])
        typed[field.id] = float(round(value)) if field.whole else float(np.round(value, rng.integers(0, 4)))
        typed[field.id] = min(max(typed[field.id], field.low), field.high)
    return typed


def test_the_page_computes_the_same_as_python(chromium, form, tmp_path):  # noqa: F811
    """Two hundred forms, at random and by hand: the same words, the same grades, the same share to the last bit."""
    rng = np.random.default_rng(14)
    forms = [some_typed(rng) for _ in range(200)]
    forms += [
        {**PLATES, "drug_silenced": s, "efficiency": e} for s in (2, 3, 6.5, 11, 12.5) for e in (0, 9, 10, 45, 100)
    ]
    forms += [{"skin_up": 58, "skin_down": 27, "men": 7, "women": 0}, {"men": 1, "women": 1}]
    here = [papers.recompute(form.specification, typed) for typed in forms]
    assert len({one["id"] for found in here for one in found["findings"]}) == len(WORDS)
    script = (form_module.HERE / "rules.js").read_text(encoding="utf-8").replace("export const", "const")
    page = tmp_path / "page.html"
    page.write_text("<!DOCTYPE html><title>x</title><link rel=icon href=data:,>", encoding="utf-8")
    with visit(chromium, page.as_uri()) as seen:
        run = "JSON.stringify(forms.map((one) => recompute(specification, one)))"
        there = seen.page.evaluate(
            f"([specification, forms]) => {{ {script}; return {run}; }}", [form.specification, forms]
        )
    seen.assert_sound()
    assert json.loads(there) == json.loads(json.dumps(here))
