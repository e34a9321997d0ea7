"""What leads from one page of the built site to another: glossary links, the map of lessons."""

from __future__ import annotations

import re

import pytest
from built_pages import ROOT, soup

from isotretinoin import classroom

LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))


@pytest.mark.parametrize("name", LESSONS)
def test_terms_lead_to_the_glossary_once(name):
    links = soup(f"notebooks/{name}.html").select("main a.glossary-term")
    assert len(links) >= 5
    entries = {form: term for term in classroom.read_glossary(ROOT) for form in term.forms}
    used = [entries[link.get_text().lower()].names for link in links]
    assert len(set(used)) == len(used)
    places = {element["id"] for element in soup("book/glossary.html").find_all(id=True)}
    for link in links:
        assert link["href"].split("#")[1] in places
        assert link["title"].strip()
        assert link.find_parent(["h1", "h2", "h3", "code", "pre", "table"]) is None
        words = link.get_text()
        acronyms = [form for form in entries[words.lower()].names if form.isupper() and form.lower() == words.lower()]
        assert not acronyms or words.isupper(), f"the word {words!r} is no {acronyms[0]}"


@pytest.mark.parametrize("name", LESSONS)
def test_terms_that_a_lesson_introduces_are_linked_in_it(name):
    text = {link.get_text().lower() for link in soup(f"notebooks/{name}.html").select("main a.glossary-term")}
    terms = {form: term for term in classroom.read_glossary(ROOT) for form in term.forms}
    introduced = classroom.read_contracts(ROOT)[name].terms
    assert introduced
    linked = {terms[words].names for words in text}
    in_prose = [term for term in introduced if terms[term.lower()].names in linked]
    assert in_prose, f"none of {introduced} is linked"


def test_glossary_names_nothing_twice():
    names = [name.lower() for term in classroom.read_glossary(ROOT) for name in term.names]
    assert len(names) > 80
    assert len(set(names)) == len(names)


def test_map_shows_every_lesson_and_what_it_builds_on():
    page = soup("book/how_to_use.html")
    drawn = page.select(".course-map a rect")
    assert len(drawn) == len(LESSONS)
    contracts = classroom.read_contracts(ROOT)
    arrows = page.select(".course-map .arrows path")
    needed = [one.lesson for contract in contracts.values() for one in contract.prerequisites if one.lesson]
    known = {contract.id for contract in contracts.values()}
    assert len(arrows) == len([one for one in needed if one in known])
    listed = [item.get_text(" ", strip=True) for item in page.select(".course-map + details li")]
    assert len(listed) == len(LESSONS)
    assert any("builds on" in item for item in listed)


def test_sections_of_the_glossary_are_in_the_order_of_the_alphabet():
    page = (ROOT / "book" / "glossary.md").read_text(encoding="utf-8")
    for section in page.split("\n## ")[1:]:
        entries = section.split("```{glossary}\n")[1].split("```")[0].strip().split("\n\n")
        first = [re.sub(r"[^a-z0-9]", "", entry.splitlines()[0].lower()) for entry in entries]
        assert first == sorted(first), f"{section.splitlines()[0]}: sort its entries"
