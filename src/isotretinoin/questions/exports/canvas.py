"""Canvas: a zip with one QTI 1.2 assessment for each set of questions.

The elements are those of the published specification (IMS QTI ASI 1.2.1). What Canvas adds to them is written as in
its own exports: question types, the form of a numeric answer, the file ``assessment_meta.xml``. Three facts about its
reader shape the rest:

- Each numeric condition becomes a right answer, so that a wrong number can't have a condition.
- The last condition that names an option decides its weight, so that feedback comes before marks.
- Its quiz page keeps four decimals of what a student types.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable
from decimal import Decimal
from html import escape
from urllib.parse import quote
from xml.etree import ElementTree as ET

from ..kinds import Choice, Numeric, Order
from ..question import Question
from .sets import QuestionSet
from .text import Texts, number, span

__all__ = ["formula", "spellings", "write"]

_QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_PACKAGE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
_DECIMALS = Decimal("1e-4")
_SETTINGS = {
    "quiz_type": "practice_quiz",
    "scoring_policy": "keep_highest",
    "allowed_attempts": "-1",
    "shuffle_answers": "false",
    "show_correct_answers": "true",
}


def formula(latex: str) -> str:
    """Return the picture that Canvas's own editor makes of a formula, with the LaTeX as its text for screen readers."""
    address = "/equation_images/" + quote(quote(latex, safe=""), safe="")
    words = escape(latex)
    return (
        f'<img class="equation_image" title="{words}" alt="LaTeX: {words}" '
        f'src="{address}" data-equation-content="{words}">'
    )


def spellings(value: float, tolerance: float) -> list[str]:
    """Return how students may type a number too small for Canvas's numeric field, from one significant digit on."""
    low, high = span(value, tolerance)
    found: dict[str, None] = {}
    for digits in range(1, 7):
        rounded = Decimal(f"{Decimal(repr(value)):.{digits - 1}e}")
        if not low <= rounded <= high:
            continue
        plain = f"{rounded:f}"
        head, power = f"{rounded:e}".split("e")
        short = head.rstrip("0").rstrip(".") if "." in head else head
        for first in dict.fromkeys((head, short)):
            exponent = int(power)
            for text in (
                f"{first}e{exponent}",
                f"{first}e{exponent:03d}",
                f"{first}*10^{exponent}",
                f"{first}×10^{exponent}",
                f"{first} × 10^{exponent}",
                f"{first}x10^{exponent}",
            ):
                found |= {text: None, text.replace(".", ","): None}
        found |= {plain: None, plain.replace(".", ","): None}
    return list(found)


def _add(parent: ET.Element, name: str, content: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, name, attributes)
    if content:
        element.text = content
    return element


def _material(parent: ET.Element, html: str) -> None:
    _add(_add(parent, "material"), "mattext", html, texttype="text/html")


def _metadata(parent: ET.Element, fields: dict[str, str]) -> None:
    metadata = _add(parent, "qtimetadata")
    for label, entry in fields.items():
        field = _add(metadata, "qtimetadatafield")
        _add(field, "fieldlabel", label)
        _add(field, "fieldentry", entry)


def _condition(processing: ET.Element, goes_on: bool = False) -> tuple[ET.Element, ET.Element]:
    """Add a condition; return it, and the element that takes the variables which it asks about."""
    condition = _add(processing, "respcondition", **{"continue": "Yes" if goes_on else "No"})
    return condition, _add(condition, "conditionvar")


def _score(condition: ET.Element, points: str = "100", action: str = "Set") -> None:
    _add(condition, "setvar", points, action=action, varname="SCORE")


def _shows(condition: ET.Element, feedback: str) -> None:
    _add(condition, "displayfeedback", feedbacktype="Response", linkrefid=feedback)


