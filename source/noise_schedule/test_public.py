"""The checks that you have yourself: `check("q_sample")` in the notebook runs those of one task.

Each holds the function against numbers that you can work out on paper, or against the contract in its docstring.
Your work is graded with more checks of the same contract, on other inputs.
"""

from __future__ import annotations

import pytest
import torch

from grader.checking import Draw, Student, assert_close, assert_shape

PAPER = 1e-6  # how far numbers may be from those on paper: float32 rounds at 1e-7, and its dtype is checked once, elsewhere


def gave(call: str, result: torch.Tensor, expected: torch.Tensor) -> str:
    """What to compare with the numbers on paper."""
    return f"{call}\n  gave      {result.detach()}\n  expected  {expected}"


def numbers(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64)


def assert_on_paper(call: str, result: torch.Tensor, expected: torch.Tensor) -> None:
    """The numbers of the example, in whatever dtype: it has a check of its own, so that one slip costs one check."""
    assert_close(result.double(), expected, message=gave(call, result, expected), atol=PAPER, rtol=PAPER)


def column(*values: float) -> torch.Tensor:
    """A batch of single numbers, (B, 1)."""
    return torch.tensor(values).unsqueeze(-1)


@pytest.mark.task("linear_beta_schedule")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="照手算例題做：先放大兩端，再等距排開，最後才處理超過上限的數。哪一步開始不一樣？",
    en="Do the example on paper: scale the ends, space the steps evenly, and see to the limit last. Where do you part ways?",
)
def test_linear_by_hand(student: Student) -> None:
    """手算例題：T = 5，兩端放大成 0.2 與 1.2。/ The example on paper: T = 5, where the ends become 0.2 and 1.2."""
    result, expected = student.linear_beta_schedule(5, 0.001, 0.006), numbers(0.2, 0.45, 0.7, 0.95, 0.999)
    assert_on_paper("linear_beta_schedule(5, 0.001, 0.006)", result, expected)


@pytest.mark.task("linear_beta_schedule")
@pytest.mark.points(1)
@pytest.mark.hint(
    zh="rescale=False 的意思是：呼叫的人給的兩端，原封不動拿來用。",
    en="rescale=False means that the caller's two ends are used just as they are.",
)
def test_linear_without_rescaling(student: Student) -> None:
    """rescale=False 時，兩端就是 0.1 與 0.4。/ With rescale=False the ends are just 0.1 and 0.4."""
    result, expected = student.linear_beta_schedule(4, 0.1, 0.4, rescale=False), numbers(0.1, 0.2, 0.3, 0.4)
    assert_on_paper("linear_beta_schedule(4, 0.1, 0.4, rescale=False)", result, expected)


@pytest.mark.task("linear_beta_schedule")
@pytest.mark.points(1)
@pytest.mark.hint(
    zh="T = 1000 時，預設值就是論文的數字；結果要有 T 個數，而且是 float64。",
    en="At T = 1000 the defaults are the paper's numbers; there are T of them, in float64.",
)
def test_linear_of_the_paper(student: Student) -> None:
    """T = 1000 時從 0.0001 到 0.02，型別是 float64。/ For T = 1000 it runs from 0.0001 to 0.02, in float64."""
    result = student.linear_beta_schedule(1000)
    assert_shape(result, (1000,))
    expected = numbers(1e-4, 0.02)
    assert_close(result[[0, -1]], expected, message=gave("first and last", result[[0, -1]], expected))


@pytest.mark.task("cosine_beta_schedule")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="手算例題的 f 依序是 1、3/4、1/4、0；每個 beta 只看相鄰的兩個。",
    en="On paper f is 1, 3/4, 1/4 and 0 in turn; each beta looks at two neighbours only.",
)
def test_cosine_by_hand(student: Student) -> None:
    """手算例題：s = 0、T = 3 時是 ¼、⅔、0.999。/ The example on paper: s = 0 and T = 3 give ¼, ⅔ and 0.999."""
    result, expected = student.cosine_beta_schedule(3, s=0.0), numbers(1 / 4, 2 / 3, 0.999)
    assert_on_paper("cosine_beta_schedule(3, s=0.0)", result, expected)


