"""The test of the lessons' promises: every lesson, the question bank and the catalogue of misconceptions together."""

from __future__ import annotations

import ast
import difflib
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from isotretinoin.questions.bank import FORMS, Bank, BankError
from isotretinoin.questions.blueprint import check_forms, read_blueprint
from isotretinoin.questions.reading import read_bank

from .contract import (
    SOLUTION,
    Contract,
    Heading,
    LessonError,
    Notebook,
    read_contract,
    read_front,
    read_notebook,
)
from .glossary import Term, missing_terms, read_glossary, undefined_acronyms
from .guessing import check_wording
from .lesson import find_heading
from .minutes import minutes_of
from .places import check_places
from .tried import solution_of

__all__ = ["CODES", "WORD", "BrokenPromise", "asked_questions", "check_course", "lines_of"]

CODES = {
    "L01": "The lesson's contract must be whole: readers and this check rely on it.",
    "L02": "Each objective needs two questions: one answer can be luck, and a second asks whether it has stayed.",
    "L03": "A misconception named by the contract must be in the catalogue.",
    "L04": "A misconception named by the contract must be checked: a wrong answer of the lesson's questions names it.",
    "L05": "A question asked by the notebook must be in the bank, of the lesson, and asked by the right method.",
    "L06": "A question of the bank is asked on the page, or its `use` says where else.",
    "L07": "A reader should never go more than 15 minutes without a check.",
    "L08": "A lesson asks for a prediction before it shows the result.",
    "L09": "A lesson shows its opening, its key points and its exit ticket.",
    "L10": "A key point links back to a heading of the page.",
    "L11": "The parts of the course must build on lessons that exist, and on earlier ones.",
    "L12": "A prerequisite in a primer must be one of its headings, or the link leads nowhere.",
    "L13": "A page that stands in no table of contents can't be found.",
    "L15": "A teacher finds notes on every lesson.",
    "L16": "What a template left to write is written.",
    "L17": "The minutes that a lesson states are those that it takes, and its core takes an hour at most.",
    "L18": "A rubric that can't be read grades nobody.",
    "L19": "A question that answers for a solution names one of its lesson, or the page could not find where to speak.",
    "B01": "A question must be complete, so that each answer gets feedback that fits.",
    "B02": "The two forms of the course's test are parallel, or their scores can't be compared.",
    "B03": "Each form fills the blueprint: for each outcome one question of the course's settings and one of another.",
    "Q01": "A right option that is longer than the others gives itself away.",
    "Q02": "Where the key has the same rank of length most of the time, nobody has to read.",
    "Q03": "A reason or a second sentence in some of the options only tells the key from the rest.",
    "Q04": "An option that nobody would choose makes the others easier.",
    "Q05": "Of two questions at once nobody knows which one an option answers.",
    "Q06": "A question that refers to what stands on its page says so, because other systems do not have the page.",
    "T01": "Headings start with one of level 1 and skip no level: screen readers navigate by them.",
    "T02": "The text of a link says where it leads; a list of links that all say 'here' helps nobody.",
    "T03": "A dismissive word tells a reader who finds it hard that the fault is theirs.",
    "T04": "Two headings with the same words have addresses that can't be told apart.",
    "G01": "A term that a lesson introduces stands in the glossary, and in the lesson.",
    "G02": "An acronym is spelled out at its first use or stands in the glossary: nobody should have to guess.",
    "S01": "One sentence a line: a change of one sentence is then a change of one line.",
    "C01": "Long code cells hide the idea: half of them have at most 4 lines, nine of ten 10, none over 20.",
}
"""Code of a problem to the reason why it is one."""

