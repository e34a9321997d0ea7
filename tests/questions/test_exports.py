"""The question bank in Canvas, Moodle and GIFT, read back by programs that know nothing of this course."""

from __future__ import annotations

import functools
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml
from classroom_samples import sound_course, write_course

from isotretinoin import course_root
from isotretinoin.classroom.__main__ import LEFT_OUT, main
from isotretinoin.classroom.titles import lesson_titles, page_titles
from isotretinoin.questions.exports import FORMATS, Export, export_questions
from isotretinoin.questions.exports.canvas import spellings
from isotretinoin.questions.exports.text import number
from isotretinoin.questions.markup import plain
from isotretinoin.questions.question import spell

ROOT = course_root()
OUTSIDE = ROOT / "_build" / "outside"
TARGETS = tuple(FORMATS)

SMALL_P = {
    "id": "q03-small-p",
    "lesson": "03",
    "objective": "3.2",
    "kind": "numeric",
    "stem": "Bonferroni at 0.05 with 20,000 rows. $p \\neq 0$ {here}: which limit?",
    "answer": "0.0000025",
    "tolerance": "1e-8",
    "feedback": "Yes: `0.05 / 20000 = 2.5e-6`.",
    "wrong": [
        {"answer": 0.05, "tolerance": 0, "misconception": "m-order-matters", "feedback": "That is for one row."},
        {"answer": "1e-12", "tolerance": "1e-13", "misconception": "m-order-matters", "feedback": "Not that small."},
    ],
    "otherwise": "Divide the level by the number of rows.",
}
HARD = {
    "id": "q03-hard-text",
    "lesson": "03",
    "objective": "3.1",
    "kind": "choice",
    "stem": (
        "A table:\n\n| row | P |\n|---|---|\n| a | 1e-6 |\n| b~c | 0.5 |\n\n"
        "```\nx = {'a': 1}  # a note\n\nprint(x == 2)\n```\n\n"
        "Which holds for $\\frac{a}{b} < \\rho \\& x = \\{1\\}$?"
    ),
    "options": [
        {"text": "`a -> b` and p = 0.05: 100% {sure} ~ #1", "correct": True, "feedback": "Yes: a=b #1 {x}"},
        {"text": "a < b & \"c\" \\ d", "misconception": "m-row-is-gene", "feedback": "No ~ \\n is no line."},
        {"text": "= nothing", "misconception": "m-row-is-gene", "feedback": "// no"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A course with every kind of question, small numbers, and signs that mean something to one format or another."""
    parts = sound_course()
    parts["questions"] += [SMALL_P, HARD]
    return write_course(tmp_path_factory.mktemp("course"), parts)


def entries_of(root: Path) -> dict[str, dict]:
    """Return the raw entries of the bank by id, read without the library."""
    files = [path for name in ("lessons", "tests") for path in (root / "data" / name).rglob("questions.yml")]
    return {entry["id"]: entry for path in sorted(files) for entry in yaml.safe_load(path.read_text()) or []}


def questions_of(root: Path) -> dict[str, dict]:
    """Return the entries that can be asked without their page."""
    return {name: entry for name, entry in entries_of(root).items() if "needs" not in entry}


def exported(root: Path, target: str, **wanted) -> Export:
    return export_questions(root, target, lesson_titles(root), page_titles(root), **wanted)


@functools.cache
def whole(target: str) -> Export:
    """The whole bank of this course, written once for all tests."""
    return exported(ROOT, target)


@functools.cache
def bank() -> dict[str, dict]:
    return questions_of(ROOT)


def told(markdown: str) -> str:
    """Return Markdown of the bank as plain words, without its formulas."""
    return " ".join(plain(re.sub(r"\$[^$]+\$", "", markdown)).split())


def words(markup: str) -> str:
    """Return HTML as plain words, without its formulas and the names of the pages that it points to."""
    text = re.sub(r'<img class="equation_image"[^>]*>', "", markup)
    text = re.sub(r"<(br|/p|/td|/th|/tr|/li)[^>]*>", " ", text)
    text = re.sub(r"\\\(.*?\\\)", "", html.unescape(re.sub(r"<[^>]+>", "", text)))
    return " ".join(re.sub(r" \(course page “.*?\)", "", text).split())


def by_outside(kind: str, *paths: Path) -> list:
    """Return what a reader of others finds in a file; it runs as a program of its own."""
    packages = next(OUTSIDE.glob("readers/lib/python*/site-packages"), None)
    if packages is None:
        pytest.skip("the outside readers are not here: tools/outside-tools installs them")
    command = [sys.executable, "-W", "ignore", ROOT / "tests" / "outside" / "read.py", kind, *paths]
    environment = {**os.environ, "PYTHONPATH": str(packages)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout)


# Canvas


def canvas_documents(content: bytes) -> dict[str, ET.Element]:
    package = zipfile.ZipFile(io.BytesIO(content))
    assert package.testzip() is None
    return {name: ET.fromstring(package.read(name)) for name in package.namelist()}


def bare(element: ET.Element) -> ET.Element:
    for one in element.iter():
        one.tag = one.tag.rpartition("}")[2]
    return element


def canvas_items(content: bytes) -> dict[str, ET.Element]:
    documents = canvas_documents(content).values()
    return {item.get("ident"): item for one in documents for item in bare(one).iter("item")}


def holds(asked: ET.Element, given: dict[str, list[str]]) -> bool:
    """Say whether a condition of QTI 1.2 holds for what a student answered."""
    answers = given.get(asked.get("respident", ""), [])
    match asked.tag:
        case "conditionvar" | "and":
            return all(holds(one, given) for one in asked)
        case "or":
            return any(holds(one, given) for one in asked)
        case "not":
            return not holds(asked[0], given)
        case "other":
            return True
        case "varequal":
            return asked.text in answers
        case "vargte":
            return any(Decimal(one) >= Decimal(asked.text) for one in answers)
        case "varlte":
            return any(Decimal(one) <= Decimal(asked.text) for one in answers)
    raise AssertionError(f"unknown condition {asked.tag}")


def canvas_score(item: ET.Element, given: dict[str, list[str]]) -> tuple[float, list[str]]:
    """Return score and shown feedback as the specification processes responses: in order, until one does not go on."""
    score, shown = 0.0, []
    for condition in item.find("resprocessing").findall("respcondition"):
        asked = condition.find("conditionvar")
        # The spellings of a short answer stand side by side, and any of them will do.
        plain_texts = [one for one in asked if one.tag == "varequal"]
        if not (any(holds(one, given) for one in plain_texts) if plain_texts else holds(asked, given)):
            continue
        for setvar in condition.findall("setvar"):
            score = score + float(setvar.text) if setvar.get("action") == "Add" else float(setvar.text)
        shown += [one.get("linkrefid") for one in condition.findall("displayfeedback")]
        if condition.get("continue") == "No":
            break
    return score, shown


def canvas_options(item: ET.Element) -> dict[str, str]:
    return {one.get("ident"): words(one.find("material/mattext").text) for one in item.iter("response_label")}


@pytest.mark.parametrize("of", ["sample", "whole"])
def test_canvas_follows_the_published_dtd(of, course, tmp_path):
    schema = OUTSIDE / "ims_qtiasiv1p2p1.dtd"
    if not schema.is_file():
        pytest.skip("the published DTD of QTI 1.2.1 is not here: tools/outside-tools fetches it")
    documents = canvas_documents((exported(course, "canvas") if of == "sample" else whole("canvas")).content)
    assessments = [one for one in documents.values() if one.tag.endswith("questestinterop")]
    assert assessments
    files = [tmp_path / f"{number}.xml" for number in range(len(assessments))]
    for file, assessment in zip(files, assessments, strict=True):
        # The DTD knows no namespaces.
        file.write_bytes(ET.tostring(bare(assessment)))
    assert by_outside("dtd", schema, *files) == []
    for item in assessments[0].iter("item"):
        item.insert(0, item.find("resprocessing"))
    files[0].write_bytes(ET.tostring(assessments[0]))
    assert by_outside("dtd", schema, files[0]), "the DTD lets anything pass"


def test_canvas_manifest_names_every_file():
    documents = canvas_documents(whole("canvas").content)
    manifest = bare(documents["imsmanifest.xml"])
    named = [file.get("href") for file in manifest.iter("file")]
    assert sorted(named) == sorted(set(documents) - {"imsmanifest.xml"})
    identifiers = {resource.get("identifier") for resource in manifest.iter("resource")}
    assert {one.get("identifierref") for one in manifest.iter("dependency")} < identifiers
    for resource in manifest.iter("resource"):
        if resource.get("type") == "imsqti_xmlv1p2":
            assessment = bare(documents[resource.find("file").get("href")]).find("assessment")
            assert assessment.get("ident") == resource.get("identifier")
            meta = bare(documents[f"{assessment.get('ident')}/assessment_meta.xml"])
            points = sum(float(field.findtext("fieldentry")) for field in assessment.iter("qtimetadatafield")
                         if field.findtext("fieldlabel") == "points_possible")  # fmt: skip
            assert float(meta.findtext("points_possible")) == points


def test_canvas_marks_choices_as_the_page_does():
    """Over the whole bank: exactly the right options earn the point, and each shows its own feedback."""
    items = canvas_items(whole("canvas").content)
    for name, entry in bank().items():
        if entry["kind"] != "choice" or entry.get("multiple"):
            continue
        options = {told(option["text"]): option for option in entry["options"]}
        shown = canvas_options(items[name])
        assert sorted(options) == sorted(shown.values())
        feedback = {one.get("ident"): words(one.find(".//mattext").text) for one in items[name].iter("itemfeedback")}
        for ident, text in shown.items():
            score, said = canvas_score(items[name], {"response1": [ident]})
            option = next(one for key, one in options.items() if " ".join(key.split()) == text)
            assert score == (100 if option.get("correct") else 0)
            assert feedback[said[0]].startswith(
                words(re.sub(r" \(course page.*?\)", "", plain(option["feedback"])))[:30]
            )


def test_canvas_wants_all_right_options_and_no_other(course):
    item = canvas_items(exported(course, "canvas").content)["q03-all-columns"]
    idents = {text: ident for ident, text in canvas_options(item).items()}
    sample, array, gene = idents["A sample"], idents["An array"], idents["A gene"]
    assert canvas_score(item, {"response1": [sample, array]})[0] == 100
    for given in ([sample], [sample, array, gene], []):
        assert canvas_score(item, {"response1": given})[0] == 0


def test_canvas_marks_numbers_as_the_page_does():
    """The ends count, what lies beyond does not, and no known wrong number earns anything."""
    items = canvas_items(whole("canvas").content)
    numeric = {name: entry for name, entry in bank().items() if entry["kind"] == "numeric"}
    assert numeric
    for name, entry in numeric.items():
        answer, tolerance = (eval_number(entry[key]) for key in ("answer", "tolerance"))
        for given, right in [
            (answer, True),
            (answer + tolerance, True),
            (answer - tolerance, True),
            (answer + tolerance + Decimal("0.001"), False),
            (answer - tolerance - Decimal("0.001"), False),
            *((eval_number(wrong["answer"]), False) for wrong in entry.get("wrong", [])),
        ]:
            score, said = canvas_score(items[name], {"response1": [f"{given:f}"]})
            assert score == (100 if right else 0), (name, given)
            assert said == ["correct_fb" if right else "general_incorrect_fb"]
        comments = {one.get("ident"): one.find(".//mattext").text for one in items[name].iter("itemfeedback")}
        for wrong in entry.get("wrong", []):
            assert spell(float(eval_number(wrong["answer"]))) in comments["general_incorrect_fb"]


def eval_number(value: object) -> Decimal:
    """Return a number of the bank as the library's float reads it, in decimals."""
    top, _, bottom = str(value).partition("/")
    return Decimal(repr(float(top) / float(bottom or 1)))


def test_canvas_asks_a_small_number_as_text(course):
    """Canvas's quiz page keeps four decimals of what is typed, so that a numeric field would make 2.5e-6 a zero."""
    export = exported(course, "canvas")
    item = canvas_items(export.content)["q03-small-p"]
    assert item.find(".//qtimetadatafield/fieldentry").text == "short_answer_question"
    for typed in ("2.5e-6", "2.5e-06", "0.0000025", "2,5e-6", "2.5*10^-6", "2.5 × 10^-6"):
        assert canvas_score(item, {"response1": [typed]})[0] == 100, typed
    for typed in ("0", "2.5", "2.4e-6", "2.5e-7", "0.05", "3e-6"):
        assert canvas_score(item, {"response1": [typed]})[0] == 0, typed
    assert any(remark.question == "q03-small-p" and "too small" in remark.what for remark in export.remarks)
    assert "2.6e-6" not in spellings(2.57e-6, 1e-8)
    assert "2.6e-6" in spellings(2.57e-6, 1e-7)


def test_canvas_matches_lines_with_places(course):
    item = canvas_items(exported(course, "canvas").content)["q03-steps"]
    right = {}
    for response in item.find("presentation").findall("response_lid"):
        line = words(response.find("material/mattext").text)
        place = ["read(file)", "Compute a score", "Relabel the arrays", "Choose a threshold"].index(line) + 1
        places = {one.find("material/mattext").text: one.get("ident") for one in response.iter("response_label")}
        right[response.get("ident")] = [places[str(place)]]
    assert canvas_score(item, right)[0] == 100
    first, second, *_ = right
    assert canvas_score(item, right | {first: right[second], second: right[first]})[0] == 50
    assert list(right) != sorted(right), "the lines already stand in order"


def test_canvas_shows_formulas_as_its_own_editor_does(course):
    item = canvas_items(exported(course, "canvas").content)["q03-small-p"]
    stem = item.find("presentation/material/mattext").text
    assert 'class="equation_image"' in stem
    assert r'alt="LaTeX: p \neq 0"' in stem
    assert "/equation_images/p%2520%255Cneq%25200" in stem


# Moodle


def moodle_questions(root: Path) -> dict[str, ET.Element]:
    export = whole("moodle") if root == ROOT else exported(root, "moodle")
    quiz = ET.fromstring(export.content)
    assert quiz.tag == "quiz"
    return {one.findtext("name/text"): one for one in quiz if one.get("type") != "category"}


MOODLE_SHARES = {100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571, 12.5,
                 11.11111, 10, 5, 0}  # fmt: skip


@pytest.mark.parametrize("of", ["sample", "whole"])
def test_moodle_keeps_the_rules_of_the_format(of, course):
    """The rules are those of docs.moodle.org/en/Moodle_XML_format and of what Moodle refuses to save."""
    for name, question in moodle_questions(course if of == "sample" else ROOT).items():
        assert question.find("questiontext").get("format") == "html"
        assert question.findtext("questiontext/text")
        assert float(question.findtext("defaultgrade")) in (0, 1)
        for text in question.iter("text"):
            assert len(text) == 0
        shares = [float(answer.get("fraction")) for answer in question.findall("answer")]
        assert all(abs(share) in MOODLE_SHARES for share in shares), name
        match question.get("type"):
            case "multichoice":
                assert len(shares) >= 2
                if question.findtext("single") == "true":
                    assert max(shares) == 100
                else:
                    assert sum(share for share in shares if share > 0) == pytest.approx(100, abs=1e-3)
            case "numerical":
                *numbers, last = question.findall("answer")
                assert last.findtext("text") == "*"
                for answer in numbers:
                    assert Decimal(answer.findtext("tolerance")) >= 0
                    Decimal(answer.findtext("text"))
            case "matching":
                pairs = question.findall("subquestion")
                assert len(pairs) >= 3
                assert sorted(pair.findtext("answer/text") for pair in pairs) == [
                    str(place + 1) for place in range(len(pairs))
                ]
            case other:
                raise AssertionError(f"{name} is of an unknown type {other}")


def test_moodle_choices_by_an_independent_reader(tmp_path):
    """moodle-xml-parser knows multiple choice: it finds all of them, with the right options right."""
    file = tmp_path / "questions.xml"
    file.write_bytes(whole("moodle").content)
    read = {one["title"]: one["options"] for one in by_outside("moodle", file)}
    wanted = {name: one for name, one in bank().items() if one["kind"] in ("choice", "predict")}
    assert set(read) == set(wanted)
    for name, entry in wanted.items():
        right = {words(option["text"]): option["fraction"] > 0 for option in read[name]}
        assert right == {
            told(option["text"]): entry["kind"] == "predict" or bool(option.get("correct"))
            for option in entry["options"]
        }


def moodle_grade(question: ET.Element, typed: Decimal) -> tuple[float, str]:
    """Return grade and feedback of a numerical question: Moodle takes the first answer that fits."""
    for answer in question.findall("answer"):
        text = answer.findtext("text")
        if text == "*" or abs(typed - Decimal(text)) <= Decimal(answer.findtext("tolerance")):
            return float(answer.get("fraction")), words(answer.findtext("feedback/text"))
    raise AssertionError("no answer fits")


@pytest.mark.parametrize("of", ["sample", "whole"])
def test_moodle_gives_each_wrong_number_its_feedback(of, course):
    root = course if of == "sample" else ROOT
    questions = moodle_questions(root)
    for name, entry in questions_of(root).items():
        if entry["kind"] != "numeric":
            continue
        asked = questions[name]
        answer, tolerance = (eval_number(entry[key]) for key in ("answer", "tolerance"))
        for typed in (answer - tolerance, answer, answer + tolerance):
            assert moodle_grade(asked, typed)[0] == 100
        for at, wrong in enumerate(entry.get("wrong", [])):
            answer, tolerance = (eval_number(wrong.get(key, 0)) for key in ("answer", "tolerance"))
            grade, said = moodle_grade(asked, answer)
            assert grade == 0
            assert said.startswith(told(wrong["feedback"])), name
            assert Decimal(asked.findall("answer")[1 + at].findtext("tolerance")) == tolerance
        assert moodle_grade(asked, Decimal("987654.321"))[0] == 0


def test_moodle_keeps_small_numbers_and_formulas(course):
    question = moodle_questions(course)["q03-small-p"]
    first, _, third, _ = question.findall("answer")
    assert Decimal(first.findtext("text")) == Decimal("2.5e-6")
    assert Decimal(first.findtext("tolerance")) == Decimal("1e-8")
    assert Decimal(third.findtext("text")) == Decimal("1e-12")
    assert r"\(p \neq 0\)" in question.findtext("questiontext/text")
    hard = moodle_questions(course)["q03-hard-text"].findtext("questiontext/text")
    assert "<td>1e-6</td>" in hard
    assert "\n\nprint(x == 2)" in hard
    assert r"\(\frac{a}{b} &lt; \rho \&amp; x = \{1\}\)" in hard


def test_moodle_sorts_questions_into_categories():
    quiz = ET.fromstring(whole("moodle").content)
    categories = [one.findtext("category/text") for one in quiz if one.get("type") == "category"]
    assert len(categories) == len(set(categories))
    lessons = len(list((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")))
    assert len(categories) == lessons + 2
    assert all(one.startswith("$course$/top/Decoding isotretinoin/") for one in categories)


# GIFT


def gift_by_node(content: bytes, folder: Path) -> dict[str, dict]:
    parser = OUTSIDE / "node_modules" / "gift-pegjs"
    if not shutil.which("node") or not parser.is_dir():
        pytest.skip("gift-pegjs is not here: install Node.js and run tools/outside-tools")
    file = folder / "questions.gift"
    file.write_bytes(content)
    script = ROOT / "tests" / "outside" / "read_gift.js"
    run = subprocess.run(["node", script, parser, file], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    return {one["title"]: one for one in json.loads(run.stdout) if one["type"] != "Category"}


KINDS = {"choice": "MC", "predict": "MC", "numeric": "Numerical", "order": "Matching"}


@pytest.mark.parametrize("of", ["sample", "whole"])
def test_gift_by_an_independent_grammar(of, course, tmp_path):
    root = course if of == "sample" else ROOT
    read = gift_by_node((whole("gift") if root == ROOT else exported(root, "gift")).content, tmp_path)
    wanted = questions_of(root)
    assert set(read) == set(wanted)
    for name, entry in wanted.items():
        question = read[name]
        assert question["type"] == KINDS[entry["kind"]]
        assert question["stem"]["format"] == "html"
        assert f"objective {entry['objective']}" in question["tags"]
        if entry["kind"] == "choice":
            right = {
                words(one["text"]["text"]): one["isCorrect"] or (one["weight"] or 0) > 0 for one in question["choices"]
            }
            assert right == {told(option["text"]): bool(option.get("correct")) for option in entry["options"]}
        elif entry["kind"] == "numeric":
            first, *others = question["choices"]
            assert first["text"]["number"] == pytest.approx(float(eval_number(entry["answer"])), rel=1e-12)
            assert first["text"]["range"] == pytest.approx(float(eval_number(entry["tolerance"])), rel=1e-12)
            known = [one for one in others if one["text"].get("number") is not None]
            assert [one["text"]["number"] for one in known] == pytest.approx(
                [float(eval_number(wrong["answer"])) for wrong in entry.get("wrong", [])], rel=1e-12
            )
            assert [one["text"]["range"] for one in known] == pytest.approx(
                [float(eval_number(wrong.get("tolerance", 0))) for wrong in entry.get("wrong", [])], rel=1e-12
            )
            assert all(one["weight"] == 0 for one in known)


def test_gift_texts_survive_signs_that_mean_something(course, tmp_path):
    read = gift_by_node(exported(course, "gift").content, tmp_path)
    hard = read["q03-hard-text"]
    assert r"\(\frac{a}{b} &lt; \rho \&amp; x = \{1\}\)" in hard["stem"]["text"]
    assert "<td>b~c</td>" in hard["stem"]["text"]
    texts = {words(one["text"]["text"]): words(one["feedback"]["text"]) for one in hard["choices"]}
    assert texts["a -> b and p = 0.05: 100% {sure} ~ #1"] == "Yes: a=b #1 {x}"
    assert texts['a < b & "c" \\ d'].startswith("No ~ \\n is no line.")
    assert r"\(p \neq 0\) {here}:" in read["q03-small-p"]["stem"]["text"]


def test_gift_by_a_second_reader(tmp_path):
    """pygiftparser knows no answer for all other numbers and no negative ones: lines and signs are taken out for it."""
    lines = [line for line in whole("gift").content.decode().split("\n") if not line.startswith("\t~#")]
    file = tmp_path / "questions.gift"
    file.write_text("\n".join(re.sub(r"^\t=(%0%)?-", r"\t=\1", line) for line in lines))
    read = {one["title"]: one for one in by_outside("gift", file)}
    wanted = bank()
    assert set(read) == set(wanted)
    assert [name for name, question in read.items() if not question["valid"]] == []
    for name, entry in wanted.items():
        answers = read[name]["answers"]
        if entry["kind"] == "numeric":
            # The first reader of GIFT has read the sign.
            assert float(answers[0]["value"]) == pytest.approx(abs(float(eval_number(entry["answer"]))))
            assert [one["fraction"] for one in answers] == [100] + [0] * (len(answers) - 1)
        elif entry["kind"] == "order":
            places = [str(place + 1) for place in range(len(entry["lines"]))]
            assert sorted(one["answer"].rpartition("->")[2].strip() for one in answers) == places
        else:
            assert len(answers) == len(entry["options"])


# All targets


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("of", ["sample", "whole"])
def test_no_question_is_dropped(target, of, course):
    root = course if of == "sample" else ROOT
    export = whole(target) if root == ROOT else exported(root, target)
    reported = {remark.question for remark in export.left_out}
    assert set(export.carried) | reported == set(questions_of(root))
    assert len(export.carried) == len(set(export.carried))
    assert not set(export.carried) & reported


@pytest.mark.parametrize("target", TARGETS)
def test_what_needs_its_page_stays_there_and_is_reported(target):
    export = whole(target)
    needy = {name for name, entry in entries_of(ROOT).items() if "needs" in entry}
    assert needy
    assert set(export.page_only) == needy
    assert not needy & read_ids(export.content, target)
    for name in needy:
        assert f"{name},page,asks about what stands on its page" in export.report()
    chosen = exported(ROOT, target, lessons=["14"], uses=["page"])
    assert set(chosen.page_only) == {name for name in needy if name[1:3] == "14"}


def read_ids(content: bytes, target: str) -> set[str]:
    if target == "canvas":
        return set(canvas_items(content))
    if target == "moodle":
        return {one.findtext("name/text") for one in ET.fromstring(content) if one.get("type") != "category"}
    return set(re.findall(r"^::(.*?)::", content.decode(), re.M))


@pytest.mark.parametrize("target", TARGETS)
def test_choosing_lessons_and_uses(target):
    export = exported(ROOT, target, lessons=["07"], uses=["page"])
    entries = bank().values()
    wanted = {one["id"] for one in entries if one["lesson"] == "07" and one.get("use", "page") == "page"}
    assert set(export.carried) == wanted == read_ids(export.content, target)


@pytest.mark.parametrize("target", TARGETS)
def test_links_to_pages_are_named_or_absolute(target, course):
    named = exported(course, target)
    whole = named.content if target != "canvas" else ET.tostring(canvas_items(named.content)["q03-row"])
    assert b"../book" not in whole
    assert "course page “" in html.unescape(html.unescape(whole.decode())).replace("&#8220;", "“")
    linked = exported(course, target, site="https://example.org/course/")
    stem = linked.content if target != "canvas" else ET.tostring(canvas_items(linked.content)["q03-row"])
    text = html.unescape(html.unescape(stem.decode())).replace("\\", "")
    assert '<a href="https://example.org/course/book/data.html#rows">the data page</a>' in text
    assert not any("--site" in remark.what for remark in linked.remarks)


@pytest.mark.parametrize("target", TARGETS)
def test_same_bank_same_bytes(target, course):
    first = exported(course, target).content
    assert first == exported(course, target).content


@pytest.mark.parametrize("target", TARGETS)
def test_what_cannot_be_carried_is_reported(target, tmp_path, capsys):
    """A picture of the course's folder, more right options than Moodle can share a mark among, a faulty entry."""
    parts = sound_course()
    many = [{"text": f"Right {at}", "correct": True, "feedback": "Yes."} for at in range(11)]
    wrong = {"text": "Wrong", "misconception": "m-row-is-gene", "feedback": "No."}
    base = {"lesson": "03", "objective": "3.1", "kind": "choice"}
    parts["questions"] += [
        {**base, "id": "q03-picture", "stem": "See ![a chip](chip.png).", "options": [many[0], wrong]},
        {**base, "id": "q03-many", "stem": "Which?", "multiple": True, "options": [*many, wrong]},
        {**base, "id": "q03-faulty", "stem": "Which?", "options": [many[0]]},
    ]
    root = write_course(tmp_path / "course", parts)
    output = tmp_path / "out"
    arguments = ["export-questions", "--root", str(root), "--to", target, "--output", str(output)]
    assert main(arguments) == LEFT_OUT
    said = capsys.readouterr().out
    report = next(output.glob("*-report.csv")).read_text()
    lost = {"q03-picture": "picture", "q03-faulty": "2 or more options"}
    if target != "canvas":
        lost["q03-many"] = "11 options"
    for name, reason in lost.items():
        assert re.search(rf"{name}: LEFT OUT: .*{reason}", said)
        assert re.search(rf"^{name},yes,.*{reason}", report, re.M)
    content = next(path for path in output.iterdir() if not path.name.endswith(".csv")).read_bytes()
    assert not read_ids(content, target) & set(lost)


def test_command_says_what_is_wrong(tmp_path, capsys):
    assert main(["export-questions", "--to", "gift", "--lesson", "99", "--output", str(tmp_path)]) == 2
    assert "There is no lesson '99'" in capsys.readouterr().err
    assert main(["export-questions", "--to", "gift", "--use", "exam", "--output", str(tmp_path)]) == 2
    assert "There is no use 'exam'" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_command_carries_the_whole_bank(tmp_path, capsys):
    for target in TARGETS:
        assert main(["export-questions", "--to", target, "--output", str(tmp_path)]) == 0
        assert f"{len(bank())} questions are in" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "text"),
    [(20.0, "20"), (0.05, "0.05"), (100.0, "100"), (2.5e-6, "2.5e-6"), (0.0, "0"), (-3.0, "-3"), (1e-4, "0.0001")],
)
def test_numbers_read_back(value, text):
    assert number(value) == text
    assert float(number(value)) == float(number(value, scientific=False)) == value