@pytest.mark.task("cosine_beta_schedule")
@pytest.mark.points(1)
@pytest.mark.hint(
    zh="s 在公式裡出現兩次。s = ½、T = 2 時，f(0) 是 ¾，f(1) 是 ¼，先把這兩個算對。",
    en="s appears twice in the formula. With s = ½ and T = 2, f(0) is ¾ and f(1) is ¼: get these two right first.",
)
def test_cosine_with_an_offset(student: Student) -> None:
    """s = ½、T = 2 時，f 是 ¾、¼、0。/ With s = ½ and T = 2, f is ¾, ¼ and 0."""
    result, expected = student.cosine_beta_schedule(2, s=0.5, max_beta=0.9), numbers(2 / 3, 0.9)
    assert_on_paper("cosine_beta_schedule(2, s=0.5, max_beta=0.9)", result, expected)


@pytest.mark.task("cosine_beta_schedule")
@pytest.mark.points(1)
@pytest.mark.hint(
    zh="結果是 T 個 float64，都在 0 與 max_beta 之間，而且越來越大。",
    en="The result is T numbers in float64, between 0 and max_beta, and growing.",
)
@pytest.mark.parametrize("steps", [1, 50, 1000])
def test_cosine_grows(student: Student, steps: int) -> None:
    """T 個 float64，在 0 與 0.999 之間，不會變小。/ T numbers in float64, between 0 and 0.999, never falling."""
    result = student.cosine_beta_schedule(steps)
    assert_shape(result, (steps,))
    assert result.dtype == torch.float64, f"dtype {result.dtype}, expected torch.float64"
    assert bool((result > 0).all()), f"the smallest is {result.min().item():g}, and should be larger than 0"
    assert result.max().item() <= 0.999, f"the largest is {result.max().item():g}, and should be at most 0.999"
    assert bool((result.diff() >= 0).all()), "a beta is smaller than the one before it"


TABLES = {
    "alphas": (0.64, 0.5625),
    "alphas_cumprod": (0.64, 0.36),
    "alphas_cumprod_prev": (1.0, 0.64),
    "sqrt_alphas_cumprod": (0.8, 0.6),
    "sqrt_one_minus_alphas_cumprod": (0.6, 0.8),
    "snr": (16 / 9, 9 / 16),
}


@pytest.mark.task("schedule_tables")
@pytest.mark.points(3)
@pytest.mark.hint(
    zh="照手算例題，一張表一張表比：第一張不一樣的表，就是出錯的地方。",
    en="Go through the example on paper table by table: the first that differs is where it went wrong.",
)
def test_tables_by_hand(student: Student) -> None:
    """手算例題：beta 是 0.36 與 0.4375 的六張表。/ The example on paper: the six tables of the betas 0.36 and 0.4375."""
    tables = student.schedule_tables(numbers(0.36, 0.4375))
    for name, values in TABLES.items():
        assert name in tables, f"there is no table {name!r}; there are {sorted(tables)}"
        assert_on_paper(name, tables[name], numbers(*values))


@pytest.mark.task("schedule_tables")
@pytest.mark.points(1)
@pytest.mark.hint(
    zh="字典剛好有規格裡的六個鍵；每張表都有 T 個 float64。",
    en="The dict has just the six keys of the specification; each table has T numbers in float64.",
)
def test_tables_keys_and_shapes(student: Student) -> None:
    """剛好六張表，每張都是 (T,) 的 float64。/ Just six tables, each float64 of shape (T,)."""
    tables = student.schedule_tables(torch.full((7,), 0.1, dtype=torch.float64))
    assert set(tables) == set(TABLES), f"keys {sorted(tables)}, expected {sorted(TABLES)}"
    for name, table in tables.items():
        assert tuple(table.shape) == (7,), f"{name} has shape {tuple(table.shape)}, expected (7,)"
        assert table.dtype == torch.float64, f"{name} has dtype {table.dtype}, expected torch.float64"


