from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.lane import wire
from grader.lane.control import Job
from grader.lanes import Lane, Worker
from grader.sandbox import FIRST_UID, Bind, Sandbox, SandboxUnavailable, why_not

ROOT = Path(__file__).resolve().parents[2]
JOB = Job(cpu_seconds=20, memory_bytes=1 << 30, files_bytes=1 << 20, output_bytes=1 << 16, reply_bytes=1 << 20, seed=0)
UNSEALED = Job(20, 1 << 30, 1 << 20, 1 << 16, 1 << 20, seed=0, seal=())


@pytest.fixture
def unsealed(lanes: Callable[[], Lane]) -> Iterator[Worker]:
    """A worker without its inner wall: what it sees and can do is bwrap's doing alone."""
    worker = lanes().worker(UNSEALED)
    yield worker
    worker.finish()


def printed(worker: Worker, source: str) -> str:
    reply, _ = worker.ask(wire.RunCell(source, "cell"), [], 10)
    assert isinstance(reply, wire.Ran)
    assert reply.raised is None, reply.raised
    return reply.printed


def test_only_the_fixed_places_are_there(unsealed: Worker) -> None:
    allowed = {"bin", "lib", "lib64", "lib32", "sbin", "usr", "etc", "dev", "proc", "tmp", "venv", "python", "lane"}
    assert set(printed(unsealed, "import os; print(*os.listdir('/'))").split()) <= allowed


def test_no_check_no_solution_and_no_gradebook_is_there(unsealed: Worker) -> None:
    look = """
import os
names = {"solutions", "checks", "submissions", "gradebook.db", ".grader", "secret", ".git", "assignment.toml"}
for start in ("/lane", "/etc", "/dev", "/tmp"):
    for place, folders, files in os.walk(start):
        for name in {*folders, *files} & names: print(place, name)
print(*sorted(os.listdir("/lane")), *sorted(name for name in os.listdir("/lane/lane") if name.endswith(".py")))
"""
    modules = sorted(path.name for path in (ROOT / "grader" / "lane").glob("*.py"))
    assert printed(unsealed, look).split() == ["lane", *modules]


def test_the_places_of_the_host_are_not_there(unsealed: Worker) -> None:
    outside = [str(ROOT), str(Path.home()), "/home", "/root", "/var", "/run", "/mnt", "/srv"]
    assert printed(unsealed, f"import os; print([path for path in {outside!r} if os.path.exists(path)])") == "[]\n"


def test_what_a_site_keeps_in_usr_local_is_not_there(unsealed: Worker) -> None:
    own = "/usr/local/share" if Sandbox.here().python.startswith("/usr/local/") else "/usr/local"
    assert Path(own).is_dir()
    assert any(Path(own).iterdir())
    assert printed(unsealed, f"import os; print(os.listdir({own!r}))") == "[]\n"


def test_the_checkout_cannot_be_found_by_its_path(worker: Worker) -> None:
    look = f"""
import os, sys
texts = [str(dict(os.environ)), str(sys.path), str(sys.argv), str([getattr(m, "__file__", "") for m in list(sys.modules.values())])]
for name in ("environ", "cmdline", "maps", "status"):
    try: texts.append(open("/proc/self/" + name).read())
    except OSError: pass
print([text for text in texts if {str(ROOT)!r} in text])
"""
    assert printed(worker, look) == "[]\n"


