from __future__ import annotations

from pathlib import Path

import pytest

from grader import devices
from grader.devices import Device, DeviceUnavailable, available, resolve


def test_without_a_device_node_there_is_the_cpu(tmp_path: Path) -> None:
    (tmp_path / "nvidiactl").touch()
    (tmp_path / "nvidia-uvm").touch()
    assert available(tmp_path) == (Device("cpu"),)


def test_the_first_gpu_is_one_and_its_nodes_are_named(tmp_path: Path) -> None:
    for name in ("nvidia1", "nvidia0", "nvidiactl", "nvidia0x"):
        (tmp_path / name).touch()
    cpu, gpu = available(tmp_path)
    assert (cpu.name, gpu.name) == ("cpu", "cuda")
    assert gpu.nodes[0] == str(tmp_path / "nvidia0")
    assert "/dev/nvidiactl" in gpu.nodes


def test_auto_is_the_cpu() -> None:
    assert resolve("auto") == resolve("cpu") == Device("cpu")


def test_a_device_that_is_not_here_is_refused_with_those_that_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "available", lambda: (Device("cpu"),))
    with pytest.raises(DeviceUnavailable, match="--device cuda: this machine has cpu"):
        resolve("cuda")
