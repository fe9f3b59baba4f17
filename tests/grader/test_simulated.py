"""What a function's call on the simulated accelerator tells, in this process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor

from grader import checks
from grader.accelerator import Accelerator
from grader.errors import StudentError
from grader.lane.simulated import SIMULATED, Finding, on_simulated_accelerator
from grader.result import Verdict
from grader.student import LocalStudent

X, T, TABLE = torch.ones(2, 3), torch.tensor([1, 0]), torch.linspace(0, 1, 10, dtype=torch.float64)
CACHED = torch.ones(3)


def swallows(x: Tensor) -> Tensor:
    try:
        return x + torch.ones(3)
    except RuntimeError as error:
        raise ValueError("something else") from error


def asks_for_the_accelerator(x: Tensor) -> Tensor:
    where = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else "cpu"
    return x + torch.ones(3, device=where)


RIGHT: dict[str, Callable[[Tensor], object]] = {
    "made where x is": lambda x: x + torch.ones(3, device=x.device),
    "made like x": lambda x: x * x.new_full((3,), 2.0),
    "moved": lambda x: x + CACHED.to(x),
    "numbers mix with all devices": lambda x: torch.where(x > 0, x, torch.tensor(0.0)) * torch.tensor(2.0),
    "asks torch for it": asks_for_the_accelerator,
    "several": lambda x: (x, {"twice": [x + x]}),
    "nothing to place": lambda x: x.shape[0],
    "a number made there": lambda x: torch.tensor(0.5, device=x.device) * x + x.new_tensor([1.0, 2.0, 3.0]),
    "a list as an index": lambda x: x[:, [0, 2]] + x[[0, 1]][:, :2],
    "printed on the way": lambda x: x * len(f"{x} {x!r}"),
    "in place on a copy": lambda x: x.clone().mul_(2).add_(x),
    "drawn there": lambda x: x + torch.randn(x.shape, device=x.device) + torch.rand_like(x),
}
WRONG: dict[str, Callable[[Tensor], object]] = {
    "made on the CPU": lambda x: x + torch.ones(3),
    "kept from before": lambda x: x + CACHED,
    "a mask on the CPU": lambda x: x.masked_fill(torch.ones(2, 3).tril().bool(), 0.0),
    "joined": lambda x: torch.cat([x, torch.ones(1, 3)]),
    "says something else": swallows,
    "picked by the data, then made on the CPU": lambda x: x[x > 0] + torch.ones(6),
    "written into a table on the CPU": lambda x: torch.zeros(2, 3).add_(x),
}
UNKNOWN: dict[str, Callable[[Tensor], object]] = {
    "item": lambda x: x * x.max().item(),
    "numpy": lambda x: torch.from_numpy(x.cpu().numpy() * 2),
    "lists": lambda x: torch.tensor([v * 2 for v in x.flatten().tolist()]),
    "a branch on the data": lambda x: x if bool(x.any()) else torch.ones(3),
    "raises": lambda x: int("no number"),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_works_on_every_device_fits(name: str) -> None:
    assert on_simulated_accelerator(RIGHT[name], (X,), {}) == "fits"


@pytest.mark.parametrize("name", WRONG)
def test_tensors_of_two_devices_are_a_mismatch(name: str) -> None:
    assert on_simulated_accelerator(WRONG[name], (X,), {}) == "mismatch"


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_takes_numbers_out_or_breaks_in_another_way_is_not_judged(name: str) -> None:
    assert on_simulated_accelerator(UNKNOWN[name], (X,), {}) == "unknown"


def test_a_result_left_on_the_cpu_lies_elsewhere() -> None:
    assert on_simulated_accelerator(lambda x: x.cpu(), (X,), {}) == "elsewhere"
    assert on_simulated_accelerator(lambda x: (x, torch.ones(1)), (X,), {}) == "elsewhere"


def test_what_is_drawn_in_the_simulation_moves_no_generator() -> None:
    before = torch.get_rng_state()
    assert on_simulated_accelerator(RIGHT["drawn there"], (X,), {}) == "fits"
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize(
    ("lookup", "finding"),
    [
        (lambda x, t, table: table[t].to(x)[:, None] * x, "mismatch"),  # torch's own simulation lets this pass
        (lambda x, t, table: table.to(x.device)[t].to(x)[:, None] * x, "fits"),
        (lambda x, t, table: table[t.cpu()].to(x)[:, None] * x, "fits"),
        (lambda x, t, table: table.to(x.device)[t.cpu()].to(x)[:, None] * x, "fits"),
        (lambda x, t, table: table.gather(0, t).to(x)[:, None] * x, "mismatch"),
    ],
)
def test_a_table_on_the_cpu_cannot_be_looked_up_by_an_index_on_the_accelerator(
    lookup: Callable[..., Tensor], finding: Finding
) -> None:
    assert on_simulated_accelerator(lookup, (X, T, TABLE), {}, keep={2}) == finding


def test_a_function_that_is_told_where_to_build_is_told_the_accelerator() -> None:
    def builds(n: int, *, device: str | None = None) -> Tensor:
        return torch.ones(n, n, device=device).tril()

    def forgets(n: int, *, device: str | None = None) -> Tensor:
        return torch.ones(n, n).tril()

    assert on_simulated_accelerator(builds, (3,), {"device": SIMULATED}) == "fits"
    assert on_simulated_accelerator(forgets, (3,), {"device": SIMULATED}) == "elsewhere"


def test_outside_the_simulation_torch_knows_of_no_accelerator_of_ours() -> None:
    on_simulated_accelerator(lambda x: x, (X,), {})
    assert torch.accelerator.current_accelerator() is None
    assert not torch.accelerator.is_available()
    assert torch.accelerator.device_count() == 0


def test_the_check_gets_the_value_of_the_cpu() -> None:
    seen: list[str] = []

    def f(x: Tensor, *, device: str = "cpu") -> Tensor:
        seen.append(device)
        return 2 * x

    accelerator = Accelerator(LocalStudent({"f": f}))
    assert torch.equal(accelerator.f(X, device=accelerator.device), 2 * X)
    assert seen == ["cpu", SIMULATED]


def test_the_check_is_lost_in_words_that_say_which_of_the_two_it_was() -> None:
    accelerator = Accelerator(LocalStudent({"mixes": WRONG["made on the CPU"], "leaves": lambda x: x.cpu()}))
    with pytest.raises(StudentError, match="mixed tensors of two devices"):
        accelerator.mixes(X)
    with pytest.raises(StudentError, match="does not lie on that device"):
        accelerator.leaves(X)


def test_what_raises_on_the_cpu_is_not_saved_by_being_beyond_judgement() -> None:
    def unwritten(x: Tensor) -> Tensor:
        raise NotImplementedError

    with pytest.raises(StudentError) as raised:
        Accelerator(LocalStudent({"f": unwritten})).f(X)
    assert raised.value.verdict is Verdict.MISSING


def test_an_argument_that_is_kept_stays_on_the_cpu() -> None:
    devices: list[tuple[str, str]] = []

    def f(x: Tensor, *, table: Tensor) -> Tensor:
        devices.append((x.device.type, table.device.type))
        return x

    accelerator = Accelerator(LocalStudent({"f": f}))
    accelerator.f(X, table=accelerator.keep(TABLE))
    assert devices == [("cpu", "cpu"), (SIMULATED, "cpu")]


def test_checks_that_simulate_run_after_all_others(tmp_path: Path) -> None:
    path = tmp_path / "test_order.py"
    path.write_text(
        "import pytest, torch\n"
        "pytestmark = [pytest.mark.task('f'), pytest.mark.points(1), pytest.mark.hint(zh='', en='')]\n"
        "def test_on_an_accelerator(accelerator):\n    accelerator.f(torch.ones(2))\n"
        "def test_plainly(student):\n    student.f(torch.ones(2))\n"
    )
    calls: list[str] = []

    def f(x: Tensor) -> Tensor:
        calls.append(x.device.type)
        return x

    (task,) = checks.run([path], LocalStudent({"f": f}), seed=1)
    assert calls == ["cpu", "cpu", SIMULATED]
    assert [check.check for check in task.checks] == ["test_on_an_accelerator", "test_plainly"]
    assert task.verdict is Verdict.PASSED
    assert str(path) not in sys.modules
