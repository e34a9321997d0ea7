"""Run a submission's cells, whatever they do.

nbclient runs notebooks of people one trusts: it waits for the end of an infinite loop that swallows interrupts, keeps
all output in memory, and gives up the whole notebook with a dead kernel. Here each of these ends with a note in the
cell and a status, and the other cells keep their chance: after a death a new kernel runs the notebook again without the
cell that killed the first one.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from typing import Any

import psutil
import zmq
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager
from nbformat import NotebookNode
from nbformat.v4 import new_output, output_from_msg

from .sandbox import Limits, Sandbox, copies
from .watch import Purse, Stopped, Watch

__all__ = ["KernelTrouble", "Run", "run"]

RESTARTS = 2
"""How many times a dead kernel is replaced. Each dead one leaves a cell out of the next."""

_FOR_GIVEN = 4.0
"""How many times longer a cell may take that students were given: imports are the teacher's time, not theirs."""

_STARTUP = 90.0
_POLL_MS = 100
_CHECK_EVERY = 0.5
_LARGEST_FRAME = 64 * 2**20
_LARGEST_GAIN = 2**30
"""Bytes by which one cell's messages may let the grader itself grow; a message may have any number of frames."""


class KernelTrouble(RuntimeError):  # noqa: N818 - what the grader's machine could not do, no error of the submission
    """No kernel could be started; the submission is not to blame."""


@dataclass
class Run:
    """How a submission ran.

    Attributes
    ----------
    notes : list of str
        What a human should know, in order.
    timeouts, deaths : int
        Cells that had to be stopped; kernels that died.
    seconds : float
        Wall time.
    """

    notes: list[str] = field(default_factory=list)
    timeouts: int = 0
    deaths: int = 0
    seconds: float = 0.0


def run(notebook: NotebookNode, sandbox: Sandbox) -> Run:
    """Run all code cells of a notebook in place.

    Parameters
    ----------
    notebook : NotebookNode
        Gets outputs. A cell that was stopped, or never ran, says so in an error output.
    sandbox : Sandbox
        Walls and limits.

    Returns
    -------
    Run

    Raises
    ------
    KernelTrouble
        If no kernel starts at all.
    """
    report = Run()
    begun = time.monotonic()
    purse = full_purse(sandbox.limits)
    cells = [(i, cell) for i, cell in enumerate(notebook.cells) if cell.cell_type == "code" and cell.source.strip()]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    done, banned = 0, set()
    output_left = sandbox.limits.output
    # A cell that kills the kernel takes all names with it. The other cells run again without it, so that one mistake
    # costs one answer; what they printed the first time stands.
    for attempt in range(RESTARTS + 1):
        if done >= len(cells) or purse.is_empty(time.monotonic()):
            break
        with _Kernel(sandbox) as kernel:
            for place, (i, cell) in enumerate(cells):
                if i in banned:
                    continue
                again = place < done
                timeouts = report.timeouts
                try:
                    # Nothing is kept of a second run: the first outputs count, and were paid for out of the same limit.
                    outputs, used = kernel.execute(cell, 0 if again else output_left, purse, report, place + 1)
                except Stopped as stopped:
                    reason = str(stopped)
                    report.deaths += stopped.died
                    banned.add(i)
                    if not again:
                        cell.outputs = [_error(reason)]
                        done = place + 1
                    more = attempt < RESTARTS and done < len(cells) and not purse.is_empty(time.monotonic())
                    report.notes.append(
                        f"Code cell {place + 1}: {reason}" + (" The other cells ran again without it." if more else "")
                    )
                    break
                if not again:
                    cell.outputs, cell.execution_count = outputs, place + 1
                    output_left -= used
                    done = place + 1
                if report.timeouts > timeouts:
                    banned.add(i)  # once is enough, should another cell make it necessary to run all again
    for _, cell in cells[done:]:
        cell.outputs = [_error("This cell was not run: an earlier one used up the time or broke the kernel.")]
    if done < len(cells):
        report.notes.append(f"{len(cells) - done} cells were not run.")
        report.timeouts += purse.is_empty(time.monotonic())
    report.seconds = time.monotonic() - begun
    return report


def full_purse(limits: Limits) -> Purse:
    """Return the time of a submission that begins now."""
    return Purse(limits.total_seconds, time.monotonic() + limits.patience * limits.total_seconds)


def _error(message: str) -> NotebookNode:
    return new_output("error", ename="Stopped", evalue=message, traceback=[message])


class _Manager(KernelManager):
    """Starts the sandbox's command, and interrupts by message: a signal would hit the wall, not the kernel."""

    sandbox: Sandbox

    def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
        return self.sandbox.command(Path(self.connection_file))

    @property
    def kernel_spec(self) -> Any:
        spec = super().kernel_spec
        if spec is not None:
            spec.interrupt_mode = "message"
        return spec


