"""The page combines the tables in JavaScript; each combination gives the numbers and the words that Python gives."""

from __future__ import annotations

import itertools
import os
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from browser import chromium, visit  # noqa: F401
from playwright.sync_api import Page

from isotretinoin import bench
from isotretinoin.bench import cells, patients, tables
from isotretinoin.bench.cells import CellState
from isotretinoin.bench.genes import genes
from isotretinoin.bench.patients import PatientState
from isotretinoin.front import classic, join

SOURCES = Path(bench.__file__).with_name("js")
ENTRY = """\
import { countsOf, hundredOf, namesOf, openTables, studyOf } from "%s/numbers.js";
import { countSentence, patientSentence } from "%s/words.js";
import { cellSentence, effectsOf, platesOf } from "%s/dishes.js";
const rounded = (number) => Math.round(number * 1e9) / 1e9;
const patients = (raw, states) => {
  const tables = openTables(raw);
  return states.map((state) => {
    const study = studyOf(tables, state, state.study);
    return [...study.without, ...study.withSirna].flat().map(rounded);
  });
};
const sentences = (raw, states) => {
  const tables = openTables(raw);
  return states.map((state) => patientSentence(state, studyOf(tables, state, state.study)));
};
const counts = (raw, states) => {
  const tables = openTables(raw);
  return states.map((state) => countsOf(hundredOf(tables, state)));
};
const counted = (raw, state) => countSentence(countsOf(hundredOf(openTables(raw), state)), state);
const names = (raw) => Array.from({ length: 101 }, (_, study) => namesOf(openTables(raw), study));
const dishes = (raw, states) =>
  states.map((state) => [...platesOf(raw, state, state.line).flatMap(({ dying, gone }) => [dying, gone]),
    ...effectsOf(raw, state, state.line)]);
const told = (raw, states) => states.map((state) => cellSentence(raw, state));
export default { patients, sentences, counts, counted, names, dishes, told };
"""


@pytest.fixture(scope="module")
def page(chromium, tmp_path_factory):  # noqa: F811
    """The code of the bench in a browser, with its tables."""
    entry = tmp_path_factory.mktemp("bench") / "entry.js"
    place = Path(os.path.relpath(SOURCES, entry.parent)).as_posix()
    entry.write_text(ENTRY % (place, place, place), encoding="utf-8")
    with visit(chromium, "about:blank") as seen:
        seen.page.evaluate(classic(join(entry), "bench"))
        for kind in bench.KINDS:
            seen.page.evaluate("([kind, tables]) => { window[kind] = tables; }", [kind, tables.for_page(kind)])
        yield seen.page
    seen.assert_sound()


def asked(page: Page, call: str, states: list[dict]) -> list:
    """Return what a function of the page's code gives for each state."""
    return page.evaluate(f"(states) => isotretinoinWidgets.bench.{call}", states)


def own(state: PatientState) -> dict:
    """A state as the page has it: rises are always given."""
    women, men = state.rises
    return asdict(state) | {"women": women, "men": men}


def python_of(state: PatientState) -> tuple[np.ndarray, np.ndarray]:
    """Return the estimates without and with siRNA in every study."""
    change = patients.changes(state, tables.drawn(state.gene), tables.reach(state.dose, state.day))
    return patients.estimates(change[0]), patients.estimates(change[1])


def python_of_each(states: list[PatientState]) -> tuple[np.ndarray, np.ndarray]:
    """Return the estimates of each state's own study, which come from its own patients alone: all at once."""
    found = []
    for state in states:
        change = patients.changes(state, tables.drawn(state.gene), tables.reach(state.dose, state.day))
        found.append([one[state.study] for one in change])
    return tuple(patients.estimates(np.array(one)) for one in zip(*found, strict=True))


def all_states() -> list[PatientState]:
    """Every gene, dose, day, share left, siRNA and what it takes; what is assumed varies by chance, seeded."""
    rng = np.random.default_rng(9)
    chosen = itertools.product(
        genes(), patients.DOSES, patients.DAYS, patients.LEFT, patients.SIRNA, patients.TAKES, (False, True)
    )
    return [
        PatientState(
            gene=gene,
            dose=dose,
            day=day,
            left=left,
            sirna=sirna,
            takes=takes,
            silenced=silenced,
            women=None if rng.random() < 0.5 else float(rng.choice(patients.RISES)),
            men=None if rng.random() < 0.5 else float(rng.choice(patients.RISES)),
            differ=float(rng.choice(patients.DIFFER)),
            noise=float(rng.choice(patients.NOISE)),
            study=int(rng.integers(patients.STUDIES)),
            sex=str(rng.choice(["women", "men", "both"])),
        )
        for gene, dose, day, left, sirna, takes, silenced in chosen
    ]


