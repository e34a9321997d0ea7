"""Moodle XML, after Moodle's own description, <https://docs.moodle.org/en/Moodle_XML_format>."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from ..kinds import Choice, Order
from ..question import Question
from .sets import QuestionSet
from .text import CannotCarryError, Texts, number

__all__ = ["formula", "moodle_share", "write"]

# Moodle knows these shares of a mark and refuses or rounds any other.
_SHARES = {1: "100", 2: "50", 3: "33.33333", 4: "25", 5: "20", 6: "16.66667", 7: "14.28571", 8: "12.5", 9: "11.11111"}
_SHARES[10] = "10"


def moodle_share(parts: int) -> str:
    """Return one of so many equal parts of a mark, in percent, as Moodle knows it.

    Raises
    ------
    CannotCarryError
        If Moodle has no such share.
    """
    if parts not in _SHARES:
        raise CannotCarryError(f"Moodle can't share a mark among {parts} options (10 at most)")
    return _SHARES[parts]


def formula(latex: str) -> str:
    r"""Return LaTeX between ``\(`` and ``\)``, which Moodle's MathJax filter shows."""
    return rf"\({latex.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}\)"


def _text(parent: ET.Element, name: str, content: str, **attributes: str) -> ET.Element:
    """Add ``<name><text>content</text></name>``, the way in which Moodle keeps nearly every text."""
    element = ET.SubElement(parent, name, attributes)
    ET.SubElement(element, "text").text = content
    return element


def _html(parent: ET.Element, name: str, content: str, **attributes: str) -> ET.Element:
    return _text(parent, name, content, **attributes, format="html")


def _plain(parent: ET.Element, name: str, content: str) -> None:
    ET.SubElement(parent, name).text = content


def _answer(parent: ET.Element, fraction: str, content: str, feedback: str, form: str = "html") -> ET.Element:
    answer = _text(parent, "answer", content, fraction=fraction, format=form)
    _html(answer, "feedback", feedback)
    return answer


def _comments(element: ET.Element, right: str, wrong: str) -> None:
    _html(element, "correctfeedback", right)
    _html(element, "partiallycorrectfeedback", wrong)
    _html(element, "incorrectfeedback", wrong)


def _choices(element: ET.Element, question: Choice, texts: Texts) -> None:
    _plain(element, "single", "false" if question.multiple else "true")
    _plain(element, "shuffleanswers", "true" if question.has_key and question.shuffle else "false")
    _plain(element, "answernumbering", "none")
    _plain(element, "showstandardinstruction", "0")
    _comments(element, "", "")
    answers, right = question.answers(), len(question.right)
    for at in question.shown_order():
        answer = answers[at]
        if not question.has_key or (answer.right and not question.multiple):
            fraction = "100"
        elif not question.multiple:
            fraction = "0"
        else:
            fraction = moodle_share(right) if answer.right else "-" + moodle_share(len(answers) - right)
        _answer(element, fraction, texts.inline(answer.words), texts.feedback(answer))
    if question.multiple:
        texts.remark("the page wants all right options and no other; here each one counts its share")
    if not question.has_key:
        texts.remark("Moodle has no question without a right answer: every option is right, and the mark is 0")


def _number(element: ET.Element, question: Question, texts: Texts) -> None:
    # Moodle takes the first answer that fits, so that the star, which fits all, comes last.
    for one in question.answers():
        value = "*" if one.others else number(one.number)
        answer = _answer(element, "100" if one.right else "0", value, texts.feedback(one), "moodle_auto_format")
        _plain(answer, "tolerance", number(one.tolerance))
    # The unit stands in the question: 3 is "no unit is asked for".
    _plain(element, "unitgradingtype", "0")
    _plain(element, "unitpenalty", "0.1")
    _plain(element, "showunits", "3")
    _plain(element, "unitsleft", "0")


def _order(element: ET.Element, question: Order, texts: Texts) -> None:
    texts.remark("putting lines into order becomes matching each line with its place")
    _plain(element, "shuffleanswers", "true")
    _comments(element, *map(texts.feedback, question.answers()))
    for at in question.shown_order():
        pair = _html(element, "subquestion", texts.inline(question.shown[at]))
        _text(pair, "answer", str(at + 1))


_FORMS = {"choices": ("multichoice", _choices), "number": ("numerical", _number), "order": ("matching", _order)}
"""Form of answer to Moodle's name for it and what writes it."""


def _question(question: Question, texts: Texts) -> ET.Element:
    kind, write_body = texts.form(question, _FORMS)
    element = ET.Element("question", type=kind)
    _text(element, "name", question.id)
    _html(element, "questiontext", texts.stem(question))
    _html(element, "generalfeedback", "" if question.has_key else texts.outcome(question))
    _plain(element, "defaultgrade", "1" if question.has_key else "0")
    # What is taken off the mark at each further try, where a teacher lets students try again.
    _plain(element, "penalty", "0.3333333")
    _plain(element, "hidden", "0")
    _plain(element, "idnumber", question.id)
    write_body(element, question, texts)
    tags = ET.SubElement(element, "tags")
    for tag in (f"objective {question.objective}", *question.misconceptions):
        _text(tags, "tag", tag)
    return element


def write(sets: Iterable[QuestionSet], texts: Texts) -> tuple[bytes, list[str]]:
    """Return the file and the ids of the questions in it; what could not be carried is in ``texts.remarks``."""
    quiz = ET.Element("quiz")
    carried: list[str] = []
    for one in sets:
        category = ET.SubElement(quiz, "question", type="category")
        # A slash divides levels; two of them are one slash in a name.
        _text(category, "category", f"$course$/top/Decoding isotretinoin/{one.title.replace('/', '//')}")
        for question, element in texts.each(one.questions, lambda question: _question(question, texts)):
            quiz.append(element)
            carried.append(question.id)
    ET.indent(quiz)
    return ET.tostring(quiz, encoding="utf-8", xml_declaration=True), carried