class _Kernel:
    """One kernel and the talk with it, as a context manager that leaves nothing behind."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.folder = Path(tempfile.mkdtemp(prefix="iso-"))
        self.manager: KernelManager
        self.client: BlockingKernelClient

    def __enter__(self) -> _Kernel:
        try:
            self._start()
        except BaseException as error:
            self.__exit__()
            if isinstance(error, Exception):
                raise KernelTrouble(f"No kernel could be started ({type(error).__name__}: {error}).") from error
            raise
        return self

    def _start(self) -> None:
        sandbox = self.sandbox
        context = zmq.Context()
        # What is larger never reaches the grader's memory; the connection drops it.
        context.setsockopt(zmq.MAXMSGSIZE, _LARGEST_FRAME)
        context.setsockopt(zmq.LINGER, 0)
        self.context = context
        self.manager = _Manager(
            kernel_name="python3",
            context=context,
            transport="ipc",
            ip=str(self.folder / "k"),
            connection_file=str(self.folder / "kernel.json"),
        )
        self.manager.sandbox = sandbox
        own = self.folder
        if sandbox.throwaway or not sandbox.walls:
            own = self.folder / "own"
            own.mkdir()
            copies(sandbox.files, own)
        more = {"cwd": str(own), "env": sandbox.environment(own)}
        self.manager.start_kernel(stdin=None, stdout=_nowhere(), stderr=_nowhere(), **more)
        self.client = self.manager.client()
        # No heartbeat: it is answered by a thread of the kernel, which says nothing about one that is stuck. And nobody
        # is there to answer input().
        self.client.start_channels(hb=False, stdin=False)
        self.client.wait_for_ready(timeout=_STARTUP)
        self.client.allow_stdin = False
        # The control channel too has to be connected before the folder of the sockets goes.
        self.client.control_channel.send(self.client.session.msg("kernel_info_request"))
        self.client.control_channel.get_msg(timeout=_STARTUP)
        self.process = sandbox.process(self.folder) or self.manager.provisioner.process.pid
        self.sealed = sandbox.walls and not sandbox.throwaway
        if self.sealed:
            # Connections outlive their names. A folder that is gone takes no file, so that nothing which the code
            # writes there can fill the grader's disk, or stand in the way when it tidies up.
            shutil.rmtree(self.folder)
        self.poller = zmq.Poller()
        for channel in (self.client.shell_channel, self.client.iopub_channel):
            self.poller.register(channel.socket, zmq.POLLIN)

    def __exit__(self, *_: object) -> None:
        interrupted: BaseException | None = None
        for step in (
            lambda: self.client.stop_channels(),
            lambda: self.manager.shutdown_kernel(now=True),
            lambda: self.sandbox.sweep(self.folder),
            lambda: self.manager.cleanup_resources(),
            lambda: self.context.destroy(linger=0),
            lambda: _remove(self.folder),
        ):
            try:
                step()
            except Exception:
                continue
            except BaseException as error:
                interrupted = error  # Ctrl+C or SIGTERM waits until nothing is left behind
        if interrupted:
            raise interrupted

    def processor_seconds(self) -> float:
        """Return the processor time of the kernel and of all that it started."""
        total = 0.0
        with contextlib.suppress(psutil.Error, AttributeError):
            process = psutil.Process(self.process)
            for each in (process, *process.children(recursive=True)):
                with contextlib.suppress(psutil.Error):
                    times = each.cpu_times()
                    total += times.user + times.system + times.children_user + times.children_system
        return total

    def execute(
        self, cell: NotebookNode, output_left: int, purse: Purse, report: Run, number: int
    ) -> tuple[list[NotebookNode], int]:
        """Run one cell; return its outputs and their size in bytes.

        Raises
        ------
        Stopped
            If the kernel died or had to be killed.
        """
        limits = self.sandbox.limits
        allowed = limits.cell_seconds * (_FOR_GIVEN if _is_given(cell) else 1)
        spent_before, memory_before = self.processor_seconds(), _own_memory()
        checked = time.monotonic()
        watch = Watch(limits, purse, allowed, begun=checked, crowd=crowd())
        request = self.client.execute(cell.source, store_history=True, allow_stdin=False, stop_on_error=False)
        outputs = _Outputs(output_left)
        try:
            while not watch.is_over:
                heard = self._listen(watch, outputs, request)
                now = time.monotonic()
                watch.look(now)
                if now - checked < _CHECK_EVERY:
                    continue
                checked = now
                self._look_after(heard, memory_before)
                watch.crowd = max(watch.crowd, crowd())
                # What a process used is no longer counted once it has ended, so the largest figure seen holds.
                watch.spent = max(watch.spent, self.processor_seconds() - spent_before)
                why = watch.exceeded(now, outputs.size)
                if why:
                    # The kernel is asked first: where it obeys, names survive and the next cells can run.
                    watch.interrupt(why, now)
                    report.timeouts += 1
                    with contextlib.suppress(Exception):
                        self.client.control_channel.send(self.client.session.msg("interrupt_request"))
        finally:
            purse.seconds -= watch.spent
        outputs.stopped = watch.stopped
        if outputs.stopped:
            report.notes.append(f"Code cell {number}: {outputs.stopped}")
        if outputs.dropped and output_left:
            report.notes.append(f"Code cell {number}: output beyond the limit was left out.")
        return outputs.finished(), outputs.kept

    def _listen(self, watch: Watch, outputs: _Outputs, request: str) -> bool:
        """Take what the kernel says within a moment; return whether it said anything."""
        events = dict(self.poller.poll(_POLL_MS))
        if self.client.shell_channel.socket in events:
            message = _message(self.client.shell_channel)
            if not watch.replied and _answers(message, request) and message.get("msg_type") == "execute_reply":
                watch.replied, watch.quiet_since = True, time.monotonic()
        if self.client.iopub_channel.socket in events:
            message = _message(self.client.iopub_channel)
            if _answers(message, request):
                watch.idle |= outputs.take(message)
                watch.quiet_since = time.monotonic()
        return bool(events)

    def _look_after(self, heard: bool, memory_before: int) -> None:
        """Raise :class:`Stopped` if the kernel is dead, or this machine can't bear what the cell does."""
        # A dead kernel's last words may still lie in the socket: as long as something is heard, it is not called dead.
        if not heard and not self.manager.is_alive():
            raise Stopped("The kernel died here.")
        if not self.sealed and _size(self.folder) > self.sandbox.limits.disk:
            raise Stopped("This cell filled the disk and was stopped.")
        if _own_memory() > memory_before + _LARGEST_GAIN:
            raise Stopped("This cell sent more than the grader can hold and was stopped.")


