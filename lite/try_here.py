"""Run one cell as a notebook does, and return what it shows: text, tables, drawings, and the error in short."""

import io
import json

import matplotlib.pyplot as plt
from IPython.core.displayhook import DisplayHook
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display
from IPython.utils.capture import capture_output


class _Shown(DisplayHook):
    """The value of a cell's last line is shown as a notebook shows it, and not printed behind a prompt."""

    hushed = False

    def __call__(self, result: object = None) -> None:
        if result is not None and not self.hushed:
            display(result)


_shell = InteractiveShell.instance(colors="nocolor", xmode="minimal", displayhook_class=_Shown)


def _shown(data: dict) -> dict:
    for kind in ("text/html", "image/svg+xml"):
        if kind in data:
            return {"kind": "html", "text": data[kind]}
    return {"kind": "text", "text": data.get("text/plain", "")}


def _drawn() -> list[dict]:
    """Return the figures that nobody has shown, as drawings."""
    found = []
    for number in plt.get_fignums():
        drawing = io.StringIO()
        plt.figure(number).savefig(drawing, format="svg", bbox_inches="tight")
        found.append({"kind": "html", "text": drawing.getvalue()})
    plt.close("all")
    return found


def run_here(code: str) -> str:
    """Run a cell; return a list of ``kind`` and ``text`` as JSON."""
    _shell.displayhook.hushed = code.rstrip().endswith(";")
    with capture_output() as caught:
        ran = _shell.run_cell(code, store_history=False)
    outputs = []
    error = ran.error_before_exec or ran.error_in_exec
    if caught.stdout and not error:
        outputs.append({"kind": "text", "text": caught.stdout})
    outputs += [_shown(output.data) for output in caught.outputs]
    if error is not None:
        outputs.append({"kind": "error", "text": f"{type(error).__name__}: {error}"})
    return json.dumps(outputs + _drawn())