def test_every_combination_gives_pythons_numbers(page):
    states = all_states()
    assert len(states) == 7 * 5 * 5 * 5 * 2 * 2 * 2
    found = asked(page, "patients(patients, states)", [own(one) for one in states])
    for state, numbers, *own_study in zip(states, found, *python_of_each(states), strict=True):
        expected = np.ravel(own_study)
        assert np.abs(np.array(numbers) - expected).max() < 1e-7, state


def test_every_combination_gives_pythons_words(page):
    states = all_states()[::3]
    found = asked(page, "sentences(patients, states)", [own(one) for one in states])
    for state, words, without, with_sirna in zip(states, found, *python_of_each(states), strict=True):
        assert words == patients.sentence(state, without, with_sirna), state


def test_every_study_of_the_start_gives_pythons_numbers(page):
    for silenced in (False, True):
        state = PatientState(silenced=silenced)
        expected = np.concatenate([one.reshape(101, 9) for one in python_of(state)], axis=1)
        states = [own(replace(state, study=study)) for study in range(101)]
        found = asked(page, "patients(patients, states)", states)
        assert np.abs(np.array(found) - expected).max() < 1e-7


def test_a_hundred_studies_are_counted_alike(page):
    states = [
        PatientState(gene=gene, silenced=silenced, takes=takes, women=women, men=women)
        for gene in genes()
        for silenced in (False, True)
        for takes in patients.TAKES
        for women in (None, 1.0)
    ]
    found = asked(page, "counts(patients, states)", [own(one) for one in states])
    for state, counts in zip(states, found, strict=True):
        change = patients.changes(state, tables.drawn(state.gene), tables.reach(state.dose, state.day))
        assert counts == patients.counts(change[int(state.silenced)]), state


def test_the_counts_are_said(page):
    change = patients.changes(PatientState(gene="FAS"), tables.drawn("FAS"), 1.0)[0]
    counts = patients.counts(change)
    said = page.evaluate("(state) => isotretinoinWidgets.bench.counted(patients, state)", own(PatientState(gene="FAS")))
    assert f"one sex alone is significant in {counts['women'] + counts['men']} " in said
    assert said.endswith(f"the difference itself in {counts['difference']}.")


def test_names_are_dealt_alike(page):
    found = page.evaluate("() => isotretinoinWidgets.bench.names(patients)")
    assert found == [patients.names(study) for study in range(101)]


def cell_states() -> list[CellState]:
    chosen = itertools.product(cells.DOSES, cells.DAYS, cells.LEFT, cells.NEEDS, cells.LINES, (False, True))
    return [
        CellState(dose=dose, day=day, left=left, need=need, line=line, silenced=silenced)
        for dose, day, left, need, line, silenced in chosen
    ]


def test_every_dish_is_pythons(page):
    """All 3,200 states against the model would take minutes: a seeded eighth of them."""
    rng = np.random.default_rng(12)
    states = [one for one in cell_states() if rng.random() < 0.125]
    assert len(states) > 300
    found = asked(page, "dishes(cells, states)", [asdict(one) for one in states])
    for state, numbers in zip(states, found, strict=True):
        plates = list(cells.plates(state, state.line).values())
        assert numbers[:8] == pytest.approx(np.ravel(plates), abs=0.6e-4), state
        assert numbers[8:] == pytest.approx(cells.effects(state, state.line), abs=0.02), state


def test_every_sentence_of_the_dishes_is_pythons(page):
    states = [
        CellState(silenced=silenced, sex=sex, imagined=imagined, need=need, left=left)
        for silenced in (False, True)
        for sex in ("women", "men", "both")
        for imagined in (False, True)
        for need in cells.NEEDS[1:]
        for left in cells.LEFT[1:]
    ]
    found = asked(page, "told(cells, states)", [asdict(one) for one in states])
    assert found == [cells.sentence(one) for one in states]
