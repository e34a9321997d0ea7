"""Where students' code runs: a kernel without network, without files of others, and with limits.

Only the kernel is inside. The grader, the gradebook, the key and the submissions stay outside, out of reach, so that a
submission can spoil nothing but its own mark. The wall is bubblewrap, which needs no daemon and no rights of its own
where the system allows user namespaces; a container can take its place. The kernel talks to the grader through sockets
in a folder that it shares with nobody.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from isotretinoin import course_root

from .container import Container

__all__ = [
    "Limits",
    "Sandbox",
    "SandboxMissingError",
    "as_another_user",
    "copies",
    "limits_processes",
    "matplotlib_cache",
    "why_no_sandbox",
]

HOME = "/student"
"""The kernel's own folder: in memory, empty at the start, gone at the end."""

_SYSTEM = ("/bin", "/sbin", "/lib", "/lib32", "/lib64")
_SETTINGS = ("/etc/ld.so.cache", "/etc/fonts", "/etc/localtime", "/etc/alternatives", "/usr/share/fonts")
_COURSE = ("src", "data", "notebooks")

_TRIES = """\
import os, sys
import isotretinoin, zmq
for path in sys.argv[1:]:
    if any(os.access(path, way) for way in (os.R_OK, os.W_OK, os.X_OK)):
        print(path)
"""

_APART = {
    "another user": [f"--unshare-{name}" for name in ("ipc", "pid", "net", "uts", "cgroup-try")],
    "user namespace": ["--unshare-all"],
}
_WAYS = tuple(_APART)
"""Ways to a wall, best first. Linux limits no process of root, whatever it is called in a namespace of its own; so a
grader that is root starts kernels as another user, who owns nothing. Everybody else needs a user namespace."""

