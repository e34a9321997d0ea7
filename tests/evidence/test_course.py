"""Everything the course prints agrees with the ledger, and each planted fault is found."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from isotretinoin import course_root, evidence
from isotretinoin.evidence.checks import course as checks
from isotretinoin.evidence.checks.allowed import read_allow_list
from isotretinoin.evidence.checks.article import check_article
from isotretinoin.evidence.checks.prose import paragraphs


def test_the_course_prints_only_what_the_ledger_holds():
    problems = evidence.check_course(course_root())
    assert not problems, "\n".join(map(str, problems))


def test_lessons_take_up_every_statement_of_the_article(tmp_path):
    assert check_article(course_root()) == []
    (tmp_path / "notebooks").mkdir()
    lesson = tmp_path / "notebooks" / "01_x.ipynb"
    lesson.write_text('[so](../book/evidence.md#seed-potent-therapy), box("seed-peptide"), seed-sex', encoding="utf-8")
    left_out = {problem.place for problem in check_article(tmp_path)}
    statements = {name for name, one in evidence.records.all_claims().items() if one.source_key == "dermtimes-decoding"}
    assert left_out == {f"claim '{name}'" for name in statements - {"seed-potent-therapy", "seed-peptide"}}


@pytest.fixture
def root(tmp_path: Path, monkeypatch) -> Path:
    """An empty course; entries of the allow-list for certain files of the real one don't count here."""
    for name in ("book", "notebooks", "data/lessons/07"):
        (tmp_path / name).mkdir(parents=True)
    allowed = tmp_path / "allowed"
    allowed.mkdir()
    real = (course_root() / "data" / "evidence" / "allowed_numbers.yml").read_text(encoding="utf-8")
    (allowed / "allowed_numbers.yml").write_text(real.split("\nplaces:")[0], encoding="utf-8")
    monkeypatch.setattr(checks, "folder", lambda: allowed)
    return tmp_path


def said(root: Path) -> str:
    return "\n".join(map(str, evidence.check_course(root)))


def page(root: Path, text: str) -> str:
    (root / "book" / "page.md").write_text(text, encoding="utf-8")
    return said(root)


def notebook(root: Path, markdown: str = "", code: str = "", lesson: dict | None = None) -> str:
    cells = [
        {"cell_type": "markdown", "id": "words", "metadata": {}, "source": markdown.splitlines(keepends=True)},
        {"cell_type": "code", "id": "code", "metadata": {}, "source": [code], "outputs": [], "execution_count": None},
    ]
    content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (root / "data" / "lessons" / "07" / "contract.yml").write_text(yaml.safe_dump(lesson or {}), encoding="utf-8")
    (root / "notebooks" / "07_x.ipynb").write_text(json.dumps(content), encoding="utf-8")
    return said(root)


def question(root: Path, text: str) -> str:
    (root / "data" / "lessons" / "07" / "questions.yml").write_text(text, encoding="utf-8")
    return said(root)


GOOD = """# 1. A page

In 2008 the record of GSE10432 named [58](evidence.md#geo-58-up-cells) probe sets such as 32821_at of LCN2, see
[Tusher et al. 2001](https://doi.org/10.1073/pnas.091062498) and [lesson 9](../notebooks/09_men_and_women.ipynb).
A 95 % confidence interval, `x = 42`, a P below 0.05, the 5 % level, a log2 scale,
13-cis retinoic acid, p53, IL-1, SEB-1.
The chip is HG-U133A 2.0, and caspase 3 is a protein.

| lesson | time |
| --- | --- |
| [7](../notebooks/07_x.ipynb) | 60 minutes |

```python
print(4711)
```

The formula $d = r / (s + s_0)$ and $$2^7 = 128$$ are arithmetic.

1. first
2. second
"""


def test_a_good_page_passes(root):
    assert page(root, GOOD) == ""


PAGE_FAULTS = [
    ("There are [58](evidence.md#geo-59-up-cells).", "no claim 'geo-59-up-cells'. Did you mean 'geo-58-up-cells'"),
    ("There are [43](evidence.md#unv-43-genes).", "unverified and may not be printed"),
    ("There are [59](evidence.md#geo-58-up-cells).", "'59' is not a number of claim"),
    ("There are [58](../book/data/evidence.md#geo-58-up-cells).", "leads nowhere from here; write evidence.md#geo-58"),
    ("There are [58](evidence.html#geo-58-up-cells).", "write evidence.md#geo-58"),
    ('There are <a href="evidence.md#geo-58-up-cells">58</a>.', "in Markdown"),
    ("See [Tusher](https://doi.org/10.1073/pnas.091062499).", "not in data/evidence/sources.bib"),
    ("See [Tusher et al. 2002](https://doi.org/10.1073/pnas.091062498).", "says 2002; the bibliography says 2001"),
    ("See [it](sources.md#tusher2002).", "no entry 'tusher2002'"),
    ("See [it](sources.md#fang2007).", "is not printed"),
    ("See [8](../notebooks/07_x.ipynb).", "says lesson 8"),
    ("There were 58 genes.", "the number '58'"),
    ("There were 1,114 genes.", "the number '1,114'"),
    ("It rose 7.3-fold.", "the number '7.3'"),
    ("## 58 genes\n", "the number '58'"),
    ("| a |\n| --- |\n| 58 genes |\n", "the number '58'"),
    ("- a list with 58 genes", "the number '58'"),
    (":::{note}\nThere were 58 genes.\n:::", "the number '58'"),
    ("```{admonition} A title with 58 genes\ntext\n```", "the number '58'"),
    ("<details>\n<summary>58 genes</summary>\n\nwords\n\n</details>", "the number '58'"),
    ("![a plot of 58 genes](x.png)", "the number '58'"),
    ("[58 genes](https://example.org/)", "the number '58'"),
    ("With $s_0 = 0.1057$ it works.", "the formula"),
    ("$$\nn = 12625\n$$", "'12625'"),
    ("It used 2010 probe sets.", "the number '2010'"),
    ("The first 9 patients.", "the number '9'"),
    ("In 5 % it came back.", "the number '5'"),
    ("In 95 % it came back.", "the number '95'"),
    ("It costs 0.051.", "the number '0.051'"),
]