@pytest.mark.task("q_step")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="照手算例題：第一個成員走 t = 1，係數是 0.6 與 0.8；第二個走 t = 0，係數是 0.8 與 0.6。",
    en="As on paper: the first member takes t = 1, with 0.6 and 0.8; the second takes t = 0, with 0.8 and 0.6.",
)
def test_step_by_hand(student: Student) -> None:
    """手算例題的結果是 10 與 11。/ The example on paper gives 10 and 11."""
    t, betas = torch.tensor([1, 0]), numbers(0.36, 0.64)
    result, expected = student.q_step(column(10.0, 10.0), t, column(5.0, 5.0), betas), column(10.0, 11.0)
    assert_close(result, expected, message=gave("q_step([[10], [10]], [1, 0], [[5], [5]], betas)", result, expected))


@pytest.mark.task("q_step")
@pytest.mark.points(1)
@pytest.mark.hint(
    zh="沒有圖像時 (x_prev = 0)，剩下的只有雜訊，大小由這一步的 beta 決定。",
    en="Where there is no image (x_prev = 0), only noise is left, as large as this step's beta says.",
)
def test_step_of_nothing_is_noise(student: Student) -> None:
    """x_prev 是 0、beta 是 ¼ 時，得到一半的雜訊。/ With x_prev = 0 and a beta of ¼, half of the noise is left."""
    noise, expected = column(2.0, -4.0), column(1.0, -2.0)
    result = student.q_step(column(0.0, 0.0), torch.tensor([0, 0]), noise, numbers(0.25))
    assert_close(result, expected, message=gave("q_step([[0], [0]], [0, 0], [[2], [-4]], [0.25])", result, expected))


@pytest.mark.task("q_step")
@pytest.mark.points(1)
@pytest.mark.hint(
    zh="不管 x_prev 有幾個維度、是什麼型別，結果的形狀和型別都與它相同。",
    en="Whatever the rank and dtype of x_prev, the result has its shape and its dtype.",
)
@pytest.mark.parametrize("shape", [(3,), (3, 4), (3, 2, 4, 5)])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_step_shape_and_dtype(student: Student, randn: Draw, shape: tuple[int, ...], dtype: torch.dtype) -> None:
    """結果的形狀與型別和 x_prev 相同。/ The result has the shape and dtype of x_prev."""
    x_prev, noise = randn(*shape, dtype=dtype), randn(*shape, dtype=dtype)
    result = student.q_step(x_prev, torch.tensor([0, 1, 1]), noise, numbers(0.1, 0.2))
    assert_shape(result, shape)
    assert result.dtype == dtype, f"dtype {result.dtype}, expected {dtype}"


@pytest.mark.task("q_sample")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="照手算例題：alphas_cumprod 在 t = 1 是 0.36，所以係數是 0.6 與 0.8。",
    en="As on paper: alphas_cumprod at t = 1 is 0.36, so the coefficients are 0.6 and 0.8.",
)
def test_sample_by_hand(student: Student) -> None:
    """手算例題的結果是 10 與 13。/ The example on paper gives 10 and 13."""
    t, kept = torch.tensor([1, 0]), numbers(0.64, 0.36)
    result, expected = student.q_sample(column(10.0, 20.0), t, column(5.0, -5.0), kept), column(10.0, 13.0)
    assert_close(result, expected, message=gave("q_sample([[10], [20]], [1, 0], [[5], [-5]], …)", result, expected))


@pytest.mark.task("q_sample")
@pytest.mark.points(1)
@pytest.mark.hint(
    zh="批次裡每張圖用自己的 t；同一張圖的每個像素用同樣的係數。",
    en="Each image of the batch uses its own t; all pixels of one image share their coefficients.",
)
def test_sample_of_images(student: Student) -> None:
    """三張 3×3 的圖，各用自己的 t。/ Three images of 3×3 pixels, each with its own t."""
    kept = numbers(0.81, 0.49, 0.25)
    result = student.q_sample(torch.ones(3, 1, 3, 3), torch.tensor([2, 0, 1]), torch.zeros(3, 1, 3, 3), kept)
    expected = torch.tensor([0.5, 0.9, 0.7]).reshape(3, 1, 1, 1).expand(3, 1, 3, 3)
    assert_shape(result, (3, 1, 3, 3))
    assert_close(result, expected, message="three white images, no noise, t = [2, 0, 1]: they should be 0.5, 0.9 and 0.7")