class _Item:
    """One question under construction; feedback is collected, as it stands last in an item."""

    def __init__(self, question: Question, texts: Texts, kind: str, points: str = "1") -> None:
        self.question, self.texts = question, texts
        self.element = ET.Element("item", ident=question.id, title=question.id)
        _metadata(_add(self.element, "itemmetadata"), {"question_type": kind, "points_possible": points})
        self.presentation = _add(self.element, "presentation")
        _material(self.presentation, texts.stem(question))
        self.processing = _add(self.element, "resprocessing")
        _add(
            _add(self.processing, "outcomes"),
            "decvar",
            maxvalue="100",
            minvalue="0",
            varname="SCORE",
            vartype="Decimal",
        )
        self._feedback: dict[str, str] = {}

    def keep(self, ident: str, html: str) -> bool:
        """Keep a feedback for the end of the item; return whether there is anything to show."""
        if html:
            self._feedback[ident] = html
        return bool(html)

    def ask_number(self, kind: str = "") -> None:
        response = _add(self.presentation, "response_str", ident="response1", rcardinality="Single")
        field = _add(response, "render_fib", **({"fibtype": kind} if kind else {}))
        _add(field, "response_label", ident="answer1")

    def for_all_others(self, html: str) -> None:
        if self.keep("general_incorrect_fb", html):
            condition, asked = _condition(self.processing, goes_on=True)
            _add(asked, "other")
            _shows(condition, "general_incorrect_fb")

    def finish(self) -> ET.Element:
        for ident, html in self._feedback.items():
            _material(_add(_add(self.element, "itemfeedback", ident=ident), "flow_mat"), html)
        return self.element


def _choices(question: Choice, texts: Texts) -> ET.Element:
    kind = "multiple_answers_question" if question.multiple else "multiple_choice_question"
    item = _Item(question, texts, kind, "1" if question.has_key else "0")
    cardinality = "Multiple" if question.multiple else "Single"
    response = _add(item.presentation, "response_lid", ident="response1", rcardinality=cardinality)
    field = _add(response, "render_choice")
    # Canvas reads digits out of the names of options and takes them for its own.
    answers = question.answers()
    names = {at: str(1000 + at) for at in range(len(answers))}
    for at in question.shown_order():
        _material(_add(field, "response_label", ident=names[at]), texts.inline(answers[at].words))
    if not question.has_key and item.keep("general_fb", texts.outcome(question)):
        condition, asked = _condition(item.processing, goes_on=True)
        _add(asked, "other")
        _shows(condition, "general_fb")
    for at in question.shown_order():
        if item.keep(f"{names[at]}_fb", texts.feedback(answers[at])):
            condition, asked = _condition(item.processing, goes_on=True)
            _add(asked, "varequal", names[at], respident="response1")
            _shows(condition, f"{names[at]}_fb")
    if question.multiple:
        condition, asked = _condition(item.processing)
        together = _add(asked, "and")
        for at, answer in enumerate(answers):
            _add(together if answer.right else _add(together, "not"), "varequal", names[at], respident="response1")
        _score(condition)
    else:
        for at, answer in enumerate(answers):
            if answer.right or not question.has_key:
                condition, asked = _condition(item.processing)
                _add(asked, "varequal", names[at], respident="response1")
                _score(condition)
    if not question.has_key:
        texts.remark("Canvas has no question without a right answer: every option is right, for 0 points")
    return item.finish()


def _number(question: Numeric, texts: Texts) -> ET.Element:
    right, *others = question.answers()
    *wrong, otherwise = others
    low, high = span(question.answer, question.tolerance)
    kept = Decimal(repr(question.answer)).quantize(_DECIMALS)
    small = not low <= kept <= high
    item = _Item(question, texts, "short_answer_question" if small else "numerical_question")
    item.ask_number("" if small else "Decimal")
    condition, asked = _condition(item.processing)
    if small:
        for text in spellings(question.answer, question.tolerance):
            _add(asked, "varequal", text, respident="response1")
        texts.remark(
            "the number is too small for Canvas, which keeps four decimals of what is typed: "
            "it is asked as a text, with its spellings as right answers"
        )
    else:
        either = _add(asked, "or")
        _add(either, "varequal", number(question.answer), respident="response1")
        between = _add(either, "and")
        _add(between, "vargte", number(low), respident="response1")
        _add(between, "varlte", number(high), respident="response1")
    _score(condition)
    if item.keep("correct_fb", texts.feedback(right)):
        _shows(condition, "correct_fb")
    comment = texts.feedback(otherwise)
    if wrong:
        texts.remark("Canvas has one comment for all wrong numbers: it lists what each known one shows")
        rows = "".join(f"<li>{texts.inline(one.words)}: {texts.feedback(one)}</li>" for one in wrong)
        comment += f"<p>If this is your number:</p><ul>{rows}</ul>"
    item.for_all_others(comment)
    return item.finish()