class _Outputs:
    """Outputs of one cell, up to a size. A kernel may send anything, so nothing of a message is relied on."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.size = self.kept = 0
        self.items: list[NotebookNode] = []
        self.dropped = False
        self.stopped = ""

    def take(self, message: dict[str, Any]) -> bool:
        """Keep what one message says; return True if it says that the cell has ended."""
        try:
            kind, content = message["msg_type"], message["content"]
            if kind == "status":
                return content["execution_state"] == "idle"
            if kind == "clear_output":
                # What was shown and cleared again, as progress bars do; hand-ins in the same cell stay.
                self.items = [item for item in self.items if "data" in item and _is_hand_in(item)]
                return False
            if kind not in {"stream", "display_data", "execute_result", "error"}:
                return False
            weight = _weight(content)
            self.size += weight
            if self.kept + weight > self.left:
                self.dropped = True
                return False
            output = output_from_msg(message)
            if "metadata" in output:
                # Templates write sizes and file names from there into a page as they stand.
                output.metadata = NotebookNode()
            last = self.items[-1] if self.items else None
            if kind == "stream" and last is not None and last.output_type == "stream" and last.name == output.name:
                last.text = f"{last.text}{output.text}"
            else:
                self.items.append(output)
            self.kept += weight
        except Exception:
            self.dropped = True
        return False

    def finished(self) -> list[NotebookNode]:
        notes = []
        if self.dropped:
            text = "Output beyond the limit was left out here.\n"
            notes.append(new_output("stream", name="stdout", text=text))
        if self.stopped:
            notes.append(_error(self.stopped))
        return self.items + notes


def crowd() -> float:
    """Return how many processes want each processor of this machine, 1 to 20, on average over the last minute."""
    return min(max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1)), 20.0)


def _is_given(cell: NotebookNode) -> bool:
    about = cell.metadata.get("nbgrader", {})
    return bool(about.get("locked")) and not about.get("grade") and not about.get("solution")


def _is_hand_in(output: NotebookNode) -> bool:
    return any("hand-in" in kind for kind in output.data)


def _weight(value: Any) -> int:
    """Return about how many bytes a message's content takes."""
    if isinstance(value, (str, bytes)):
        return len(value)
    if isinstance(value, dict):
        return 8 + sum(_weight(item) for pair in value.items() for item in pair)
    if isinstance(value, list):
        return 8 + sum(_weight(item) for item in value)
    return 8


def _message(channel: Any) -> dict[str, Any]:
    """Return one message, or an empty one where the kernel sent what is none."""
    try:
        return channel.get_msg(timeout=0)
    except Empty:
        return {}
    except Exception:
        return {}


def _answers(message: dict[str, Any], request: str) -> bool:
    parent = message.get("parent_header")
    return isinstance(parent, dict) and parent.get("msg_id") == request


def _size(folder: Path) -> int:
    with os.scandir(folder) as entries:
        return sum(
            entry.stat(follow_symlinks=False).st_size for entry in entries if entry.is_file(follow_symlinks=False)
        )


def _own_memory() -> int:
    return psutil.Process().memory_info().rss


def _remove(folder: Path) -> None:
    """Remove a folder whatever is in it: Python's own way stops at very deep ones, and at those without rights."""
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        for command in (["chmod", "-R", "u+rwX"], ["rm", "-rf"]):
            subprocess.run([*command, "--", str(folder)], capture_output=True, check=False)


def _nowhere() -> int:
    return subprocess.DEVNULL
