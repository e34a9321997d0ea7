"""``bench.show``: its choices, its words, what it refuses, and what a reader without the script has."""

from __future__ import annotations

import re

import pytest

from isotretinoin import bench, figures
from isotretinoin.bench import BenchError, CellState, PatientState, patients, still, tables

CSS = bench.Bench._css


def test_it_starts_where_it_is_told_to():
    made = bench.show("patients", silenced=True, sex="women")
    assert made.state == PatientState(silenced=True, sex="women", women=1.4, men=2.6)
    assert made.sentence in repr(made)
    assert bench.show("cells").state == CellState()


def test_a_gene_brings_its_own_rise():
    assert bench.show("patients", gene="TNFSF10").women == 2.2
    assert bench.show("patients", gene="TNFSF10", men=1.0).men == 1.0


def test_python_can_change_a_choice():
    made = bench.show("patients")
    before = made.sentence
    made.silenced = True
    assert made.sentence != before
    assert made.sentence.startswith("With LCN2 silenced, it rises")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"kind": "mice"}, "patients or cells; got 'mice'"),
        ({"kind": "cells", "gene": "FAS"}, "The bench with cells has no choice called gene"),
        ({"kind": "patients", "gene": "ACTB"}, "gene can't be 'ACTB'"),
        ({"kind": "patients", "left": 0.3}, "left can't be 0.3"),
    ],
)
def test_what_it_refuses(asked: dict, said: str):
    with pytest.raises(BenchError, match=re.escape(said)):
        bench.show(**asked)


@pytest.mark.parametrize("kind", bench.KINDS)
def test_without_the_script_there_is_a_picture_a_sentence_and_a_table(kind: str):
    made = bench.show(kind)
    assert f'aria-label="{made.sentence}"' in made.fallback
    assert f'<p class="lb-sentence">{made.sentence}</p>' in made.fallback
    rows = made.fallback.count("<tr>") - 1
    assert rows == (6 if kind == "patients" else 4)
    assert "assumed" in made.fallback


def test_sentences_say_what_the_intervals_say():
    clear = still.sentence_of(PatientState())
    assert clear.endswith("so the sexes differ.")
    alike = PatientState(women=2.0, men=2.0, study=3)
    low, high = still.estimates_of(alike)[0][2, 1:]
    assert low < 0 < high
    assert still.sentence_of(alike).endswith("so there may be no difference.")
    assert "Only the interval of men ÷ women tells whether men differ" in still.sentence_of(PatientState(sex="women"))
    assert "comes from one man" in still.sentence_of(CellState(sex="women"))
    assert "imagined woman’s line" in still.sentence_of(CellState(sex="women", imagined=True))


def test_women_and_men_have_the_colours_of_the_house():
    for sex, role in (("women", "female"), ("men", "male")):
        assert f"--lb-{sex}: {figures.PALETTE[role].lower()};" in CSS


def test_the_first_script_stays_small():
    import gzip

    assert len(gzip.compress(bench.Bench._esm.encode(), mtime=0)) < 18_000
    assert tables.compressed_size(tables.for_page("patients")) < 24_000


def test_folds_are_said_as_people_say_them():
    assert [patients.fold(one) for one in (0.0, 1.0, 2.7, 3.7, -1.0)] == ["1.0", "2.0", "6.5", "13", "0.5"]
