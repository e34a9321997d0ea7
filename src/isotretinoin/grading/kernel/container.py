"""Kernels in containers, for machines that have docker, podman or apptainer and forbid user namespaces.

The container has no network at all: the kernel talks to the grader through sockets in a folder that both see. That is
why the engine is called here and not by envkernel: its docker kernels talk over published ports, which take a network.
The image brings Python and the packages; the course comes from the grader's machine, so that both are of one version.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["ENGINES", "Container", "ContainerError"]

ENGINES = ("docker", "podman", "apptainer")
_PATIENCE = 120
"""Seconds that an engine may take for a short answer; a large image is slow the first time."""

_PROXIES = ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy")


class ContainerError(ValueError):
    """There is no such engine or image; the message says what to do."""


@dataclass(frozen=True)
class Container:
    """An image, and the engine that runs it.

    Attributes
    ----------
    engine : str
        One of :data:`ENGINES`.
    image : str
        Name of an image that is on this machine, or for apptainer a file.
    """

    engine: str
    image: str

    @classmethod
    def named(cls, text: str) -> Container:
        """Read ``engine:image``, such as ``podman:course:1.0`` or ``apptainer:course.sif``.

        Raises
        ------
        ContainerError
            If it is none.
        """
        engine, _, image = text.partition(":")
        if engine not in ENGINES or not image:
            raise ContainerError(
                f"{text!r} names no container. Write engine and image, such as docker:course, podman:course or "
                "apptainer:course.sif."
            )
        if engine == "apptainer":
            path = Path(image).resolve()
            if not path.exists():
                raise ContainerError(f"There is no image {image}. Name the file or folder that apptainer has built.")
            image = str(path)
        if not shutil.which(engine):
            raise ContainerError(f"{engine} is not installed, or not on the path.")
        return cls(engine, image)

    def command(
        self,
        shared: Path,
        home: str,
        readable: Sequence[Path],
        files: Sequence[Path],
        environment: Mapping[str, str],
        limits: Mapping[str, int],
        user: tuple[int, int],
    ) -> list[str]:
        """Return the command that runs another one, put behind it, in a new container.

        Parameters
        ----------
        shared : Path
            Folder of the sockets, the only one that grader and container both write to. Its name is the container's.
        home : str
            Folder that is empty at the start, in memory, and gone at the end.
        readable : sequence of Path
            Files and folders that are seen in their places and cannot be changed.
        files : sequence of Path
            Files that are seen in ``home`` and cannot be changed.
        environment : mapping
        limits : mapping
            ``memory`` of all processes together and ``disk`` of each folder in memory, bytes; ``processes``; and
            ``seconds`` by the clock, after which the container ends also when nobody waits for it any more.
        user : (int, int)
            User and group that own ``shared``.
        """
        seen = [(path, str(path), "ro") for path in readable]
        seen += [(path.resolve(), f"{home}/{path.name}", "ro") for path in files]
        seen.append((shared, str(shared), "rw"))
        # The first process of a container cannot be killed from inside, so a kernel in its place could not even die.
        first = ["timeout", "--signal=KILL", str(limits["seconds"])]
        if self.engine == "apptainer":
            few = ["prlimit", f"--nproc={limits['processes']}", "--"]
            return [*self._apptainer(home, seen, environment), *first, *few]
        command = [self.engine, "run", "--rm", "--name", shared.name, "--hostname", "kernel"]
        command += ["--network", "none", "--pull", "never", "--read-only", "--log-driver", "none"]
        command += ["--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--stop-signal", "KILL"]
        command += ["--memory", str(limits["memory"]), "--memory-swap", str(limits["memory"])]
        command += ["--pids-limit", str(limits["processes"]), "--shm-size", str(limits["disk"])]
        command += ["--user", "{}:{}".format(*user)]
        if self.engine == "podman":
            # It would hand on the proxy's address with its password, and give folders of the image to the kernel.
            command += ["--http-proxy=false", "--read-only-tmpfs=false", "--image-volume", "ignore"]
            command += ["--userns", "keep-id"] if os.geteuid() != 0 else []
        else:
            command += [part for name in _PROXIES for way in (name, name.upper()) for part in ("--env", f"{way}=")]
        for folder in ("/tmp", home):
            if self.engine == "podman":  # which leaves the mode of its --tmpfs to the image
                command += ["--mount", f"type=tmpfs,destination={folder},tmpfs-size={limits['disk']},U=true"]
            else:
                command += ["--tmpfs", f"{folder}:rw,mode=1777,size={limits['disk']}"]
        for source, place, way in seen:
            command += ["--volume", f"{source}:{place}:{way}"]
        for name, value in environment.items():
            command += ["--env", f"{name}={value}"]
        return [*command, "--workdir", home, "--entrypoint", "", self.image, *first]

    def _apptainer(self, home: str, seen: Sequence[tuple[Path, str, str]], environment: Mapping[str, str]) -> list[str]:
        command = ["apptainer", "--quiet", "exec", "--containall", "--no-privs", "--hostname", "kernel"]
        command += ["--net", "--network", "none", "--scratch", home, "--pwd", home]
        command += ["--no-mount", "home,cwd,hostfs,bind-paths"]
        for source, place, way in seen:
            command += ["--bind", f"{source}:{place}:{way}"]
        # Not by its option --env: that depends on how the image was made, and refuses HOME.
        return [*command, self.image, "env", *(f"{name}={value}" for name, value in environment.items())]

    def environment(self, own: Mapping[str, str]) -> dict[str, str]:
        """Return the environment in which the engine is called, without what would open a site's folders inside."""
        prefixes = ("APPTAINERENV_", "SINGULARITYENV_", "APPTAINER_BIND", "SINGULARITY_BIND", "APPTAINER_MOUNT")
        return {name: value for name, value in own.items() if not name.startswith(prefixes)}

    def why_unsafe(self) -> str:
        """Return why the engine would not hold what :meth:`command` asks for, or ""."""
        if self.engine == "podman" and os.geteuid() != 0 and not Path("/sys/fs/cgroup/cgroup.controllers").exists():
            return "podman without root limits nothing on a system with the first version of cgroups."
        volumes = "{{range $folder, $_ := .Config.Volumes}}{{$folder}} {{end}}"
        if self.engine == "docker" and self._ask("image", "inspect", "--format", volumes, self.image):
            return f"the image {self.image} has volumes, which docker makes on the disk without a limit."
        return ""

    def process(self, shared: Path) -> int | None:
        """Return the number of the container's first process as the grader sees it, or None where none is told."""
        if self.engine == "apptainer":
            return None
        told = self._ask("inspect", "--format", "{{.State.Pid}}", shared.name)
        return int(told) if told.isdigit() and int(told) > 0 else None

    def end(self, shared: Path) -> None:
        """End a container with all that runs in it. The engine's command may be gone while its container is not."""
        if self.engine != "apptainer":
            self._ask("rm", "--force", "--volumes", shared.name)

    def _ask(self, *words: str) -> str:
        try:
            ran = subprocess.run([self.engine, *words], capture_output=True, text=True, timeout=_PATIENCE, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return ran.stdout.strip()