@pytest.mark.parametrize(("text", "fault"), PAGE_FAULTS)
def test_a_fault_in_a_page_is_found(root, text, fault):
    found = page(root, f"# Page\n\n{text}\n")
    assert fault in found
    assert re.match(r"book/page\.md, line [345]: ", found)


def test_a_fault_in_a_notebook_names_its_cell(root):
    assert notebook(root, "There are [58](../book/evidence.md#geo-58-up-cells).") == ""
    assert notebook(root, "There were 58.").startswith("notebooks/07_x.ipynb, cell words: the number '58'")
    assert "write ../book/evidence.md#geo-58-up-cells" in notebook(root, "[58](evidence.md#geo-58-up-cells)")


def test_a_claim_asked_for_in_code(root):
    assert notebook(root, code='evidence.box("geo-58-up-cells", title="x")') == ""
    assert "cell code: The ledger has no claim 'geo-58'" in notebook(root, code='evidence.box("geo-58")')
    assert "unverified" in notebook(root, code='%time 1\nx = evidence.claim("unv-kd").value')
    assert notebook(root, code="s0 = ___ fill in") == ""


def test_the_lesson_contract_is_read(root):
    lesson = {
        "id": "07",
        "minutes": 60,
        "objectives": [{"id": "7.1", "text": "Explain what [58](../book/evidence.md#geo-58-up-cells) counts"}],
    }
    assert notebook(root, lesson=lesson) == ""
    lesson["exit_ticket"] = ["What do the 58 count?"]
    assert "exit_ticket.1: the number '58'" in notebook(root, lesson=lesson)


QUESTION = """
- id: q07-x
  lesson: "07"
  objective: "7.1"
  kind: choice
  stem: Whose are the [58](../book/evidence.md#geo-58-up-cells)?
  options:
    - text: The cells'.
      correct: true
      feedback: Yes.
    - text: Those of 4711 patients.
      misconception: m-x
      feedback: No.
- id: q07-y
  kind: numeric
  answer: 4.5
  tolerance: 0.6
  wrong:
    - {answer: 631, tolerance: 5, misconception: m-x, feedback: No.}
"""


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("[58](../book/evidence.md#geo-58-up-cells)", "[59](../book/evidence.md#geo-58-up-cells)", "'59' is not"),
        ("[58](../book/evidence.md#geo-58-up-cells)", "58", "the number '58'"),
        ("The cells'.", "The 3 dishes'.", "the number '3'"),
        ("feedback: Yes.", "feedback: Yes, 58.", "the number '58'"),
        ("Those of 4711 patients.", "Those of [7](../book/evidence.md#skin-six-pairs).", "'7' is not"),
        ("feedback: No.}", "feedback: 'No, 58.'}", "q07-y: the number '58'"),
    ],
)
def test_a_fault_in_a_question_is_found(root, right, wrong, fault):
    assert question(root, QUESTION) == ""
    assert fault in question(root, QUESTION.replace(right, wrong, 1))


def test_files_that_cannot_be_read(root):
    (root / "notebooks" / "07_x.ipynb").write_text("{", encoding="utf-8")
    assert "07_x.ipynb: the file can't be read" in said(root)
    assert "there is no such file" in str(evidence.check_course(root, ["book/none.md"])[0])


def test_allow_list_for_a_place_and_for_a_question(root, tmp_path):
    listed = tmp_path / "allowed" / "allowed_numbers.yml"
    page(root, "There were 58.")
    question(root, "- {id: q07-x, stem: Take 300 cells.}")
    listed.write_text(
        "places:\n  - {where: book/p*.md, pattern: '58', reason: a test}\nquestions:\n  q07-x: made up\n",
        encoding="utf-8",
    )
    assert said(root) == ""
    page(root, "There were none.")
    question(root, "- {id: q07-x, stem: Take cells.}")
    assert said(root).count("it allows nothing any more") == 2
    assert evidence.check_course(root, ["book/page.md"]) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("everywhere:\n  - {pattern: '58'}", "needs `reason`, a text"),
        ("everywhere:\n  - {pattern: '58', reason: ''}", "line 2, `everywhere`, entry 1: `reason` must be a text"),
        ("everywhere:\n  - {pattern: '(58', reason: x}", "no regular expression"),
        (r"everywhere: [{pattern: '[\d.]+', reason: x}]", "would allow every number"),
        ("somewhere: []", "has a key `somewhere` that means nothing"),
        ("questions: {q07-x: }", "`q07-x` must be a text"),
    ],
)
def test_a_bad_allow_list_is_refused(root, tmp_path, text, fault):
    path = tmp_path / "allowed" / "allowed_numbers.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(evidence.LedgerError, match=fault):
        read_allow_list(path, tmp_path)
    assert "allowed_numbers.yml" in said(root)


def test_prose_keeps_lines_and_leaves_code_out():
    text = (
        "# Title\n\nOne `2` [58](evidence.md#x) $3$\n\n```{note}\n:class: tip4\n\nfive\n```\n\n```{code-cell}\n6\n```\n"
    )
    found = [(paragraph.line, paragraph.prose.strip()) for paragraph in paragraphs(text)]
    assert found == [(1, "Title"), (3, "One \ufffc \ufffc \ufffc"), (8, "five")]