def test_nothing_of_our_environment_is_visible(worker: Worker) -> None:
    seen = set(printed(worker, "import os; print(*os.environ)").split())
    ours = {"PATH", "HOME", "USER", "LANG", "LD_LIBRARY_PATH", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"}
    made_inside = {"PWD", "TMPDIR", "LC_CTYPE"} | {name for name in seen if name.startswith(("KMP_", "TORCH"))}
    assert seen <= ours | made_inside
    assert "PYTEST_CURRENT_TEST" not in seen


def test_other_processes_cannot_be_looked_into(
    worker: Worker,
) -> None:
    look = """
for number in (1, 2):
    for name in ("environ", "cmdline", "mem", "maps", "fd"):
        try: open(f"/proc/{number}/{name}", "rb").read(1)
        except OSError: pass
        else: print(number, name)
"""
    assert printed(worker, look) == ""


def test_the_network_ends_at_the_sandbox(unsealed: Worker) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        connect = f"""
import socket
for address in ("127.0.0.1", "1.1.1.1"):
    try: socket.create_connection((address, {port}), timeout=1)
    except OSError: print("refused")
"""
        assert printed(unsealed, connect) == "refused\nrefused\n"


def test_no_capability_and_no_new_user_namespace_is_left(unsealed: Worker) -> None:
    look = """
import ctypes, os
print(*(line.split()[1] for line in open("/proc/self/status") if line.startswith(("CapEff", "CapPrm", "CapBnd"))))
print(ctypes.CDLL(None).unshare(0x10000000), os.getuid() != 0)
"""
    assert printed(unsealed, look).split() == ["0" * 16] * 3 + ["-1", "True"]


@pytest.mark.parametrize(
    "path", ["/usr/new", "/venv/0/new", "/lane/lane/worker.py", "/new", "/etc/new", "/proc/sys/kernel/core_pattern"]
)
def test_nothing_outside_tmp_can_be_written(unsealed: Worker, path: str) -> None:
    write = f"try: open({path!r}, 'a').write('x')\nexcept OSError: print('refused')"
    assert printed(unsealed, write) == "refused\n"


def test_private_folders_are_of_a_bounded_size(unsealed: Worker) -> None:
    look = "import os; print(*(s.f_blocks * s.f_frsize >> 20 for s in map(os.statvfs, ('/tmp', '/dev/shm'))))"
    assert printed(unsealed, look).split() == ["256", "16"]


# --- the command -------------------------------------------------------------------------------------------------------


@pytest.fixture
def ordinary(monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return Sandbox.here()


def test_an_ordinary_user_starts_bwrap_itself(ordinary: Sandbox) -> None:
    command = ordinary.command(5, 0)
    assert command[0] == shutil.which("bwrap")
    assert "setpriv" not in command
    inside = {command[i + 2]: command[i + 1] for i, word in enumerate(command) if word == "--ro-bind"}
    assert inside["/lane/lane"] == str(ROOT / "grader" / "lane")
    assert inside["/usr"] == "/usr"


@pytest.mark.parametrize(
    "flag", ["--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session", "--clearenv"]
)
def test_the_wall_is_asked_for(ordinary: Sandbox, flag: str) -> None:
    assert flag in ordinary.command(5, 0)


def test_the_environment_is_all_that_is_bound_of_ours(ordinary: Sandbox) -> None:
    assert {bind.inside.split("/")[1] for bind in ordinary.binds} <= {"venv", "python", "lane"}
    assert not any(bind.outside == ROOT or bind.outside in ROOT.parents for bind in ordinary.binds)


def test_root_drops_to_a_user_of_the_lanes_own_before_bwrap() -> None:
    sandbox = Sandbox("/usr/bin/bwrap", "/python/bin/python3", (Bind(Path("/a b/it's"), "/venv/0"),), ("/lane",), as_root=True)
    command = sandbox.command(5, 3)
    script = shlex.split(command[-1].replace("; ", " ; "))
    assert command[:2] == ["unshare", "--mount"]
    assert script.index("setpriv") < script.index("/usr/bin/bwrap")
    assert script[script.index("--reuid") + 1] == script[script.index("--regid") + 1] == str(FIRST_UID + 3)
    assert "--clear-groups" in script
    assert "/a b/it's" in script


def test_a_device_is_bound_where_one_is_asked_for() -> None:
    command = Sandbox.here(devices=("/dev/nvidia0",)).command(5, 0)
    assert "--dev-bind-try /dev/nvidia0 /dev/nvidia0" in " ".join(command)
    assert "nvidia" not in " ".join(Sandbox.here().command(5, 0))


def test_the_command_is_one_that_the_shell_takes() -> None:
    sandbox = Sandbox("/usr/bin/bwrap", "/python/bin/python3", (Bind(Path("/a b/it's"), "/x", copied=True),), (), as_root=True)
    assert subprocess.run(["/bin/sh", "-n", "-c", sandbox.command(5, 0)[-1]], check=False).returncode == 0


# --- what is said where it cannot be ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("program", "package"), [("bwrap", "bubblewrap"), ("setpriv", "util-linux")])
def test_a_program_that_is_missing_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch, program: str, package: str) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(shutil, "which", lambda name: None if name == program else f"/usr/bin/{name}")
    with pytest.raises(SandboxUnavailable, match=rf"{program} is not installed; run: .*apt-get install -y {package}"):
        Sandbox.here()


def test_an_ordinary_user_is_told_to_ask_an_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(SandboxUnavailable, match=r"ask an administrator to run: sudo .*bubblewrap"):
        Sandbox.here()


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("bwrap: No permissions to create new namespace", "unprivileged_userns_clone"),
        ("unshare: unshare failed: Operation not permitted", "seccomp=unconfined"),
        ("bwrap: Can't find source path /x", "Can't find source path /x"),
        ("", "no message"),
    ],
)
def test_what_bwrap_said_comes_with_the_remedy_that_fits(monkeypatch: pytest.MonkeyPatch, said: str, remedy: str) -> None:
    monkeypatch.setattr("grader.sandbox._userns_restricted", lambda: False)
    assert remedy in why_not(said)


def test_a_system_that_restricts_user_namespaces_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.sandbox._userns_restricted", lambda: True)
    assert "apparmor_restrict_unprivileged_userns=0" in why_not("bwrap: setting up uid map: Permission denied")