_TRIAL = """\
import sys, threading
import isotretinoin, zmq
open(sys.argv[1] + "/k", "w")
wait = threading.Event()
try:
    for _ in range(20):
        threading.Thread(target=wait.wait, daemon=True).start()
except RuntimeError:
    sys.exit(3)
"""
_TRIAL_INSIDE = """\
import pathlib, sys
import ipykernel, isotretinoin.assignments, scipy, zmq
open(sys.argv[1] + "/k", "w")
v4, v6 = (pathlib.Path("/proc/net", name) for name in ("route", "ipv6_route"))
routes = v4.read_text().splitlines()[1:]
routes += [line for line in v6.read_text().splitlines() if line.split()[-1] != "lo"] if v6.exists() else []
if routes:
    sys.exit("the container has a network")
"""
_CROWDED = 3
"""Exit status of the trial where the limit of processes leaves no room for a kernel's threads. Before Linux 5.14 a
user's processes were counted together inside and outside of user namespaces; a busy desktop has hundreds."""


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
    processes : int
        Processes and threads that a walled kernel may have at a time. The kernel itself needs about fifteen.
    """

    cell_seconds: float = 60.0
    total_seconds: float = 300.0
    patience: float = 4.0
    memory: int = 4 * 2**30
    disk: int = 100 * 2**20
    output: int = 10 * 2**20
    processes: int = 128


@dataclass(frozen=True)
class Sandbox:
    """How kernels are started.

    Attributes
    ----------
    limits : Limits
    walls : bool
        False starts the kernel without bubblewrap: limits hold, but the code sees whatever the teacher sees.
    container : str
        Engine and image, as :meth:`Container.named` reads them: the kernel runs in a container in place of bubblewrap.
    files : tuple of Path
        Files that come with the assignment. They stand in the kernel's own folder and cannot be changed.
    throwaway : bool
        This machine is a container that ends with the submission, and forbids bubblewrap: the kernel runs as another
        user, and file rights are the wall. Network, ``/tmp`` and the list of processes are open to it.
    """

    limits: Limits = Limits()
    walls: bool = True
    container: str = ""
    files: tuple[Path, ...] = ()
    throwaway: bool = False

    def check(self, hidden: Iterable[Path] = (), public: Path | None = None) -> None:
        """Raise :class:`SandboxMissingError` where walls are wanted and this machine has none.

        Parameters
        ----------
        hidden : iterable of Path
            What no submission may reach. It must not lie in a folder that kernels read; and a throwaway machine is
            tried out.
        public : Path, optional
            A folder that anybody may read, whatever stands in it.
        """
        hidden = tuple(hidden)
        if self.throwaway:
            self._check_throwaway(hidden)
        self._check_places(hidden, public)
        if self.container:
            reason = _why_no_container(self.container)
            if reason:
                raise SandboxMissingError(f"Submissions are not run here: {reason}")
        if not self.walls or self.container or self.throwaway:
            return
        reason = why_no_sandbox()
        if reason:
            raise SandboxMissingError(
                f"Submissions are not run here: {reason} Install bubblewrap (Debian, Ubuntu: 'sudo apt install "
                "bubblewrap'), or name a container with --container, or, if you trust every submission with all of "
                "your files, say --no-sandbox."
            )

    def _check_places(self, hidden: Iterable[Path], public: Path | None) -> None:
        if not self.walls or self.throwaway:
            return
        for path in (path.resolve() for path in hidden):
            inside = next((folder for folder in _readable() if path.is_relative_to(folder.resolve())), None)
            if inside and not (public and path.is_relative_to(public.resolve())):
                raise SandboxMissingError(
                    f"Submissions are not run here: they may read {inside}, and {path} stands in it. Move it elsewhere."
                )

    def _check_throwaway(self, hidden: tuple[Path, ...]) -> None:
        tools = [name for name in ("setpriv", "prlimit") if not shutil.which(name)]
        if os.geteuid() != 0 or tools:
            missing = f"{' and '.join(tools)} (package util-linux)" if tools else "root"
            raise SandboxMissingError(f"Submissions are not run here: --throwaway needs {missing}.")
        # Started as a kernel is: what setpriv itself starts is found with root's rights, what comes after is not.
        ran = subprocess.run(
            [*as_another_user(), *self._few_processes(), sys.executable, "-c", _TRIES, *map(str, hidden)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            cwd="/",
            env=_environment() | {"HOME": "/tmp"},
        )
        reached = ran.stdout.splitlines()
        if ran.returncode or reached:
            why = f"can reach {', '.join(reached)}" if reached else f"cannot start Python ({ran.stderr.strip()[-200:]})"
            raise SandboxMissingError(
                f"Submissions are not run here: another user {why}. Take the rights to what is secret away "
                "('chmod -R go='), and let Python and the course be read by everybody."
            )

    def command(self, connection_file: Path) -> list[str]:
        """Return the command that starts a kernel; its sockets lie in the folder of ``connection_file``."""
        kernel = [
            "python3" if self.container else sys.executable,
            "-m",
            "ipykernel_launcher",
            "-f",
            str(connection_file),
            "--HistoryManager.enabled=False",
        ]
        if self.container:
            return [*self._contained(connection_file.parent), *kernel]
        if self.throwaway:
            _give(connection_file.parent)
            return [*self._limited(), *as_another_user(), *self._few_processes(), *kernel]
        if not self.walls:
            return [*self._limited(), *kernel]
        way = _way()
        name = way.name or _WAYS[-1]
        files = self.files
        if name == "another user":
            files = copies(files, connection_file.parent / "files")
            _give(connection_file.parent)
        wall = self._walled(connection_file.parent, name, files)
        # The limit is set inside, where the count begins anew: outside it would count all that this user runs.
        return [*self._limited(), *wall, *(self._few_processes() if way.counts else ()), *kernel]

    def _contained(self, shared: Path) -> list[str]:
        """Return the command that runs another one in a container, with the limits of a process set inside."""
        files, user = self.files, (os.getuid(), os.getgid())
        if os.geteuid() == 0:
            files = copies(files, shared / "files")
            _give(shared)
            user = (_another_user(os.getpid()),) * 2
        root, limits = course_root(), self.limits
        readable = [_library(), *(root / name for name in _COURSE if root / name != _library())]
        environment = {name: value for name, value in _environment().items() if name != "PATH"}
        sizes = {"memory": limits.memory, "disk": limits.disk, "processes": limits.processes}
        # A container must not outlive a grader that was killed; ten minutes are for its start on a slow disk.
        sizes["seconds"] = int(limits.patience * limits.total_seconds) + 600
        inside = Container.named(self.container).command(shared, HOME, readable, files, environment, sizes, user)
        return [*inside, *self._limited()]

    def _limited(self) -> list[str]:
        if not self.container and not shutil.which("prlimit"):
            return []
        limits = self.limits
        # The grader's own watch ends a cell and says why, so the system's limit of time, which kills without a word,
        # lies ten seconds beyond it.
        return [
            "prlimit",
            f"--as={limits.memory}",
            f"--cpu={int(limits.total_seconds) + 10}",
            f"--fsize={limits.disk}",
            "--core=0",
            "--",
        ]

    def _walled(self, sockets: Path, way: str, files: Iterable[Path] = ()) -> list[str]:
        wall = ["bwrap", "--die-with-parent", "--new-session", *_APART[way], "--hostname", "kernel", "--clearenv"]
        wall += ["--ro-bind", "/usr", "/usr"]
        for path in map(Path, _SYSTEM):
            # Most systems have merged these folders into /usr and keep the old names as links.
            if path.is_symlink():
                wall += ["--symlink", os.readlink(path), str(path)]
            elif path.is_dir():
                wall += ["--ro-bind", str(path), str(path)]
        other = way == "another user"

        def way_to(path: Path) -> list[str]:
            """Make the folders above a path: those that bubblewrap makes by itself are for their owner alone, root."""
            made = []
            for parent in reversed(path.parents[:-1]) if other else ():
                own = parent.is_relative_to(HOME)  # such as matplotlib's folder, which it writes to
                made += ["--perms", "1777" if own else "0755", "--dir", str(parent)]
            return made

        for path in map(Path, _SETTINGS):
            wall += [*way_to(path), "--ro-bind-try", str(path), str(path)]
        wall += ["--proc", "/proc", "--dev", "/dev"]
        for folder in ("/tmp", "/dev/shm", HOME):
            wall += [*(("--perms", "1777") if other else ()), "--size", str(self.limits.disk), "--tmpfs", folder]
        for path in _readable():
            wall += [*way_to(path), "--ro-bind", str(path), str(path)]
        for path in files:
            wall += ["--ro-bind", str(path.resolve()), f"{HOME}/{path.name}"]
        cache = matplotlib_cache()
        if cache:
            inside = Path(HOME, ".cache", "matplotlib", cache.name)
            wall += [*way_to(inside), "--ro-bind", str(cache), str(inside)]
        wall += [*way_to(sockets), "--bind", str(sockets), str(sockets)]
        # Last, because all above makes folders: from here on nothing but its own three folders can be filled.
        wall += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", HOME]
        for name, value in _environment().items():
            wall += ["--setenv", name, value]
        return [*wall, "--", *(as_another_user() if other else ())]

    def _few_processes(self) -> list[str]:
        return ["prlimit", f"--nproc={self.limits.processes}", "--"]

    def process(self, folder: Path) -> int | None:
        """Return the number of the process of the kernel in this folder, where the started command is not above it."""
        return Container.named(self.container).process(folder) if self.container else None

    def sweep(self, folder: Path) -> None:
        """End whatever the kernel of this folder left running. Bubblewrap does that by itself."""
        if self.container:
            Container.named(self.container).end(folder)
        if self.throwaway:
            # One call ends all processes of that user at once, so that none can start another in between.
            end = "import os, signal; os.getuid() and os.kill(-1, signal.SIGKILL)"
            subprocess.run([*as_another_user(), sys.executable, "-ISc", end], capture_output=True, check=False)

    def environment(self, home: Path) -> dict[str, str]:
        """Return the environment in which :meth:`command` is run.

        Bubblewrap gets none of the grader's, which may hold passwords: the first process inside keeps it, for all in
        there to read, and the kernel's own is part of the command. On a throwaway machine it is that of a walled
        kernel, with ``home``. Without any walls it is the grader's own, with the settings of a walled one.
        """
        if self.throwaway:
            return _environment() | {"HOME": str(home)}
        if self.container:
            return Container.named(self.container).environment(os.environ)
        if self.walls:
            return {"PATH": os.environ.get("PATH", os.defpath)}
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


def as_another_user() -> list[str]:
    """Return the command that gives up root for a user without files, groups and rights, before another command.

    Each grading process draws a user of its own, so that no two kernels that run at a time can meet or share a limit,
    also where several containers count processes together.
    """
    user = _another_user(os.getpid())
    ids = [f"--reuid={user}", f"--regid={user}", "--clear-groups"]
    return ["setpriv", *ids, "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs", "--"]


@lru_cache(maxsize=1)
def _another_user(process: int) -> int:
    """Draw a number that belongs to nobody: systemd's lists call the first range unused, the second one passing."""
    unused, passing = range(0x7000_0000, 0x7FFF_FFFF), range(61184, 65520)
    try:
        lines = [line.split() for line in Path("/proc/self/uid_map").read_text().splitlines()]
    except OSError:
        lines = []
    known = any(int(first) <= unused.start and unused.stop <= int(first) + int(count) for first, _, count in lines)
    return random.SystemRandom().choice(unused if known else passing)