MINUTES_WITHOUT_CHECK = 15
QUESTIONS_AN_OBJECTIVE = 2
WORDS_A_CODE_LINE = 10
"""Reading a line of code takes about as long as ten words of prose; assumed, for sharing out a lesson's minutes."""
MINUTES_OFF, LONGEST_CORE = 0.2, 60
MEDIAN_LINES, P90_LINES, MOST_LINES = 4, 10, 20
DISMISSIVE = re.compile(r"\b(just|simply|obviously|easy|trivial|trivially|of course)\b", re.I)
_BARE = re.compile(r"\[\s*(?:click\s+)?(?:here|this|this link|link)\s*\]\(", re.I)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"\n]*\"|`[^`]*`|\]\([^)]*\)|^```.*?^```|^>.*?$|\$[^$]*\$", re.S | re.M)
WORD = re.compile(r"[^\W_][\w’'-]*")
_PARTS = ("opening", "key_points", "exit_ticket")


@dataclass(frozen=True)
class BrokenPromise:
    """One promise that is broken: its code (see ``CODES``), where, and what to do."""

    code: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.code} {self.where}: {self.message}"


@dataclass(frozen=True)
class _Chapter:
    notebook: Notebook
    contract: Contract
    bank: Bank
    order: dict[str, int]
    glossary: list[Term]
    primers: dict[str, set[str]]


def _calls(notebook: Notebook) -> list[tuple[str, str]]:
    """Return method and first text argument of each call ``lesson.<method>(…)`` in the order of the page."""
    found = []
    for source in notebook.code:
        # A magic or a shell line is no Python; the rest of the cell still is.
        lines = ["pass" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines()]
        try:
            tree = ast.parse("\n".join(lines))
        except SyntaxError:
            continue
        nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
        for node in sorted(nodes, key=lambda one: (one.lineno, one.col_offset)):
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "lesson"):
                continue
            named = [keyword.value for keyword in node.keywords if keyword.arg == "question_id"]
            first = next(iter([*node.args, *named]), None)
            text = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
            found.append((node.func.attr, text))
    return found


def asked_questions(notebook: Notebook) -> list[tuple[str, str]]:
    """Return method (``check`` or ``predict``) and id of each question that a notebook asks, in order."""
    return [(method, question) for method, question in _calls(notebook) if method in ("check", "predict")]


def _check_objectives(chapter: _Chapter) -> Iterator[tuple[str, str]]:
    covered = [one.objective for one in chapter.bank.of_lesson(chapter.contract.id)]
    for objective in chapter.contract.objectives:
        if covered.count(objective.id) < QUESTIONS_AN_OBJECTIVE:
            count = {0: "no question covers", 1: "only one question covers"}[covered.count(objective.id)]
            yield "L02", f"{count} objective {objective.id} ({objective.text}) Write {QUESTIONS_AN_OBJECTIVE}."


def _check_misconceptions(chapter: _Chapter) -> Iterator[tuple[str, str]]:
    questions = chapter.bank.of_lesson(chapter.contract.id)
    checked = {name for question in questions for name in question.misconceptions}
    for name in chapter.contract.misconceptions:
        if name not in chapter.bank.misconceptions:
            yield "L03", f"{name} is in no misconceptions.yml of data/lessons/. Write its entry, or mend its name."
        elif name not in checked:
            yield "L04", f"{name} is named by no wrong answer of this lesson's questions. Write one, or take it out."


def _check_questions(chapter: _Chapter) -> Iterator[tuple[str, str]]:
    asked = asked_questions(chapter.notebook)
    for method, name in asked:
        question = chapter.bank.questions.get(name)
        if not name:
            yield "L05", f"lesson.{method}(…) must name its question as a text, so that this check can find it."
        elif question is None:
            yield "L05", f"lesson.{method}({name!r}) asks a question that is not in the bank, or is faulty there."
        elif question.lesson != chapter.contract.id:
            yield "L05", f"lesson.{method}({name!r}) asks a question of lesson {question.lesson}."
        elif question.asked_with != method:
            yield "L05", f"lesson.{method}({name!r}) asks a question of kind {question.kind}: use the other method."
    names = [name for _, name in asked]
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        yield "L05", f"{name} is asked twice on the page; both would keep one answer."
    for question in chapter.bank.of_lesson(chapter.contract.id):
        if question.use == "page" and question.id not in names and not solution_of(question):
            yield (
                "L06",
                f"{question.id} is asked nowhere. Ask it in the notebook, or say where else by its `use`.",
            )


