"""The outer wall: what a lane is made of, and how one is started.

Theory of operation. Three processes stand between us and a student:

    us ── bwrap ── warm parent ── worker
           │           │             └ a fork, sealed by itself, one notebook, killed through its pidfd
           │           └ python in the sandbox: torch imported, no student code ever (lane/parent.py)
           └ new user, pid, mount, network, ipc, uts and cgroup namespaces; no capabilities; an empty environment

Inside, everything lies at a fixed place, wherever it is outside, so that a checkout under /tmp works and no path of the host shows
in a traceback:

    /usr /lib /lib64 /bin     the distribution's, read-only
    /venv/<n>                 site-packages of the environment that we run in, read-only
    /python                   the base python, where it is not under /usr, read-only
    /lane/lane                grader/lane, read-only: no check, no solution, no gradebook
    /driver                   the accelerator's libraries, read-only, where there is one
    /tmp /dev/shm             private, sized, swept after each worker

bwrap never starts as uid 0: as root some of /proc stays writable inside, and RLIMIT_NPROC does not hold. Root first opens a mount
namespace of its own, binds there what the dropped user must read (it may lie under root's home) and drops to a plain uid. The host
sees none of these mounts; they go with the process. An ordinary user needs none of this.
"""

from __future__ import annotations

import os
import shlex
import shutil
import site
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ISOLATION = "sandbox"  # of every result: there is no weaker tier
DRIVER = "/driver"  # of a lane with an accelerator: the libraries of the machine's own driver, wherever it has put them
STAGE = Path("/mnt")  # in root's own mount namespace only; every distribution has this folder
FIRST_UID = 60601  # lanes that root starts drop to this uid and the next ones: systemd leaves 60578 to 61183 to nobody
TMP_BYTES = 256 << 20
SHM_BYTES = 16 << 20


class SandboxUnavailable(Exception):
    """No wall, no grading: says exactly why bwrap cannot run here and what to do."""


@dataclass(frozen=True)
class Bind:
    """A folder of ours, and where a lane sees it."""

    outside: Path
    inside: str
    copied: bool = False  # root copies it for the dropped user: a clone made under umask 077 is readable to its owner alone


@dataclass(frozen=True)
class Sandbox:
    """How lanes are started on this machine."""

    bwrap: str
    python: str  # the interpreter's path inside
    binds: tuple[Bind, ...]
    search_path: tuple[str, ...]  # sys.path of the warm parent, after the standard library
    as_root: bool  # we are root and must drop first
    devices: tuple[str, ...] = ()  # device nodes bound in, for a lane with an accelerator

    @classmethod
    def here(cls, devices: Sequence[str] = ()) -> Sandbox:
        """The sandbox of this machine and this environment.

        Raises:
            SandboxUnavailable: a program that it needs is not installed.
        """
        as_root = os.geteuid() == 0
        for program in ("bwrap", "unshare", "setpriv", "mount") if as_root else ("bwrap",):
            if shutil.which(program) is None:
                raise SandboxUnavailable(f"{program} is not installed; {remedy(program)}")
        packages = _packages()
        base, python = _base_python()
        driver = _driver() if devices else ()
        binds = (*packages, *base, *driver, Bind(Path(__file__).resolve().parent / "lane", "/lane/lane", copied=True))
        search = ("/lane", *(bind.inside for bind in packages))
        return cls(str(shutil.which("bwrap")), python, binds, search, as_root, tuple(devices))

    def command(self, control: int, index: int) -> list[str]:
        """The command that starts lane number `index`, whose warm parent speaks on the descriptor `control`."""
        path = f"import gc, sys; gc.disable(); sys.path[1:1] = {list(self.search_path)!r}"  # a sixth of the imports' time
        start = f"{path}; from lane import parent; parent.main({control})"
        inner = [self.python, "-I", "-S", "-B", "-c", start]
        if not self.as_root:
            return [*self._bwrap(self.binds), "--", *inner]
        staged = tuple(Bind(STAGE / str(i), bind.inside) for i, bind in enumerate(self.binds))
        uid = str(FIRST_UID + index)
        drop = ["setpriv", "--reuid", uid, "--regid", uid, "--clear-groups", *self._bwrap(staged), "--", *inner]
        return [
            "unshare",
            "--mount",
            "--propagation",
            "private",
            "--",
            "/bin/sh",
            "-ec",
            self._staging(staged) + shlex.join(["exec", *drop]),
        ]

    def _staging(self, staged: Sequence[Bind]) -> str:
        """Shell lines that lay our folders out where the dropped user can read them."""
        lines = [f"mount -t tmpfs -o mode=755,size=4m lane {STAGE}"]
        for bind, place in zip(self.binds, staged, strict=True):
            outside = shlex.quote(str(bind.outside))
            if bind.copied:
                lines.append(f"cp -rp {outside} {place.outside}; chmod -R a+rX {place.outside}")
            else:
                lines.append(f"mkdir {place.outside}; mount --bind {outside} {place.outside}")
        return "; ".join(lines) + "; "

    def _masked(self) -> tuple[str, ...]:
        """Folders of /usr that are the site's own and may hold anything; nbgrader's exchange lies in /usr/local/share."""
        own = ("/usr/local/share", "/usr/local/src") if self.python.startswith("/usr/local/") else ("/usr/local",)
        return tuple(place for place in own if Path(place).is_dir())

    def _bwrap(self, binds: Sequence[Bind]) -> list[str]:
        command = [
            self.bwrap, "--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session", "--clearenv",
            "--cap-drop", "ALL", "--hostname", "lane", "--ro-bind", "/usr", "/usr",
        ]  # fmt: skip
        for name in ("bin", "lib", "lib64", "sbin", "lib32"):
            if (place := Path("/") / name).is_symlink():
                command += ["--symlink", os.readlink(place), str(place)]
            elif place.is_dir():
                command += ["--ro-bind", str(place), str(place)]
        for path in ("/etc/ld.so.cache", "/etc/localtime", "/etc/alternatives"):
            command += ["--ro-bind-try", path, path]
        for own in self._masked():
            command += ["--tmpfs", own, "--remount-ro", own]
        command += ["--proc", "/proc", "--dev", "/dev"]
        for device in self.devices:
            command += ["--dev-bind-try", device, device]
        command += ["--size", str(SHM_BYTES), "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]
        command += ["--size", str(TMP_BYTES), "--tmpfs", "/tmp"]
        for bind in binds:
            command += ["--ro-bind", str(bind.outside), bind.inside]
        for name, value in _ENVIRONMENT.items():
            command += ["--setenv", name, value]
        return [*command, "--chdir", "/tmp", "--remount-ro", "/"]


_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/tmp",
    "USER": "student",
    "LANG": "C.UTF-8",
    "LD_LIBRARY_PATH": f"/python/lib:{DRIVER}",
    # a fork hangs once torch has used more than one thread in the parent
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


def _packages() -> tuple[Bind, ...]:
    folders = dict.fromkeys(Path(sysconfig.get_path(name)).resolve() for name in ("purelib", "platlib"))
    if not hasattr(sys, "real_prefix") and sys.prefix == sys.base_prefix:  # no virtual environment: the user's own packages too
        folders.update(dict.fromkeys(Path(path).resolve() for path in (*site.getsitepackages(), site.getusersitepackages())))
    present = [folder for folder in folders if folder.is_dir()]
    return tuple(Bind(folder, f"/venv/{i}") for i, folder in enumerate(present))


def _driver() -> tuple[Bind, ...]:
    """Where the CUDA driver's libraries lie; some machines put them into /usr/local, which a lane does not see."""
    known = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True, check=False, env={"PATH": "/usr/sbin:/sbin"}).stdout
    paths = (Path(line.rpartition("=> ")[2]) for line in known.splitlines() if line.strip().startswith("libcuda.so.1 "))
    found = next((path.resolve().parent for path in paths if path.exists()), None)
    return () if found is None else (Bind(found, DRIVER),)