def _order(question: Order, texts: Texts) -> ET.Element:
    texts.remark("putting lines into order becomes matching each line with its place")
    item = _Item(question, texts, "matching_question")
    right, others = question.answers()
    places = {at: str(2000 + at) for at in right.picks}
    for at in question.shown_order():
        response = _add(item.presentation, "response_lid", ident=f"response_{1000 + at}")
        _material(response, texts.inline(question.shown[at]))
        field = _add(response, "render_choice")
        for place, ident in places.items():
            _add(_add(_add(field, "response_label", ident=ident), "material"), "mattext", str(place + 1))
    share = f"{100 / len(places):.2f}"
    for at in question.shown_order():
        condition, asked = _condition(item.processing, goes_on=True)
        _add(asked, "varequal", places[at], respident=f"response_{1000 + at}")
        _score(condition, share, "Add")
    # Canvas shows both by itself, the one when all pairs are right and the other when not.
    item.keep("correct_fb", texts.feedback(right))
    item.keep("general_incorrect_fb", texts.feedback(others))
    return item.finish()


_FORMS = {"choices": _choices, "number": _number, "order": _order}


def _document(root: ET.Element) -> bytes:
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _meta(one: QuestionSet, ident: str, points: int) -> bytes:
    quiz = ET.Element("quiz", identifier=ident, xmlns=_CANVAS)
    _add(quiz, "title", one.title)
    _add(quiz, "description", "<p>From the open course Decoding isotretinoin.</p>")
    for name, value in {**_SETTINGS, "points_possible": str(points)}.items():
        _add(quiz, name, value)
    return _document(quiz)


def _manifest(idents: list[str]) -> bytes:
    identifier = "m" + hashlib.sha256(" ".join(idents).encode()).hexdigest()[:16]
    manifest = ET.Element("manifest", identifier=identifier, xmlns=_PACKAGE)
    metadata = _add(manifest, "metadata")
    _add(metadata, "schema", "IMS Content")
    _add(metadata, "schemaversion", "1.1.3")
    _add(manifest, "organizations")
    resources = _add(manifest, "resources")
    for ident in idents:
        assessment = _add(resources, "resource", identifier=ident, type="imsqti_xmlv1p2")
        _add(assessment, "file", href=f"{ident}/{ident}.xml")
        _add(assessment, "dependency", identifierref=f"{ident}-meta")
        kind = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
        meta = _add(resources, "resource", identifier=f"{ident}-meta", type=kind, href=f"{ident}/assessment_meta.xml")
        _add(meta, "file", href=f"{ident}/assessment_meta.xml")
    return _document(manifest)


def write(sets: Iterable[QuestionSet], texts: Texts) -> tuple[bytes, list[str]]:
    """Return the zip and the ids of the questions in it; what could not be carried is in ``texts.remarks``."""
    files: dict[str, bytes] = {}
    carried: list[str] = []
    idents: list[str] = []
    for one in sets:
        ident = f"isotretinoin-{one.id}"
        root = ET.Element("questestinterop", xmlns=_QTI)
        assessment = _add(root, "assessment", ident=ident, title=one.title)
        _metadata(assessment, {"cc_maxattempts": "unlimited"})
        section = _add(assessment, "section", ident="root_section")
        points = 0
        for question, item in texts.each(one.questions, lambda question: texts.form(question, _FORMS)(question, texts)):
            section.append(item)
            carried.append(question.id)
            points += question.has_key
        files[f"{ident}/{ident}.xml"] = _document(root)
        files[f"{ident}/assessment_meta.xml"] = _meta(one, ident, points)
        idents.append(ident)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {"imsmanifest.xml": _manifest(idents), **files}.items():
            # A fixed date, so that the same bank gives the same bytes.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, content)
    return stream.getvalue(), carried