def _check_solutions(chapter: _Chapter) -> Iterator[tuple[str, str]]:
    solutions = chapter.notebook.solutions
    named = [(question.id, solution_of(question)) for question in chapter.bank.of_lesson(chapter.contract.id)]
    for name, solution in named:
        if solution and solution not in solutions:
            close = difflib.get_close_matches(solution, solutions, n=1)
            hint = f"Did you mean {close[0]}?" if close else f"Tag the cell “{SOLUTION}”, or take the field out."
            yield "L19", f"{name} names {solution}, which is no solution of the notebook. {hint}"
    taken = [solution for _, solution in named if solution]
    for solution in sorted({one for one in taken if taken.count(one) > 1}):
        yield "L19", f"several questions name {solution}. Choose the one whose number it computes."


def _longest_stretch(notebook: Notebook) -> float:
    """Return the longest share of a lesson's reading between two questions, from the start to the last of them."""
    stretches = [0]
    for (kind, source), is_open in zip(notebook.cells, notebook.is_open, strict=True):
        if re.search(r"^lesson\.(check|predict|exit_ticket)\(", source, re.M):
            stretches.append(0)
        elif kind == "markdown":
            stretches[-1] += len(WORD.findall(source))
        elif is_open:
            stretches[-1] += WORDS_A_CODE_LINE * lines_of(source)
    return max(stretches) / max(1, sum(stretches))


def _check_rhythm(chapter: _Chapter) -> Iterator[tuple[str, str]]:
    methods = [method for method, _ in asked_questions(chapter.notebook)]
    checks = methods.count("check")
    minutes = chapter.contract.minutes
    if minutes > MINUTES_WITHOUT_CHECK * checks:
        yield "L07", f"{minutes} minutes with {checks} checks. Ask {-(-minutes // MINUTES_WITHOUT_CHECK)} or more."
    longest = _longest_stretch(chapter.notebook) * minutes
    if longest > MINUTES_WITHOUT_CHECK:
        yield "L07", f"about {longest:.0f} minutes go by between two checks. Move a check there, or write one."
    if "predict" not in methods:
        yield "L08", "asks for no prediction. Add lesson.predict(…) before a result."


def _check_minutes(chapter: _Chapter) -> Iterator[tuple[str, str]]:
    stated, core = chapter.contract.minutes, minutes_of(chapter.notebook).core
    if abs(stated - core) > max(core * MINUTES_OFF, 5):
        yield "L17", f"the contract states {stated} minutes, and what is in the core takes about {core}."
    if core > LONGEST_CORE:
        yield "L17", f"the core takes about {core} minutes. Move a part under “## Going further”, or leave it out."


def _check_frame(chapter: _Chapter) -> Iterator[tuple[str, str]]:
    methods = [method for method, _ in _calls(chapter.notebook)]
    for part in _PARTS:
        if part not in methods:
            yield "L09", f"never calls lesson.{part}()."
    for point in chapter.contract.key_points:
        if find_heading(chapter.notebook, point.link) is None:
            slugs = ", ".join(f"#{heading.slug}" for heading in chapter.notebook.headings)
            yield "L10", f"a key point links to {point.link}, which is no heading. There are: {slugs}."


def _check_prerequisites(chapter: _Chapter) -> Iterator[tuple[str, str]]:
    for one in chapter.contract.prerequisites:
        if one.lesson and not re.fullmatch(r"\d\d", one.lesson):
            yield "L11", f"prerequisite {one.lesson!r}: write the lesson as two digits in quotes."
        elif one.lesson and one.lesson >= chapter.contract.id:
            yield "L11", f"builds on lesson {one.lesson}, which does not come before it."

        page, _, section = one.primer.partition("#")
        if one.primer and section not in chapter.primers.get(page, set()):
            known = ", ".join(sorted(chapter.primers.get(page, set()))) or "no headings yet"
            yield "L12", f"book/primer_{page}.md has no section #{section}. It has: {known}."


