"""The lessons' cells that ask the deposited patients, run on every kind of study that a page can be made from."""

from __future__ import annotations

import ast
import json
import re
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path
from typing import Any

import make_geo_files
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from isotretinoin import classroom, evidence, figures, patients, stats, studies

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
ANSWERS = {
    "as told": {"female": (0.1, 0.2, 0.3), "male": (2.5, 2.8, 3.1)},
    "other way": {"female": (2.5, 2.8, 3.1), "male": (0.1, 0.2, 0.3)},
    "not to be told": {"female": (0.1, 2.2, 1.3), "male": (1.5, 0.8, 2.6)},
}


@dataclass
class Page:
    """What the cells leave behind: their names, what they printed, and what they showed."""

    names: dict[str, Any]
    printed: str = ""
    shown: list[Any] = field(default_factory=list)


def run(notebook: str, start: tuple[str, ...], name: str, /, **given: Any) -> Page:
    """Execute the code cells of one part of a lesson, and its claim box, as a kernel would."""
    cells = json.loads((NOTEBOOKS / notebook).read_text(encoding="utf-8"))["cells"]
    own = [cell for cell in cells if cell["cell_type"] == "code" and cell["id"].startswith(start)]
    assert len(own) >= len(start)
    page = Page(
        {
            "lesson": classroom.lesson(name),
            "evidence": evidence,
            "figures": figures,
            "np": np,
            "patients": patients,
            "pd": pd,
            "plt": plt,
            "stats": stats,
            "studies": studies,
            **given,
        }
    )
    out = StringIO()
    with redirect_stdout(out):
        for cell in own:
            page.shown.append(_run_cell("".join(cell["source"]), page.names))
    page.printed = " ".join(out.getvalue().split())  # lines are broken to fit the page
    plt.close("all")
    return page