@pytest.mark.task("q_sample")
@pytest.mark.points(1)
@pytest.mark.hint(
    zh="結果的型別和 x0 相同；係數是 float64，不應該改變結果的型別。",
    en="The result has the dtype of x0; the coefficients are float64 and should not change that.",
)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float16])
def test_sample_dtype(student: Student, randn: Draw, dtype: torch.dtype) -> None:
    """結果的型別和 x0 相同。/ The result has the dtype of x0."""
    result = student.q_sample(randn(2, 4, dtype=dtype), torch.tensor([0, 1]), randn(2, 4, dtype=dtype), numbers(0.9, 0.5))
    assert result.dtype == dtype, f"dtype {result.dtype}, expected {dtype}"


@pytest.mark.task("q_sample")
@pytest.mark.points(1)
@pytest.mark.hint(
    zh="訊號與雜訊的係數，平方之後加起來是 1。",
    en="The squares of the two coefficients, of the signal and of the noise, add up to 1.",
)
@pytest.mark.parametrize("kept", [0.99, 0.5, 0.01])
def test_sample_keeps_the_variance(student: Student, kept: float) -> None:
    """兩個係數的平方加起來是 1。/ The squares of the two coefficients add up to 1."""
    one, zero, t = torch.ones(1, 1, dtype=torch.float64), torch.zeros(1, 1, dtype=torch.float64), torch.tensor([0])
    signal = student.q_sample(one, t, zero, numbers(kept))
    noise = student.q_sample(zero, t, one, numbers(kept))
    assert_close(signal**2 + noise**2, one, message=f"alpha-bar {kept}: squares of the coefficients, added up")


@pytest.mark.task("predict_x0")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="手算例題把 q_sample 的例題倒回去：先拿走雜訊，再放大。",
    en="The example on paper takes q_sample's example back: first the noise goes, then it is scaled up.",
)
def test_predict_by_hand(student: Student) -> None:
    """手算例題回到 10 與 20。/ The example on paper leads back to 10 and 20."""
    t, kept = torch.tensor([1, 0]), numbers(0.64, 0.36)
    result, expected = student.predict_x0(column(10.0, 13.0), t, column(5.0, -5.0), kept), column(10.0, 20.0)
    assert_close(result, expected, message=gave("predict_x0([[10], [13]], [1, 0], [[5], [-5]], …)", result, expected))


@pytest.mark.task("predict_x0")
@pytest.mark.points(1)
@pytest.mark.hint(
    zh="猜雜訊是 0 時，只剩下放大這一步；結果可以超出 −1 到 1，不要裁掉。",
    en="If the noise is guessed as 0, only the scaling is left; the result may lie outside −1 to 1 and is not clamped.",
)
def test_predict_without_noise(student: Student) -> None:
    """eps 是 0、alpha-bar 是 ¼ 時，結果是兩倍。/ With eps = 0 and an alpha-bar of ¼, the result is doubled."""
    result = student.predict_x0(column(1.0, -3.0), torch.tensor([0, 0]), column(0.0, 0.0), numbers(0.25))
    expected = column(2.0, -6.0)
    assert_close(result, expected, message=gave("predict_x0([[1], [-3]], [0, 0], [[0], [0]], [0.25])", result, expected))


@pytest.mark.task("predict_x0")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="把 x_0 加噪，再用同樣的雜訊還原，應該回到 x_0。批次裡每張圖用自己的 t。",
    en="Noise added to x_0 and taken away again leads back to x_0. Each image of the batch uses its own t.",
)
def test_predict_recovers_images(student: Student, randn: Draw) -> None:
    """加上雜訊的圖，用同樣的雜訊可以還原。/ Images with noise come back when the noise is known."""
    x0, noise = randn(2, 3, 4, 4, dtype=torch.float64), randn(2, 3, 4, 4, dtype=torch.float64)
    x_t = torch.stack([0.8 * x0[0] + 0.6 * noise[0], 0.6 * x0[1] + 0.8 * noise[1]])
    result = student.predict_x0(x_t, torch.tensor([0, 1]), noise, numbers(0.64, 0.36))
    assert_close(result, x0, message="two images, coefficients (0.8, 0.6) and (0.6, 0.8)")