def _check_terms(chapter: _Chapter) -> Iterator[tuple[str, str]]:
    markdown = chapter.notebook.markdown
    for term in missing_terms(chapter.contract.terms, chapter.glossary):
        yield "G01", f"introduces {term!r}, which book/glossary.md does not have. Write its entry."
    text = " ".join("\n".join(markdown).lower().replace("*", "").split())
    names = {name: entry.names for entry in chapter.glossary for name in entry.names}
    for term in chapter.contract.terms:
        if not any(name.lower() in text for name in names.get(term, (term,))):
            yield "G01", f"says that it introduces {term!r}, and never uses it. Use it, or take it out of `terms`."
    for acronym in undefined_acronyms(markdown, chapter.glossary):
        yield "G02", f"{acronym} is not spelled out. Write “the words ({acronym})” once, or give it a glossary entry."


_SENTENCE_END = re.compile(r"(?<![A-Z])(?<!\bal)(?<!\bvs)(?<!\be\.g)(?<!\bi\.e)[.!?][”\")*]* (?=[“*]*[A-Z])")


def _check_sentences(texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Look for two sentences on one line of a paragraph; tables, quotations, lists and code keep their own shape."""
    for place, text in texts.items():
        for line in re.sub(r"^```.*?^```", "", text, flags=re.S | re.M).splitlines():
            if re.match(r"\s*([|>#-]|\d+\.|\*\*)", line):
                continue
            match = _SENTENCE_END.search(re.sub(r"\]\([^)]*\)|“[^”]*”", "]", line))
            if match:
                yield "S01", f"{place}: “{line.strip()[:70]}…” holds two sentences. Give each a line."


def _check_headings(notebook: Notebook) -> Iterator[tuple[str, str]]:
    headings = notebook.headings
    if not headings or headings[0].level != 1:
        yield "T01", "the first heading must be of level 1: the title, as '# Title'."
    for title in headings[1:]:
        if title.level == 1:
            yield "T01", f"{title.text!r} is a second heading of level 1. Use '##'."
    for above, below in itertools.pairwise(headings):
        if below.level > above.level + 1:
            yield "T01", f"{below.text!r} (level {below.level}) follows {above.text!r} (level {above.level})."
    slugs = [heading.slug for heading in headings]
    for heading in headings:
        if slugs.count(heading.slug) > 1:
            yield "T04", f"the heading {heading.text!r} is there twice. Give one of them other words."


def _excerpt(text: str, match: re.Match[str]) -> str:
    return " ".join(text[max(0, match.start() - 30) : match.end() + 30].split())


def _check_words(texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Look for empty link texts and dismissive words; what is quoted from others, code and addresses are left out."""
    for place, text in texts.items():
        for match in _BARE.finditer(text):
            yield "T02", f"{place}: “{_excerpt(text, match)}”. Let the link say where it leads."
        own = _QUOTED.sub(lambda match: " " * len(match[0]), text)
        for match in DISMISSIVE.finditer(own):
            yield "T03", f"{place}: “{_excerpt(text, match)}”. Leave out {match[0]!r}, or give the reason instead."


def _prose(notebook: Notebook) -> dict[str, str]:
    return {f"Markdown cell {number}": source for number, source in enumerate(notebook.markdown, 1)}


def _contract_prose(contract: Contract) -> dict[str, str]:
    texts = [contract.title, contract.question, *contract.exit_ticket]
    texts += [one.text for one in (*contract.objectives, *contract.prerequisites, *contract.key_points)]
    texts += [one.why for one in contract.prerequisites]
    return {"the contract": "\n\n".join(texts)}


def lines_of(source: str) -> int:
    """Return the number of lines of a cell that are not empty."""
    return sum(bool(line.strip()) for line in source.splitlines())


def _check_code(notebook: Notebook) -> Iterator[tuple[str, str]]:
    lengths = [lines_of(source) for source in notebook.code]
    if not lengths:
        return
    median, p90 = np.median(lengths), np.quantile(lengths, 0.9)
    if median > MEDIAN_LINES:
        yield (
            "C01",
            f"half of the code cells have more than {median - 0.5:.0f} lines; at most {MEDIAN_LINES} are wanted.",
        )
    if p90 > P90_LINES:
        yield "C01", f"the 90th percentile of the code cells is {p90:.1f} lines; at most {P90_LINES} are wanted."
    for number, length in enumerate(lengths, 1):
        if length > MOST_LINES:
            yield "C01", f"code cell {number} has {length} lines; split it, or move a part to the library."


_OF_LESSON: tuple[Callable[[_Chapter], Iterator[tuple[str, str]]], ...] = (
    _check_objectives,
    _check_misconceptions,
    _check_questions,
    _check_solutions,
    _check_rhythm,
    _check_minutes,
    _check_frame,
    _check_prerequisites,
    _check_terms,
)


def _check_blueprint(root: Path, bank: Bank) -> Iterator[tuple[str, str]]:
    try:
        yield from check_forms(bank, read_blueprint(root))
    except BankError as error:
        yield "B03", str(error)


def _bank_prose(bank: Bank) -> Iterator[tuple[str, str, dict[str, str]]]:
    for question in bank.questions.values():
        folder = "tests" if question.use in FORMS else question.lesson
        yield f"{folder}/questions.yml", question.id, {question.id: question.prose}
    for one in bank.misconceptions.values():
        # The statement speaks as one who holds the idea, and may well say "obviously".
        yield "misconceptions", one.id, {one.id: f"{one.tempting}\n\n{one.cure}"}


def _primers(root: Path) -> dict[str, set[str]]:
    """Return the anchors of each primer of ``book/``."""
    found = {}
    for path in sorted((root / "book").glob("primer_*.md")):
        text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.S | re.M)
        titles = re.findall(r"^##+ (.+)$", text, re.M)
        found[path.stem.removeprefix("primer_")] = {Heading(2, title).slug for title in titles}
    return found


