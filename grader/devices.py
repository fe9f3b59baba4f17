"""Which accelerators there are. Nothing here touches CUDA: a process that did could not fork a worker any more."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

NVIDIA_NODES = ("/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools")


class DeviceUnavailable(Exception):
    """The device that was asked for is not here; the message says which are."""


@dataclass(frozen=True)
class Device:
    """Where students' functions run."""

    name: str  # as torch names it: "cpu", "cuda"
    nodes: tuple[str, ...] = ()  # to be bound into the lane


def available(dev: Path = Path("/dev")) -> tuple[Device, ...]:
    """The CPU, and one NVIDIA GPU where its device node is there."""
    gpus = sorted(path for path in dev.glob("nvidia[0-9]*") if path.name.removeprefix("nvidia").isdigit())
    cuda = (Device("cuda", (str(gpus[0]), *NVIDIA_NODES)),) if gpus else ()
    return (Device("cpu"), *cuda)


def resolve(wanted: str) -> Device:
    """The device for `--device`: auto is the CPU unless a task needs more, and the tasks of the course so far do not.

    Raises:
        DeviceUnavailable: it is not here.
    """
    here = {device.name: device for device in available()}
    if wanted == "auto":
        return here["cpu"]
    if wanted not in here:
        raise DeviceUnavailable(f"--device {wanted}: this machine has {', '.join(here)}; `grader doctor` says why")
    return here[wanted]