def _run_cell(source: str, names: dict[str, Any]) -> Any:
    """Execute a cell; return the value of its last line, as a notebook shows it."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return None if last is None else eval(compile(ast.Expression(last.value), "last line", "eval"), names)


def lesson_9() -> Page:
    cells = ("l09-ask", "l09-predict-real", "l09-claim-box")
    return run("09_men_and_women.ipynb", cells, "09_men_and_women", one_sex_only=0.5)


def text_of(page: Page) -> str:
    """Join all that the cells printed and showed, without the details that the claims of the ledger bring."""
    kinds = (studies.Study, patients.SexAnswer, figures.AccessibleFigure, pd.DataFrame)
    return page.printed + "".join(one._repr_html_() for one in page.shown if isinstance(one, kinds))


def boxed(page: Page) -> str:
    """Return the entries of the claim box that this page computed itself."""
    return " ".join(
        re.findall(r"\S[^<>]*\((?:recomputed|made-up file|simulated)\)[^<>]*", page.shown[-1]._repr_html_())
    )


@pytest.fixture(scope="module", params=[pytest.param("log2", marks=pytest.mark.deep), "linear"])
def folder(request, tmp_path_factory):
    """Files on either scale; only one is brought to log2 by the reader, so that one is tried at every run."""
    place = tmp_path_factory.mktemp(f"cells-{request.param}")
    assert make_geo_files.main([str(place), "--scale", request.param, "--seed", "5"]) == 0
    return place


@pytest.fixture
def mirror(folder, monkeypatch):
    monkeypatch.setenv("ISOTRETINOIN_GEO_DIR", str(folder))


@pytest.fixture
def no_records(tmp_path, monkeypatch):
    monkeypatch.delenv("ISOTRETINOIN_GEO_DIR", raising=False)
    monkeypatch.setenv("ISOTRETINOIN_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("ISOTRETINOIN_OFFLINE", "1")


@pytest.fixture(scope="module")
def small():
    return studies.add_sex_genes(studies.simulate("skin-small", 3), seed=3)


def from_record(study, **columns):
    """Pass a simulated study off as a record, to see what a page says that was built with one."""
    provenance = replace(study.provenance, kind="record", source="mirror", accession="GSE10433", seed=None)
    return replace(study, provenance=provenance, truth=None, samples=study.samples.assign(sex=None, **columns))


def responding(study, wanted):
    """Give each patient the LCN2 change that a case asks for."""
    values = study.expression.copy()
    row = study.probe_sets.index[study.probe_sets["symbol"] == "LCN2"][0]
    left = {sex: iter(changes) for sex, changes in wanted.items()}
    for _, own in study.samples.groupby("patient", sort=False):
        rise = next(left[own["sex"].iloc[0]])
        values.loc[row, own.index] = 6.0 + rise * (own["time"] != "baseline")
    return replace(study, expression=values)


def foggy(study):
    """Bury in noise who is who."""
    noise = np.random.default_rng(1).normal(0, 5, study.expression.shape)
    return replace(study, expression=study.expression + noise)


def test_lesson_9_without_records(no_records):
    page = lesson_9()
    said = text_of(page)
    assert "Get them with 'python -m isotretinoin.studies fetch skin'" in page.printed
    assert "upload the two files" in page.printed
    assert "<strong>Simulated.</strong> In this simulated study, which says nothing about patients" in said
    assert not any(word in said for word in ("Recomputed", "recomputed", "Made-up file"))
    assert page.names["skin"].stamp == "simulated"


def test_lesson_9_with_made_up_files(mirror):
    page = lesson_9()
    said = text_of(page)
    assert page.names["skin"].stamp == "made-up file"
    assert "Get them with" not in said
    assert "<strong>Made-up file.</strong> In this made-up file, which says nothing about patients" in said
    assert "recomputed" not in said.lower()
    estimates = page.names["answer"].estimates
    truth = patients.sex_difference(studies.load("skin", source="replica"), read_sex=False).estimates
    np.testing.assert_allclose(estimates.to_numpy(), truth.to_numpy(), atol=2e-3)


def answering(study, code):
    """Return the study with the response that gives this answer, or with its women alone."""
    if code in ANSWERS:
        return responding(study, ANSWERS[code])
    women = study.samples.index[study.samples["sex"] == "female"]
    return replace(study, expression=study.expression[women], samples=study.samples.loc[women])


@pytest.mark.parametrize("code", [*ANSWERS, "one sex missing"])
def test_lesson_9_with_a_record_of_each_outcome(small, monkeypatch, code):
    study = answering(small, code)
    monkeypatch.setattr(studies, "load", lambda name, **how: from_record(study))
    page = lesson_9()
    said = text_of(page)
    assert page.names["answer"].code == code
    assert "<strong>Recomputed.</strong> In the deposited values of GSE10433" in said
    assert f"Recomputed: LCN2 rises in {len(page.names['answer'].patients)} of" in said
    assert "simulated" not in said.lower()
    assert patients.CODES[code] in str(page.shown[-1]._repr_html_())


def test_lesson_9_where_nobody_can_be_told_apart(small, monkeypatch):
    monkeypatch.setattr(studies, "load", lambda name, **how: foggy(from_record(small, patient=None)))
    page = lesson_9()
    assert page.names["answer"] is None
    assert page.printed.count("as unpaired groups") == 2
    assert "recomputed: no answer. " in page.printed
    assert "LCN2 rises in" not in text_of(page)


def lesson_5() -> Page:
    cells = ("l05-real", "l05-claim-box")
    given = {"mean": 2.0, "low": 1.0, "high": 3.0, "p": 0.01, "extreme": np.array([True])}
    return run("05_one_gene_six_patients.ipynb", cells, "05_one_gene_six_patients", **given)


def test_lesson_5_without_records(no_records):
    page = lesson_5()
    assert "Get them with 'python -m isotretinoin.studies fetch skin'" in page.printed
    assert "LCN2 in skin (simulated): " in page.printed
    assert "sign flips 2 of 64; 6 of 6 rose" in page.printed
    assert "recomputed" not in page.printed
    assert "LCN2 in skin (simulated)" in page.shown[-1]._repr_html_()


def test_lesson_5_with_made_up_files(mirror):
    page = lesson_5()
    change = patients.before_after(studies.load("skin", source="replica"))["change"]
    assert f"LCN2 in skin (made-up file): {change.mean():.2f} log2" in page.printed
    assert "Get them with" not in page.printed
    assert "recomputed" not in page.printed


def test_lesson_5_with_a_record(small, monkeypatch):
    monkeypatch.setattr(studies, "load", lambda name, **how: from_record(responding(small, ANSWERS["as told"])))
    page = lesson_5()
    assert "LCN2 in skin (recomputed): 1.50 log2" in page.printed


def test_lesson_5_where_nobody_can_be_told_apart(small, monkeypatch):
    monkeypatch.setattr(studies, "load", lambda name, **how: foggy(from_record(small, patient=None)))
    page = lesson_5()
    assert "recomputed (" in page.printed
    assert "as unpaired groups" in page.printed
    assert "log2" not in page.printed


# --- lessons 4, 8, 10, 14 and 15: the short parts beside the simulated ones -------------------------------------------

START = {"patients": 4, "arithmetic": 4, "sebocyte line": 3, "other cells": 2, "animals": 2, "molecules": 2, "words": 0}
STEPS = {
    "few": ("not (smallest_n >= 6)", -1),
    "a message": ("evidence_kind == 'array'", -1),
    "followed": ("design == 'followed'", -1),
    "disputed": ("repeated == 'disputed'", -1),
}


def lesson_4() -> Page:
    return run("04_looking_before_testing.ipynb", ("l04-real", "l04-claim-box"), "04_looking_before_testing")


def lesson_8() -> Page:
    return run("08_from_a_list_to_a_meaning.ipynb", ("l08-real-weeks",), "08_from_a_list_to_a_meaning")


def lesson_10() -> Page:
    return run("10_meet_ngal.ipynb", ("l10-real", "l10-claim-box"), "10_meet_ngal")


def lesson_14() -> Page:
    given = {"claims": evidence.weighed(), "start": START, "steps": STEPS}
    cells = ("l14-further", "l14-claim-box")
    return run("14_weighing_the_evidence.ipynb", cells, "14_weighing_the_evidence", **given)


def lesson_15() -> Page:
    given = {"goes": pd.DataFrame({"helps, and harms": {"A": 0.02, "B": 0.3}}), "fixed": 0.025, "everything": 0.3}
    return run("15_design_an_alternative.ipynb", ("l15-asked", "l15-claim-box"), "15_design_an_alternative", **given)


PARTS = {"04": lesson_4, "08": lesson_8, "10": lesson_10, "14": lesson_14, "15": lesson_15}
WITH_BOX = {"04", "10", "14", "15"}


@pytest.mark.parametrize("name", PARTS)
def test_a_part_without_records_says_what_is_missing_and_simulates(name, no_records):
    page = PARTS[name]()
    said = text_of(page)
    assert "Get them with 'python -m isotretinoin.studies fetch skin'" in page.printed
    assert "upload the two files" in page.printed
    assert "simulated" in page.printed
    assert "made-up" not in said.lower()
    assert "recomputed" not in said.lower()
    if name in WITH_BOX:
        assert "(simulated)" in boxed(page)
        assert "recomputed" not in boxed(page)


@pytest.mark.parametrize("name", PARTS)
def test_a_part_with_made_up_files_says_so_everywhere(name, mirror):
    page = PARTS[name]()
    said = text_of(page)
    assert "made-up file (GSE10433_series_matrix.txt.gz, record of 2000-01-01, values " in page.printed
    assert "Get them with" not in said
    assert "recomputed" not in said.lower()
    assert not re.search(r"\bsimulated\b", page.printed)
    if name in WITH_BOX:
        assert "(made-up file)" in boxed(page)
        assert "recomputed" not in boxed(page)


@pytest.mark.parametrize("name", PARTS)
def test_a_part_with_records_says_recomputed_with_date_and_digest(name, small, monkeypatch):
    told = responding(small, ANSWERS["as told"])
    provenance = replace(told.provenance, file="matrix.txt.gz", date="2009-05-01", digest="0123456789abcdef")
    monkeypatch.setattr(studies, "load", lambda name, **how: from_record(replace(told, provenance=provenance)))
    page = PARTS[name]()
    said = text_of(page)
    assert "recomputed (matrix.txt.gz, record of 2009-05-01, values 0123456789ab…)" in page.printed
    assert "made-up" not in said.lower()
    assert "simulated" not in page.printed
    if name in WITH_BOX:
        assert "(recomputed)" in boxed(page)
        assert not re.search(r"\((simulated|made-up file)\)", boxed(page))


@pytest.mark.parametrize("name", PARTS)
def test_a_part_where_nobody_can_be_told_apart_gives_no_number(name, small, monkeypatch):
    monkeypatch.setattr(studies, "load", lambda name, **how: foggy(from_record(small, patient=None)))
    page = PARTS[name]()
    if name == "04":
        assert not page.names["whose"].pairs["clear"].all()
        return
    assert "as unpaired groups" in page.printed
    assert not boxed(page) if name in WITH_BOX else "0 of 0 probe sets" in page.printed


PLACES = {
    "04_looking_before_testing.ipynb": ("l04-real", "l04-claim-box"),
    "05_one_gene_six_patients.ipynb": ("l05-real", "l05-claim-box"),
    "09_men_and_women.ipynb": ("l09-ask", "l09-claim-box"),
    "10_meet_ngal.ipynb": ("l10-real", "l10-claim-box"),
    "14_weighing_the_evidence.ipynb": ("l14-further-own", "l14-claim-box"),
    "15_design_an_alternative.ipynb": ("l15-asked", "l15-claim-box"),
}


def names_in(source: str, context: type) -> set[str]:
    """Return the names that a cell stores or loads outside its functions."""
    tree = ast.parse(source)
    tree.body = [node for node in tree.body if not isinstance(node, ast.FunctionDef)]
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, context)}


@pytest.mark.parametrize("notebook", PLACES)
def test_no_cell_between_takes_a_name_that_the_claim_box_waits_for(notebook):
    """An exercise that used such a name would put its own value into the box."""
    part, box = PLACES[notebook]
    cells = json.loads((NOTEBOOKS / notebook).read_text(encoding="utf-8"))["cells"]
    code = {cell["id"]: "".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"}
    order = list(code)
    last = max(n for n, name in enumerate(order) if name.startswith(part))
    given = set().union(*(names_in(code[name], ast.Store) for name in order if name.startswith(part)))
    waited = given & names_in(code[box], ast.Load) - names_in(code[box], ast.Store)
    assert waited
    for name in order[last + 1 : order.index(box)]:
        assert not waited & names_in(code[name], ast.Store), name


def truth_of(folder, name):
    truth = pd.read_csv(folder / "truth.csv", index_col="sample")
    return truth[truth["study"] == name]


def test_lesson_4_finds_whose_the_made_up_samples_are(mirror, folder):
    page, truth = lesson_4(), truth_of(folder, "skin")
    pairs = page.names["whose"].pairs
    assert (truth.loc[pairs["first"], "patient"].to_numpy() == truth.loc[pairs["second"], "patient"].to_numpy()).all()
    assert page.names["counted"].to_dict() == truth["sex"].value_counts().to_dict()


def test_lesson_8_makes_the_lists_of_the_replicas(mirror, folder):
    page = lesson_8()
    tables = {}
    for week, name in {"week 1": "skin", "week 8": "skin-8wk"}.items():
        study = studies.load(name, source="replica")
        after = study.samples["time"] != "baseline"
        table = stats.moderated_t(study.expression, stats.paired_design(after, study.samples["patient"])).table
        # Four decimals of the file, and three rows in place of others: a row at the line may cross it.
        mine, true = page.names["tables"][week], set(table.index[table["adjusted_p"] <= 0.05])
        mine = set(mine.index[mine["adjusted_p"] <= 0.05])
        assert len(mine ^ true) <= 0.02 * len(true) + 1
        tables[week] = page.names["genes_that"](table.assign(gene=page.names["weeks"][week].probe_sets["symbol"]), 1)
    shown = page.shown[-2] if isinstance(page.shown[-2], pd.DataFrame) else page.shown[-3]
    assert shown.index.name == "made-up file"
    assert float(shown.loc["shared", "up"]) == pytest.approx(len(tables["week 1"] & tables["week 8"]), abs=1)
    assert "LCN2" in tables["week 1"] & tables["week 8"]


def test_lesson_10_finds_the_rise_of_the_replica(mirror):
    page = lesson_10()
    change = patients.before_after(studies.load("skin", source="replica"))["change"]
    assert f"LCN2 message in skin, week 1 (made-up file): {2 ** change.mean():.1f}-fold" in page.printed
    assert "in 6 people" in page.printed


@pytest.mark.parametrize("code", [*ANSWERS, "one sex missing"])
def test_lessons_14_and_15_take_each_answer_up_by_rule(small, monkeypatch, code):
    study = answering(small, code)
    monkeypatch.setattr(studies, "load", lambda name, **how: from_record(study))
    grades = {
        "as told": "for weak, against nothing",
        "other way": "for bare, against weak",
        "not to be told": "for bare, against nothing",
        "one sex missing": "for bare, against nothing",
    }
    page = lesson_14()
    assert f"The row “men respond more” (recomputed): {code}; {grades[code]}" in page.printed
    plan = lesson_15()
    assert set(plan.names["PLAN"]) == set(patients.CODES)
    assert f"{patients.CODES[code]}, so the plan is to {plan.names['PLAN'][code]}" in plan.printed