def check_course(root: Path) -> list[BrokenPromise]:
    """Return every broken promise of the lessons and of the question bank, in the order of the lessons.

    Parameters
    ----------
    root : Path
        The course's folder, with ``notebooks/`` and ``data/lessons/``.
    """
    problems: list[BrokenPromise] = []
    notebooks: list[Notebook] = []
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        try:
            notebooks.append(read_notebook(path))
        except LessonError as error:
            problems.append(BrokenPromise("L01", path.name, str(error)))
    contracts: dict[str, Contract] = {}
    for notebook in notebooks:
        faults = read_front(notebook).problems
        problems += [BrokenPromise("L01", fault.place, fault.sentence) for fault in faults]
        if not faults:
            contracts[notebook.name] = read_contract(notebook)
    objectives = {one.id: {objective.id for objective in one.objectives} for one in contracts.values()}
    bank = read_bank(root, objectives)
    problems += [BrokenPromise("B01", problem.place, problem.sentence) for problem in bank.problems]
    order = {identity: place for place, identity in enumerate(sorted(objectives))}
    glossary, primers = read_glossary(root), _primers(root)
    for notebook in notebooks:
        found = [*_check_headings(notebook), *_check_words(_prose(notebook)), *_check_code(notebook)]
        found += _check_sentences(_prose(notebook))
        contract = contracts.get(notebook.name)
        if contract is not None:
            chapter = _Chapter(notebook, contract, bank, order, glossary, primers)
            found += [one for check in _OF_LESSON for one in check(chapter)]
            found += check_places(root, notebook, contract)
            found += _check_words(_contract_prose(contract))
        problems += [BrokenPromise(code, notebook.path.name, message) for code, message in found]
    problems += [BrokenPromise(code, "tests/questions.yml", message) for code, message in _check_blueprint(root, bank)]
    for lesson, code, message in check_wording(bank):
        problems.append(BrokenPromise(code, f"{lesson}/questions.yml" if lesson else "the course", message))
    for file, _, texts in _bank_prose(bank):
        problems += [BrokenPromise(code, file, message) for code, message in _check_words(texts)]
    return problems
