"""Where students' code runs: a kernel without network, without files of others, and with limits.

Only the kernel is inside. The grader, the gradebook, the key and the submissions stay outside, out of reach, so that a
submission can spoil nothing but its own mark. The wall is bubblewrap, which needs no daemon and no rights of its own
where the system allows user namespaces. The kernel talks to the grader through sockets in a folder that it shares with
nobody.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from isotretinoin import course_root

__all__ = ["Limits", "Sandbox", "SandboxMissingError", "matplotlib_cache", "why_no_sandbox"]

HOME = "/student"
"""The kernel's own folder: in memory, empty at the start, gone at the end."""

_SYSTEM = ("/bin", "/sbin", "/lib", "/lib32", "/lib64")
_SETTINGS = ("/etc/ld.so.cache", "/etc/fonts", "/etc/localtime", "/etc/alternatives", "/usr/share/fonts")
_COURSE = ("src", "data", "notebooks")


class SandboxMissingError(RuntimeError):
    """This machine cannot lock a kernel in; the message says what to do."""


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes
    ----------
    cell_seconds : float
        Processor time of one cell. A busy grader slows a submission down and must not stop it.
    total_seconds : float
        Processor time of one submission.
    patience : float
        How many times longer it may take by the clock: for cells that wait instead of computing.
    memory : int
        Address space of a process of the kernel, bytes. numpy, scipy and pandas alone reserve about 1 GB.
    disk : int
        Bytes that the kernel may keep in its own folder and in ``/tmp``, each, and the largest file.
    output : int
        Bytes of output of a whole notebook that are kept.
    """

    cell_seconds: float = 60.0
    total_seconds: float = 300.0
    patience: float = 4.0
    memory: int = 4 * 2**30
    disk: int = 100 * 2**20
    output: int = 10 * 2**20


@dataclass(frozen=True)
class Sandbox:
    """How kernels are started.

    Attributes
    ----------
    limits : Limits
    walls : bool
        False starts the kernel without bubblewrap: limits hold, but the code sees whatever the teacher sees.
    kernel : str
        Name of a Jupyter kernel that brings walls of its own, such as one that ``envkernel`` made for docker or
        apptainer. With it, bubblewrap is not used.
    files : tuple of Path
        Files that come with the assignment. They stand in the kernel's own folder and cannot be changed.
    """

    limits: Limits = Limits()
    walls: bool = True
    kernel: str = ""
    files: tuple[Path, ...] = ()

    def check(self) -> None:
        """Raise :class:`SandboxMissingError` where walls are wanted and this machine has none."""
        reason = why_no_sandbox() if self.walls and not self.kernel else ""
        if reason:
            raise SandboxMissingError(
                f"Submissions are not run here: {reason} Install bubblewrap (Debian, Ubuntu: 'sudo apt install "
                "bubblewrap'), or name a kernel in a container with --kernel, or, if you trust every submission with "
                "all of your files, say --no-sandbox."
            )

    def command(self, connection_file: Path) -> list[str]:
        """Return the command that starts a kernel; its sockets lie in the folder of ``connection_file``."""
        kernel = [
            sys.executable,
            "-m",
            "ipykernel_launcher",
            "-f",
            str(connection_file),
            "--HistoryManager.enabled=False",
        ]
        if not self.walls:
            return [*self._limited(), *kernel]
        return [*self._limited(), *self._walled(connection_file.parent), "--", *kernel]

    def _limited(self) -> list[str]:
        if not shutil.which("prlimit"):
            return []
        limits = self.limits
        return [
            "prlimit",
            f"--as={limits.memory}",
            f"--cpu={int(limits.total_seconds) + 10}",
            f"--fsize={limits.disk}",
            "--core=0",
            "--",
        ]

    def _walled(self, sockets: Path) -> list[str]:
        wall = ["bwrap", "--die-with-parent", "--new-session", "--unshare-all", "--hostname", "kernel", "--clearenv"]
        wall += ["--ro-bind", "/usr", "/usr"]
        for path in map(Path, _SYSTEM):
            # Most systems have merged these folders into /usr and keep the old names as links.
            if path.is_symlink():
                wall += ["--symlink", os.readlink(path), str(path)]
            elif path.is_dir():
                wall += ["--ro-bind", str(path), str(path)]
        for path in _SETTINGS:
            wall += ["--ro-bind-try", path, path]
        wall += ["--proc", "/proc", "--dev", "/dev"]
        for folder in ("/tmp", "/dev/shm", HOME):
            wall += ["--size", str(self.limits.disk), "--tmpfs", folder]
        for path in _readable():
            wall += ["--ro-bind", str(path), str(path)]
        for path in self.files:
            wall += ["--ro-bind", str(path.resolve()), f"{HOME}/{path.name}"]
        cache = matplotlib_cache()
        if cache:
            wall += ["--ro-bind", str(cache), f"{HOME}/.cache/matplotlib/{cache.name}"]
        wall += ["--bind", str(sockets), str(sockets), "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", HOME]
        for name, value in _environment().items():
            wall += ["--setenv", name, value]
        return wall

    def environment(self) -> dict[str, str]:
        """Return the environment of a kernel without walls: the grader's own, with the settings of a walled one."""
        return {**os.environ, **{k: v for k, v in _environment().items() if k not in {"HOME", "PATH"}}}


