"""Cards for spaced repetition, made by genanki from the glossary, the misconceptions and the key points."""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from html import escape
from pathlib import Path

import genanki

from isotretinoin.classroom.contract import read_contracts
from isotretinoin.classroom.glossary import read_glossary
from isotretinoin.questions.markup import inline
from isotretinoin.questions.reading import read_bank

ROOT = Path(__file__).resolve().parents[1]
STYLE = ".card { font-family: sans-serif; font-size: 1.2em; line-height: 1.5; max-width: 36em; margin: auto; }"
TEMPLATE = {"name": "Card", "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr id=answer>{{Back}}"}


def number(name: str) -> int:
    """Return a number of 31 bits for a name: Anki knows decks and cards by it, so that it must never change.

    >>> number("deck") == number("deck") < 2**31
    True
    """
    return int.from_bytes(hashlib.sha256(f"decoding-isotretinoin {name}".encode()).digest()[:4]) >> 1


def cards(root: Path) -> list[tuple[str, str, str, str]]:
    """Return all cards: deck, lasting name, front and back, the last two as HTML."""
    terms = [
        ("Words", f"term {term.names[0]}", escape(" / ".join(term.names)), inline(term.definition))
        for term in read_glossary(root)
    ]
    ideas = [
        ("Ideas that mislead", one.id, f"“{inline(one.statement)}”<br><br>What is wrong with it?", inline(one.cure))
        for one in read_bank(root).misconceptions.values()
    ]
    places: Counter[str] = Counter()
    points = [
        (
            "Key points",
            _lasting(f"point {contract.id} {point.link}", places),
            f"Lesson {int(contract.id)}: {inline(contract.question)}<br><br>Key point {place} of "
            f"{len(contract.key_points)}",
            inline(point.text),
        )
        for contract in read_contracts(root).values()
        for place, point in enumerate(contract.key_points, 1)
    ]
    return [*terms, *ideas, *points]


def _lasting(name: str, places: Counter[str]) -> str:
    """Return a name of its own for each of several points that rest on one heading."""
    places[name] += 1
    return name if places[name] == 1 else f"{name} {places[name]}"


def package(root: Path) -> genanki.Package:
    """Return the cards as an Anki package with one deck for each kind."""
    fields = [{"name": "Front"}, {"name": "Back"}]
    model = genanki.Model(number("model"), "Decoding isotretinoin", fields, [TEMPLATE], STYLE)
    decks: dict[str, genanki.Deck] = {}
    for kind, name, front, back in cards(root):
        title = f"Decoding isotretinoin::{kind}"
        deck = decks.setdefault(kind, genanki.Deck(number(kind), title))
        deck.add_note(genanki.Note(model=model, fields=[front, back], guid=genanki.guid_for("decoding", name)))
    return genanki.Package(list(decks.values()))


def main() -> int:
    target = ROOT / "_build" / "archive" / "decoding-isotretinoin.apkg"
    target.parent.mkdir(parents=True, exist_ok=True)
    package(ROOT).write_to_file(str(target), timestamp=0)
    print(f"{target}: {len(cards(ROOT))} cards")
    return 0


if __name__ == "__main__":
    sys.exit(main())
