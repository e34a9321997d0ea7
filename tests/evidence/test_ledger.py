"""Checks of the ledger: the real one passes, and each planted fault is found."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from isotretinoin import course_root, evidence
from isotretinoin.evidence import __main__ as command
from isotretinoin.evidence import ledger_pages as page
from isotretinoin.evidence.records import ARTICLE, all_claims, folder


def test_the_ledger_is_sound():
    assert evidence.check_ledger() == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder(), tmp_path / "evidence"))


ROW = "geo-title,GSE10432 is titled"
FAULTS = [
    ("claims.csv", "id,claim,value", "id,value,claim", "must have the columns"),
    ("claims.csv", ROW, "Geo-Title,GSE10432 is titled", "lower-case"),
    ("claims.csv", ROW, "geo-dose,GSE10432 is titled", "occurs twice"),
    (
        "claims.csv",
        "GSE10432,accession,,array,geo-record",
        "GSE10432,accession,,chip,geo-record",
        "evidence_kind is 'chip'",
    ),
    ("claims.csv", "accession,,array,geo-record,neutral", "accession,,array,sure,neutral", "level is 'sure'"),
    ("claims.csv", "accession,,array,geo-record,neutral", "accession,,array,geo-record,maybe", "stance is 'maybe'"),
    (
        "claims.csv",
        "geo-record,neutral,geo-gse10432,Series_title",
        "geo-record,neutral,geo-gse1,Series_title",
        "'geo-gse1'",
    ),
    ("claims.csv", ",article text,,geo-58-up-cells", ",article text,,geo-58-up", "no printable claim"),
    ("claims.csv", ",article text,,geo-58-up-cells", ",article text,,unv-43-genes", "no printable claim"),
    ("claims.csv", ",article text,,geo-58-up-cells", ",article text,,seed-58-up-in-skin", "correct itself"),
    ("claims.csv", ",article text,,geo-58-up-cells", ",article text,geo-58-up-cells", "does not have 12 cells"),
    ("claims.csv", "Series_title,,", "Series_title ,,", "begins or ends with a space"),
    ("sources.bib", "@article{nelson2008,", "@article{nelson2007,", "'nelson2008' is not in sources.bib"),
    ("sources.bib", "10.1172/JCI33869", "https://doi.org/10.1172/JCI33869", "is no DOI"),
    ("sources.bib", "10.4161/derm.1.3.8258", "10.1172/jci33869", "same DOI"),
    ("sources.bib", "https://news-medical", "news-medical", "does not begin with http"),
    ("tables/relapse_by_sex.csv", ",paper,lai2025,", ",paper,lai2024,", "'lai2024'"),
    ("tables/relapse_by_sex.csv", ",paper,lai2025,", ",proven,lai2025,", "'proven'"),
    ("tables/noise_benchmarks.csv", "level,source_key", "grade,origin", "needs a column"),
]


@pytest.mark.parametrize(("name", "right", "wrong", "said"), FAULTS)
def test_a_planted_fault_is_found(copy: Path, name: str, right: str, wrong: str, said: str):
    path = copy / name
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    problems = evidence.check_ledger(copy)
    assert problems
    assert any(said in str(problem) for problem in problems), [str(problem) for problem in problems]


def test_pages_are_what_the_ledger_gives():
    assert page.check_pages(course_root()) == []


def test_a_stale_page_is_found_and_mended(tmp_path: Path):
    assert len(page.check_pages(tmp_path)) == 2
    assert page.write_pages(tmp_path) == ["book/evidence.md", "book/sources.md"]
    assert page.check_pages(tmp_path) == []
    assert page.write_pages(tmp_path) == []
    changed = tmp_path / "book" / "evidence.md"
    changed.write_text(changed.read_text(encoding="utf-8").replace("58", "59", 1), encoding="utf-8")
    assert [problem.file for problem in page.check_pages(tmp_path)] == ["book/evidence.md"]


def test_each_printable_claim_has_one_heading_and_no_other_has():
    lines = page.evidence_page().splitlines()
    headings = [line.removeprefix("### ") for line in lines if line.startswith("### ")]
    assert sorted(headings) == sorted(evidence.ledger().index)
    assert "unv-" not in page.evidence_page()
    for line in page.evidence_page().split("## What the article says\n")[0].splitlines():
        assert "|  |" not in line


def test_sources_recalled_only_are_not_printed():
    text = page.sources_page()
    assert "### nelson2008\n" in text
    for key in ("nelson2011trail", "fang2007"):
        assert key not in text


def test_links_inside_the_pages_lead_somewhere():
    evidence_page, sources_page = page.evidence_page(), page.sources_page()
    claims = set(re.findall(r"^### (\S+)$", evidence_page, re.M))
    keys = set(re.findall(r"^### (\S+)$", sources_page, re.M))
    parts = {heading.lower().replace(" ", "-") for heading in re.findall(r"^## (.+)$", evidence_page, re.M)}
    assert set(re.findall(r"\]\(#([^)]+)\)", evidence_page)) <= claims | parts
    assert set(re.findall(r"\]\(sources\.md#([^)]+)\)", evidence_page)) <= keys
    assert set(re.findall(r"\]\(evidence\.md#([^)]+)\)", sources_page)) == claims


def test_a_claim_of_no_topic_stops_the_generator(monkeypatch):
    monkeypatch.setattr(page, "TOPICS", {title: words for title, words in page.TOPICS.items() if "geo" not in words})
    with pytest.raises(page.ClaimError, match="geo-title"):
        page.evidence_page()


def test_article_stands_beside_the_record():
    row = next(line for line in page.evidence_page().splitlines() if line.startswith("| The article gives 58"))
    assert "**The record says:**" in row
    assert "(#geo-58-up-cells)" in row
    corrected = [one for one in all_claims().values() if one.corrected_by]
    table = [line for line in page.evidence_page().splitlines() if line.startswith("| ")]
    for one in corrected:
        assert any(f"(#{one.id})" in line and f"(#{one.corrected_by})" in line for line in table), one.id


def test_command_line_reports_and_fails(tmp_path: Path, monkeypatch, capsys):
    for name in ("data", "notebooks", "book"):
        (tmp_path / name).mkdir()
    shutil.copytree(folder(), tmp_path / "data" / "evidence")
    (tmp_path / "data" / "evidence" / "allowed_numbers.yml").write_text("everywhere: []\n")
    dictionary = json.loads((folder().parent / "datapackage.json").read_text(encoding="utf-8"))
    dictionary["resources"] = [one for one in dictionary["resources"] if one["path"].startswith("evidence/")]
    (tmp_path / "data" / "datapackage.json").write_text(json.dumps(dictionary), encoding="utf-8")
    article = [name for name, one in all_claims().items() if one.source_key == ARTICLE]
    (tmp_path / "notebooks" / "01_x.ipynb").write_text(json.dumps({"cells": [], "metadata": {"takes up": article}}))
    monkeypatch.setenv("ISOTRETINOIN_HOME", str(tmp_path))
    assert command.main(["page", "--check"]) == 1
    assert command.main(["page"]) == 0
    assert command.main(["page", "--check"]) == 0
    assert command.main(["check"]) == 0
    (tmp_path / "book" / "a.md").write_text("There were [59](evidence.md#geo-58-up-cells).\n")
    capsys.readouterr()
    assert command.main(["check"]) == 1
    assert "book/a.md, line 1: the link text '59'" in capsys.readouterr().err
    assert command.main(["check", "book/a.md"]) == 1