def _environment() -> dict[str, str]:
    return {
        "HOME": HOME,
        "PATH": f"{Path(sys.prefix) / 'bin'}:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "ISOTRETINOIN_HOME": str(course_root()),
        # The grader's own copy of the library, however this Python came by it.
        "PYTHONPATH": str(_library()),
        "NBGRADER_EXECUTION": "autograde",
        "PYTHONDONTWRITEBYTECODE": "1",
        # One thread each: several kernels share the processors.
        **{f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR")},
    }


def _library() -> Path:
    import isotretinoin

    return Path(isotretinoin.__file__).resolve().parents[1]


@lru_cache(maxsize=1)
def _readable() -> tuple[Path, ...]:
    """Return the folders that a kernel may read: Python, its packages and the course, without any instructor folder."""
    root = course_root()
    wanted = [Path(sys.base_prefix), Path(sys.prefix), _library()]
    wanted += [Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")]
    wanted += [root / name for name in _COURSE]
    folders = dict.fromkeys(path.resolve() for path in wanted if path.exists())
    folders.update(dict.fromkeys(path for path in wanted if path.exists()))
    return tuple(path for path in folders if not any(_within(path, other) for other in (Path("/usr"), *folders)))


def _within(path: Path, other: Path) -> bool:
    return path != other and path.is_relative_to(other)


@lru_cache(maxsize=1)
def matplotlib_cache() -> Path | None:
    """Return the grader's list of fonts: a kernel that has to make it anew loses seconds at its first plot."""
    try:
        from matplotlib import font_manager, get_cachedir
    except ImportError:
        return None
    found = sorted(Path(get_cachedir()).glob(f"fontlist-v{font_manager.FontManager.__version__}.json"))
    return found[0] if found else None


@lru_cache(maxsize=1)
def why_no_sandbox() -> str:
    """Return why bubblewrap cannot lock a kernel in here, or "" where it can."""
    if not shutil.which("bwrap"):
        return "bubblewrap (bwrap) is not installed."
    if not shutil.which("prlimit"):
        return "prlimit (package util-linux) is not installed."
    with tempfile.TemporaryDirectory(prefix="iso-") as sockets:
        trial = Sandbox()._walled(Path(sockets))
        try:
            ran = subprocess.run(
                [*trial, "--", sys.executable, "-c", "import zmq"],
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"bubblewrap did not start ({error})."
    if ran.returncode:
        said = (ran.stderr.strip().splitlines() or ["no reason given"])[-1]
        return f"bubblewrap cannot make a sandbox here ({said}); the system may forbid user namespaces."
    return ""
