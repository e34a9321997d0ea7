"""Run a reader of others and print what it read as JSON: ``read.py gift|moodle FILE`` or ``read.py dtd DTD FILE …``.

It runs as a program of its own, so that these packages stay out of the course's environment.
"""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path


def gift(path: Path) -> list[dict]:
    import pygiftparser.parser

    with path.open(encoding="utf-8") as file:
        questions = pygiftparser.parser.parseFile(file)
    read = []
    for question in questions:
        answers = question.answers.answers if question.valid else []
        read.append(
            {
                "title": question.title,
                "valid": question.valid,
                "answers": [
                    {name: getattr(answer, name, None) for name in ("value", "answer", "fraction")}
                    for answer in answers
                ],
            }
        )
    return read


def moodle(path: Path) -> list[dict]:
    from moodle_xml_parser import parser

    return [
        {
            "title": one.name,
            "single": one.single,
            "options": [{"text": option.answer, "fraction": option.score_fraction} for option in one.options],
        }
        for one in parser.parse_bytes(path.read_bytes())["multichoice"]
    ]


def dtd(schema: Path, *paths: Path) -> list[str]:
    from lxml import etree

    rules = etree.DTD(str(schema))
    found = []
    for path in paths:
        rules.validate(etree.parse(str(path)))
        found += [str(entry) for entry in rules.error_log.filter_from_errors()]
    return found


if __name__ == "__main__":
    kind, *paths = sys.argv[1:]
    # One of the readers prints as it goes; what it says belongs to nobody's JSON.
    with contextlib.redirect_stdout(sys.stderr):
        found = {"gift": gift, "moodle": moodle, "dtd": dtd}[kind](*map(Path, paths))
    print(json.dumps(found))
