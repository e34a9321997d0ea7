"""What is left when a queue ends a job in the middle of a submission: nothing, wherever the kernel ran."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil


def _is_kernel(process: psutil.Process) -> bool:
    # A child that has just ended is in the list still, and has no command line any more.
    with contextlib.suppress(psutil.NoSuchProcess):
        return "ipykernel_launcher" in " ".join(process.cmdline())
    return False


def assert_ends_cleanly(folder: Path, notebook: bytes, *options: str, is_running=None) -> None:
    """Start ``grade-one`` on a notebook that never ends, end it by SIGTERM, and look for what it left."""
    own, path = folder / "tmp", folder / "work.ipynb"
    own.mkdir()
    path.write_bytes(notebook)
    command = [sys.executable, "-m", "isotretinoin.grading", "grade-one", "A0", str(path), "--student", "q1"]
    command += ["--marks", str(folder / "marks"), *options]
    process = subprocess.Popen(command, env={**os.environ, "TMPDIR": str(own)}, stdout=subprocess.DEVNULL)
    kernels: list[psutil.Process] = []
    try:
        for _ in range(600):
            below = psutil.Process(process.pid).children(recursive=True)
            kernels = [one for one in below if _is_kernel(one)] or kernels
            # The folder of its sockets goes when the kernel is ready, and its code begins.
            if kernels and not list(own.glob("iso-*/kernel.json")):
                break
            assert process.poll() is None, "the job ended by itself"
            time.sleep(0.1)
        else:
            raise AssertionError("no kernel was started")
        process.send_signal(signal.SIGTERM)
        assert process.wait(300) == 143
    finally:
        process.kill()
    _, alive = psutil.wait_procs(kernels, timeout=300)
    assert not alive
    assert not list(own.glob("iso-*"))