def copies(files: Iterable[Path], folder: Path) -> tuple[Path, ...]:
    """Copy the files of an assignment for a kernel: everybody may read a copy, whoever may read the original."""
    made = []
    for path in files:
        folder.mkdir(exist_ok=True)
        copy = folder / path.name
        shutil.copyfile(path, copy)
        copy.chmod(0o444)
        made.append(copy)
    return tuple(made)


def _give(folder: Path) -> None:
    """Give a folder of sockets, and what is in it, to the user of :func:`as_another_user`."""
    user = _another_user(os.getpid())
    for path in (folder, *folder.iterdir()):
        os.chown(path, user, user, follow_symlinks=False)


def why_no_sandbox() -> str:
    """Return why bubblewrap cannot lock a kernel in here, or "" where it can."""
    return _way().reason


def limits_processes() -> bool:
    """Does the limit of processes bind here? Not in root's own user namespace: there the kernel is still root's."""
    way = _way()
    return way.counts and (way.name == "another user" or os.geteuid() != 0)


@dataclass(frozen=True)
class _Way:
    """A way to a wall, and whether a limit of processes can be set in it; or "" and the reason why there is none."""

    name: str = ""
    counts: bool = False
    reason: str = ""


@lru_cache(maxsize=1)
def _way() -> _Way:
    """Return the first way that works here."""
    for program, package in (("bwrap", "bubblewrap"), ("prlimit", "util-linux")):
        if not shutil.which(program):
            return _Way(reason=f"{package} ({program}) is not installed.")
    reason = ""
    for name in _WAYS if os.geteuid() == 0 and shutil.which("setpriv") else _WAYS[1:]:
        status, reason = _trial(name, Sandbox()._few_processes())
        if status == _CROWDED:
            status, reason = _trial(name, [])
            if not reason:
                return _Way(name)
        if not reason:
            return _Way(name, counts=True)
    return _Way(reason=reason)