def _base_python() -> tuple[tuple[Bind, ...], str]:
    """Where the base python is bound, and its interpreter's path inside."""
    prefix = Path(sys.base_prefix).resolve()
    executable = Path(getattr(sys, "_base_executable", None) or sys.executable).resolve()
    if prefix == Path("/usr") or Path("/usr") in prefix.parents:
        return (), str(executable)
    if prefix not in executable.parents:
        executable = prefix / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    return (Bind(prefix, "/python"),), f"/python/{executable.relative_to(prefix)}"


def remedy(program: str) -> str:
    package = {"bwrap": "bubblewrap"}.get(program, "util-linux")
    install = f"apt-get update && apt-get install -y {package}"
    return f"run: {install}" if os.geteuid() == 0 else f"ask an administrator to run: sudo sh -c '{install}'"


def why_not(stderr: str) -> str:
    """What bwrap or its helpers said, with the remedy that fits."""
    said = " ".join(stderr.split())[-600:] or "no message"
    if _userns_restricted():
        return (
            f"bwrap may not create a user namespace here ({said}). This system restricts them (AppArmor): ask an administrator to "
            "allow it for bwrap, with the profile in docs/instructor.md, or with: "
            "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"
        )
    if "namespace" in said or "Operation not permitted" in said or "unshare" in said:
        return (
            f"this machine does not let bwrap make its namespaces ({said}). In a container, start it with user namespaces "
            "allowed (for example --security-opt seccomp=unconfined); on an older kernel ask for: "
            "sudo sysctl kernel.unprivileged_userns_clone=1"
        )
    return f"the sandbox did not start: {said}"


def _userns_restricted() -> bool:
    switch = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
    return switch.exists() and switch.read_text().strip() == "1"


def start(sandbox: Sandbox, control: int, index: int, errors: int) -> subprocess.Popen[bytes]:
    """Start lane `index`. Call it from a thread that lives as long as the lane: --die-with-parent fires when that thread ends."""
    return subprocess.Popen(
        sandbox.command(control, index),
        pass_fds=[control],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
        cwd="/",
        start_new_session=True,  # a terminal's Ctrl-C is for whoever asked for the lane
    )