@lru_cache(maxsize=4)
def _why_no_container(name: str) -> str:
    """Start Python in a container; return what is wrong, or ""."""
    unsafe = Container.named(name).why_unsafe()
    if unsafe:
        return unsafe
    with tempfile.TemporaryDirectory(prefix="iso-") as folder:
        shared = Path(folder)
        sandbox = Sandbox(container=name)
        command = [*sandbox._contained(shared), "python3", "-c", _TRIAL_INSIDE, folder]
        about = {"env": sandbox.environment(shared), "capture_output": True, "text": True, "check": False}
        try:
            ran = subprocess.run(command, timeout=180, **about)
        except (OSError, subprocess.TimeoutExpired) as error:
            sandbox.sweep(shared)
            return f"{name} did not start ({error})."
    if ran.returncode:
        said = (ran.stderr.strip().splitlines() or ["no reason given"])[-1]
        return f"{name} cannot run a kernel of the course ({said})."
    return ""


def _trial(way: str, limit: list[str]) -> tuple[int, str]:
    """Start Python behind a wall; return its exit status, and what is wrong or ""."""
    with tempfile.TemporaryDirectory(prefix="iso-") as sockets:
        if way == "another user":
            _give(Path(sockets))
        wall = Sandbox()._walled(Path(sockets), way)
        try:
            ran = subprocess.run(
                [*wall, *limit, sys.executable, "-c", _TRIAL, sockets],
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return -1, f"bubblewrap did not start ({error})."
    if ran.returncode:
        said = (ran.stderr.strip().splitlines() or ["no reason given"])[-1]
        return ran.returncode, f"bubblewrap cannot make a sandbox here ({said}); the system may forbid user namespaces."
    return 0, ""
