# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] tags=["lang-zh"]
# # 加噪：把一張照片一步一步變成雜訊
#
# **做完這一課，你能夠**
#
# 1. 寫出線性與餘弦兩種雜訊排程 (noise schedule)，步數不是 1000 時也對。
# 2. 說出 $\bar\alpha_t$ 從哪裡來，並算出訊號雜訊比 (signal-to-noise ratio, SNR)。
# 3. 一步一步把照片變成雜訊，也能一次跳到任何一步。
# 4. 知道雜訊的時候，把照片還原。（不知道的時候，就要靠擴散模型 (diffusion model) 去猜。）
#
# **需要多久**：約兩個半小時。讀文字約 40 分鐘，六題大約各要 15、20、15、20、15、15 分鐘。第一次寫張量運算的人，請留三個半小時。
#
# **先備知識**：Python、PyTorch 張量的形狀與廣播 (broadcasting)、平均與變異數 (variance)。
#
# **深入課本的哪裡**：第 2.2.2 節。課本這樣寫：
#
# > **前向過程 (Forward Process - 加噪)：** 從一個真實數據點（例如一張圖像 $x_0$）開始，逐步向其添加高斯雜訊，經過 $T$ 個時間步，最終將其完全轉化為隨機雜訊 $x_T$。這個過程是固定的，無需學習。
#
# 這一課要把「逐步」兩個字變成你自己寫的六個函式。

# %% [markdown] tags=["lang-en"]
# # Adding noise: turn a photograph into static, step by step
#
# **When you are done, you can**
#
# 1. write the linear and the cosine noise schedule, right for any number of steps, not just 1000;
# 2. say where $\bar\alpha_t$ comes from, and compute the signal-to-noise ratio (SNR);
# 3. turn a photograph into noise one step at a time, or jump to any step at once;
# 4. get the photograph back when the noise is known (guessing the noise is what a diffusion model learns).
#
# **How long it takes**: about two and a half hours. Reading takes some 40 minutes; the six tasks take about 15, 20, 15,
# 20, 15 and 15. If tensor code is new to you, allow three and a half hours.
#
# **What you need**: Python, the shapes of PyTorch tensors and how they broadcast, mean and variance.
#
# **What it deepens**: section 2.2.2 of the chapter, which says (our translation):
#
# > **Forward process (adding noise):** starting from a real data point, such as an image $x_0$, Gaussian noise is added
# > to it step by step; after $T$ time steps it has been turned completely into random noise $x_T$. This process is fixed
# > and need not be learned.
#
# In this lesson the words "step by step" turn into six functions that you write yourself.

# %% [markdown] tags=["lang-zh"]
# ## 這份筆記本怎麼用
#
# - 六題各有一個函式。函式的說明文字 (docstring) 就是規格：形狀、型別、公式，還有一個可以手算的例子。
# - 把 `# YOUR CODE HERE` 與 `raise NotImplementedError()`
#   換成你的程式。函式名稱與參數請不要改。需要輔助函式時，請寫在該函式裡面。
# - 題目下面的 `check("…")` 會執行公開檢查，並告訴你哪裡不對。想跑幾次都可以。
# - 工具列上如果有 Validate 按鈕，請不要靠它：它只看儲存格會不會當掉，答錯了也會說通過。
# - 公開檢查占 26 分。其餘 74 分是批改時才執行的檢查：它們依據同一份規格，只是換了別的輸入。
# - 「看見它」的儲存格會畫圖。還沒寫完的題目只會顯示一行提醒，不會讓後面的儲存格出錯。
# - 照片放在 `cat.npy`，請和這份筆記本放在同一個資料夾。
#
# 先執行下面這兩個儲存格。

# %% [markdown] tags=["lang-en"]
# ## How to use this notebook
#
# - Each of the six tasks is one function. Its docstring is the specification: shapes, dtypes, the equation, and an
#   example that you can check by hand.
# - Replace `# YOUR CODE HERE` and `raise NotImplementedError()` with your code. Keep the function's name and parameters.
#   If you need a helper, write it inside the function.
# - `check("…")` below each task runs the public checks and says what is wrong. Run it as often as you like.
# - If your toolbar has a Validate button, do not rely on it: it only sees whether cells crash, and passes wrong answers.
# - Public checks carry 26 points. The other 74 come from checks that run when your work is graded: the same
#   specification, on other inputs.
# - The "see it" cells draw pictures. A task that is not written yet shows one line and breaks nothing after it.
# - The photograph is in `cat.npy`; keep that file in the same folder as this notebook.
#
# Run the next two cells first.

# %%
import math

import numpy
import torch
from torch import Tensor

from grader.notebook import check, curves, images, see

# %% tags=["lang-zh"]
LANG = "zh-TW"

# %% tags=["lang-en"]
LANG = "en"

# %% [markdown] tags=["lang-zh"]
# ## 先看起點與終點
#
# 這隻貓叫 Chelsea，照片由 Stefan van der Walt 拍攝，並以 CC0 釋出，任何人都可以自由使用。
# 我們把它縮成 64 × 64。出處與縮法寫在 `cat.txt`。
#
# 檔案裡的像素是 0 到 255 的整數。擴散模型習慣先換算成 −1 到 1，讓平均靠近 0；下一個儲存格就是這樣做的。
#
# 右邊那張不是照片。它的每個像素、每個顏色，都各抽一個標準常態分布 (standard normal distribution)
# 的亂數：平均 0、變異數 1，約三分之二落在 −1 到 1 之間。落在外面的，畫面上只能畫成最暗或最亮。
#
# 看圖之前先想：如果要從左邊走到右邊，而且每一步都只改一點點，你會怎麼走？

# %% [markdown] tags=["lang-en"]
# ## Where we start, and where we end
#
# The cat is called Chelsea. Stefan van der Walt took the photograph and waived his rights under CC0, so anybody may use it.
# We have shrunk it to 64 × 64; `cat.txt` says where it is from and how that was done.
#
# In the file, pixels are integers from 0 to 255. Diffusion models like them between −1 and 1, so that the mean is close
# to 0; the next cell does that.
#
# What is on the right is no photograph. Each colour of each pixel is a random number of its own, drawn from the standard
# normal distribution: mean 0, variance 1, about two thirds of them between −1 and 1. What lies beyond can only be shown as
# the darkest or the brightest.
#
# Before you look: how would you get from left to right if each step may change only a little?

# %% tags=["picture"]
with see():
    pixels = torch.from_numpy(numpy.load("cat.npy"))  # uint8 (64, 64, 3), from 0 to 255
    cat = pixels.permute(2, 0, 1) / 127.5 - 1  # float32 (3, 64, 64), from -1 to 1
    static = torch.randn(cat.shape, generator=torch.Generator().manual_seed(0))
    images({"x_0": cat, "x_T": static}, bounds=(-1, 1))

# %% [markdown] tags=["lang-zh"]
# ## 想法：每一步都淡一點、髒一點
#
# 前向過程 (forward process) 每一步只做兩件事：
#
# 1. **淡一點**：整張圖乘以一個比 1 略小的數。
# 2. **髒一點**：加上一點**高斯雜訊** (Gaussian noise)，也就是標準常態分布的亂數乘以一個小小的數。
#
# ```text
#          beta_0           beta_1               beta_{T-1}
#   x_0 ────────────▶ ○ ────────────▶ ○ ─▶ … ─▶ ○ ────────────▶ x_T
# ```
#
# 每個箭頭都是一次「淡一點、髒一點」。要多髒，由 $\beta_t$ 決定。它在 0 與 1 之間，越大越髒。整串 $\beta$ 就叫**雜訊排程**，動手之前就全部定好了。
#
# 所以課本說這個過程「是固定的，無需學習」：裡面沒有任何權重。要學的是反方向，那是後面的課。
#
# 為什麼要淡一點？只加不減，數字會越長越大。先淡一點再加，就能讓整體的大小維持不變。第 4 題會算給你看。

# %% [markdown] tags=["lang-en"]
# ## The idea: a little fainter, a little noisier
#
# Each step of the forward process does two things:
#
# 1. **Fainter**: the whole image is multiplied by a number slightly below 1.
# 2. **Noisier**: a little **Gaussian noise** is added, that is, draws from the standard normal distribution times a small
#    number.
#
# ```text
#          beta_0           beta_1               beta_{T-1}
#   x_0 ────────────▶ ○ ────────────▶ ○ ─▶ … ─▶ ○ ────────────▶ x_T
# ```
#
# Each arrow stands for one round of "fainter, noisier". How noisy is set by $\beta_t$, between 0 and 1: the larger, the
# noisier. All the $\beta$ together are the **noise schedule**, and they are settled before anything starts.
#
# That is why the chapter calls the process "fixed": there are no weights in it. What has to be learned is the way
# back, in a later lesson.
#
# Why fainter? If we only added, the numbers would keep growing. Fade first, then add, and the overall size can stay as it
# is. Task 4 does the arithmetic.

# %% [markdown] tags=["lang-zh"]
# ## 六題共同的約定
#
# | 約定 | 意思 |
# | :-- | :-- |
# | $T$ | 總步數；1 步也合法 |
# | $t$ | 第幾步，**從 0 開始**。一批圖有 $B$ 張，`t` 就是 `int64`、形狀 $(B,)$：每張圖可以在不同的步 |
# | 排程與表 | 形狀 $(T,)$，一律用 `float64` |
# | 圖 | 形狀 $(B, \dots)$，後面幾維都可以，也可以沒有 |
# | 型別 (dtype) | 第 4 到 6 題的結果，型別與裝置和第一個參數相同；`float16` 與 `bfloat16` 至少用 `float32` 計算，最後才轉回去 |
# | 裝置 (device) | 圖可能在加速器上，表還在 CPU 上，這樣也要能算 |
# | 純函式 | 雜訊由呼叫的人給。函式自己不抽亂數，也不修改參數 |
#
# **小心步數差 1**。論文從 1 數起，程式從 0 數起：
#
# | 論文 | 這裡 |
# | :-- | :-- |
# | 乾淨的圖 $x_0$ | `x0`；它不是 `t = 0` |
# | 第 1 步之後，用掉 $\beta_1$ | `t = 0`，用掉 `betas[0]` |
# | 第 $T$ 步之後 $x_T$ | `t = T - 1`，用掉 `betas[T - 1]` |
#
# 這一課的公式都照程式的數法寫，只有 $x_0$ 沿用論文的名字，永遠是乾淨的圖。

# %% [markdown] tags=["lang-en"]
# ## What all six tasks agree on
#
# | convention | meaning |
# | :-- | :-- |
# | $T$ | how many steps; one is legal |
# | $t$ | which step, **counted from 0**. For a batch of $B$ images, `t` is `int64` of shape $(B,)$: each image may be at a step of its own |
# | schedules and tables | of shape $(T,)$, always in `float64` |
# | images | of shape $(B, \dots)$, with any number of dimensions after the first, none included |
# | dtype | in tasks 4 to 6 the result has the dtype and device of the first argument; `float16` and `bfloat16` are computed in `float32` at least and converted back at the end |
# | device | images may be on an accelerator while the tables are still on the CPU; that must work, too |
# | pure | the caller brings the noise. A function draws no random number of its own and modifies no argument |
#
# **Mind the difference of 1.** The paper counts from 1, the code from 0:
#
# | the paper | here |
# | :-- | :-- |
# | the clean image $x_0$ | `x0`; that is not `t = 0` |
# | after step 1, which used $\beta_1$ | `t = 0`, which used `betas[0]` |
# | after step $T$, $x_T$ | `t = T - 1`, which used `betas[T - 1]` |
#
# The formulas of this lesson count as the code does. Only $x_0$ keeps its name from the paper: it is always the clean image.

# %% [markdown] tags=["lang-zh"]
# ---
# ## 第 1 題：線性排程（16 分，約 15 分鐘）
#
# **目標**：列出 $T$ 個等距增加的 $\beta$，$T$ 是多少都行。
#
# Ho 等人 (2020) 用 1000 步，$\beta$ 從 0.0001 等距增加到 0.02：
#
# | $t$ | $\beta_t$ | 圖 |
# | :-: | :-: | :-- |
# | 0 | 0.0001 | ▏ |
# | 250 | 0.0051 | █████ |
# | 500 | 0.0101 | ██████████ |
# | 750 | 0.0150 | ███████████████ |
# | 999 | 0.0200 | ████████████████████ |
#
# 一開始圖還很乾淨，加一點雜訊就看得出來，所以步子要小。後來反正已經很髒，步子大一點也無妨。
#
# **步數不是 1000 怎麼辦？** 走 100 步的人，每一步要髒 10 倍，走到終點時才會一樣髒。所以大家的習慣是把兩端都乘以
# $1000/T$。Nichol 與 Dhariwal 公開的程式也這樣做。
#
# 這樣一來，所有 $\beta$ 的總和幾乎不隨 $T$ 改變。

# %% [markdown] tags=["lang-en"]
# ---
# ## Task 1: the linear schedule (16 points, about 15 minutes)
#
# **Objective**: list $T$ values of $\beta$ that grow in equal steps, whatever $T$ is.
#
# Ho et al. (2020) take 1000 steps, with $\beta$ growing evenly from 0.0001 to 0.02:
#
# | $t$ | $\beta_t$ | picture |
# | :-: | :-: | :-- |
# | 0 | 0.0001 | ▏ |
# | 250 | 0.0051 | █████ |
# | 500 | 0.0101 | ██████████ |
# | 750 | 0.0150 | ███████████████ |
# | 999 | 0.0200 | ████████████████████ |
#
# At first the image is clean and a little noise shows, so the steps are small. Later it is noisy anyway, and larger steps
# do no harm.
#
# **And if $T$ is not 1000?** Whoever takes 100 steps has to add ten times as much at each, to end up equally noisy.
# So the custom is to multiply both ends by $1000/T$; the code published by Nichol and Dhariwal does so as well.
# Then the sum of all $\beta$ hardly depends on $T$.

# %% [markdown] tags=["lang-zh"]
# ### 公式
#
# $$a = \beta_{\text{start}} \cdot r, \qquad b = \beta_{\text{end}} \cdot r, \qquad \beta_t = \min\!\left(a + \frac{t}{T-1}(b - a),\ \beta_{\max}\right)$$
#
# | 符號 | 意思 | 形狀 |
# | :-- | :-- | :-- |
# | $\beta_{\text{start}}$、$\beta_{\text{end}}$ | `beta_start`、`beta_end`：$T = 1000$ 時的兩端 | 純量 |
# | $r$ | 放大倍率：`rescale=True` 時是 $1000/T$，否則是 1 | 純量 |
# | $a$、$b$ | 放大之後的兩端 | 純量 |
# | $\beta_{\max}$ | `max_beta`，上限 | 純量 |
# | $\beta_t$ | 第 $t$ 步所加雜訊的變異數，$t = 0, \dots, T-1$ | 純量；整列是 $(T,)$ |
#
# $T = 1$ 時沒有間隔可分，唯一的 $\beta$ 就是 $a$（仍然不超過上限）。
#
# **為什麼要有上限？** $T$ 很小時，放大之後的 $b$ 可能超過 1。但是 $\beta = 1$
# 表示上一步的圖完全不留，那就什麼都回不來了。所以最後要把太大的數壓到 0.999。下限不用管。

# %% [markdown] tags=["lang-en"]
# ### The formula
#
# $$a = \beta_{\text{start}} \cdot r, \qquad b = \beta_{\text{end}} \cdot r, \qquad \beta_t = \min\!\left(a + \frac{t}{T-1}(b - a),\ \beta_{\max}\right)$$
#
# | symbol | meaning | shape |
# | :-- | :-- | :-- |
# | $\beta_{\text{start}}$, $\beta_{\text{end}}$ | `beta_start`, `beta_end`: the two ends for $T = 1000$ | a number |
# | $r$ | the factor: $1000/T$ with `rescale=True`, else 1 | a number |
# | $a$, $b$ | the ends, times the factor | a number |
# | $\beta_{\max}$ | `max_beta`, the upper limit | a number |
# | $\beta_t$ | the variance of the noise that step $t$ adds, $t = 0, \dots, T-1$ | a number; all of them are $(T,)$ |
#
# With $T = 1$ there is nothing to space out: the only $\beta$ is $a$ (and no larger than the limit).
#
# **Why a limit?** For small $T$, the factor may push $b$ above 1. But $\beta = 1$ keeps nothing of the image before, and
# from there nothing leads back. So what is too large is cut down to 0.999 at the end. Below, there is no limit.

# %% [markdown] tags=["lang-zh"]
# ### 用紙筆算一次
#
# $T = 5$、`beta_start = 0.001`、`beta_end = 0.006`。倍率是 $1000/5 = 200$，所以兩端變成 0.2 與 1.2。
#
# 五個數之間有四個間隔，每個是 $(1.2 - 0.2)/4 = 0.25$：
#
# | $t$ | 0 | 1 | 2 | 3 | 4 |
# | :-- | :-: | :-: | :-: | :-: | :-: |
# | 等距排開 | 0.2 | 0.45 | 0.7 | 0.95 | 1.2 |
# | 壓到上限 | 0.2 | 0.45 | 0.7 | 0.95 | **0.999** |
#
# 只有最後一個動了，前面四個都沒有變。
#
# ### 輪到你
#
# 完成的樣子：`check` 全部通過；$T = 1$、$T = 5$、$T = 1000$
# 都有 $T$ 個 `float64`；`rescale=False` 時，呼叫的人給的兩端原封不動。

# %% [markdown] tags=["lang-en"]
# ### Once on paper
#
# $T = 5$, `beta_start = 0.001`, `beta_end = 0.006`. The factor is $1000/5 = 200$, so the ends become 0.2 and 1.2.
# Five numbers have four gaps between them, of $(1.2 - 0.2)/4 = 0.25$ each:
#
# | $t$ | 0 | 1 | 2 | 3 | 4 |
# | :-- | :-: | :-: | :-: | :-: | :-: |
# | evenly spaced | 0.2 | 0.45 | 0.7 | 0.95 | 1.2 |
# | cut at the limit | 0.2 | 0.45 | 0.7 | 0.95 | **0.999** |
#
# Only the last has changed; the first four are as they were.
#
# ### Your turn
#
# Done looks like this: the `check` passes; $T = 1$, $T = 5$ and $T = 1000$ all give $T$ numbers in `float64`; with
# `rescale=False` the caller's two ends are used as they are.


# %% nbgrader={"grade": false, "grade_id": "linear_beta_schedule", "locked": false, "schema_version": 3, "solution": true, "task": false}
def linear_beta_schedule(
    T: int,
    beta_start: float = 1e-4,
    beta_end: float = 0.02,
    *,
    rescale: bool = True,
    max_beta: float = 0.999,
) -> Tensor:
    """Noise levels that grow by the same amount at every step: beta_0, ..., beta_{T-1}.

    Ho et al. 2020, "Denoising Diffusion Probabilistic Models", section 4: from 1e-4 to 0.02 in T = 1000 steps.

    Args:
        T: how many steps, an integer >= 1.
        beta_start, beta_end: the first and the last beta for T = 1000; beta_end may be the smaller one.
        rescale: multiply both ends by 1000 / T, so that fewer steps add more noise each. False: take the ends as they are.
        max_beta: no beta is larger. It is applied last, to the finished betas; there is no bound from below.

    Returns:
        float64 (T,), on the CPU. Equal steps from the first end to the last, both included, before max_beta is applied.
        For T = 1 the only entry is the first end.

    Example, where 1000 / T = 200 makes the ends 0.2 and 1.2, and the step 0.25:
        linear_beta_schedule(5, 0.001, 0.006) = [0.2, 0.45, 0.7, 0.95, 0.999]
        linear_beta_schedule(5, 0.001, 0.006, rescale=False) = [0.001, 0.00225, 0.0035, 0.00475, 0.006]
    """
    ### BEGIN SOLUTION
    factor = 1000 / T if rescale else 1.0
    return torch.linspace(beta_start * factor, beta_end * factor, T, dtype=torch.float64).clamp(max=max_beta)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_linear_beta_schedule", "locked": true, "points": 16, "schema_version": 3, "solution": false, "task": false}
check("linear_beta_schedule")

# %% [markdown] tags=["lang-zh"]
# ### 看見它：1000 步、100 步、20 步
#
# 下一張圖畫三種步數的 $\beta$。橫軸是走到全程的幾成，所以三條線一樣長。縱軸是對數，每一大格差 10 倍。
#
# 先猜：三條線的形狀一樣嗎？彼此差幾倍？哪一條會碰到上限？
#
# 圖下面再印出每一種步數的總和。

# %% [markdown] tags=["lang-en"]
# ### See it: 1000 steps, 100, and 20
#
# The next picture shows $\beta$ for three numbers of steps. The horizontal axis is the share of the way, so that all three
# are equally long. The vertical axis is logarithmic: from one line to the next is a factor of 10.
#
# Guess first: do the three have the same shape? By what factors do they differ? Which of them touches the limit?
# Below the picture, the sum is printed for each number of steps.

# %% tags=["picture"]
with see():
    by_steps = {f"T = {steps}": linear_beta_schedule(steps) for steps in (1000, 100, 20)}
    curves(by_steps, title="linear_beta_schedule", log=True, share=True)
    for name, betas in by_steps.items():
        print(f"{name:8}  Σβ = {betas.sum().item():.3f}")

# %% [markdown] tags=["lang-zh"]
# 形狀相同，高度差 10 倍與 50 倍。$T = 20$ 的右端原本是 1.0，壓到 0.999。三個總和都是 10.05 左右。
#
# 為什麼總和重要？第 2 題會看到，整張圖留下多少，要把每一步的 $1 - \beta_t$ 全部乘起來。$\beta$
# 很小時，這個乘積大約是 $e^{-\sum \beta}$。總和一樣，終點就差不多一樣髒。
#
# ### 很多人在這裡犯的錯
#
# 他們先把兩端壓到 0.999，再排開。手算例題會變成 0.2、0.4、0.6、0.8、0.999：每一個都跟著變了。
#
# 另外兩個常見的錯：用整數除法算 $1000/T$，$T = 300$ 時就差了一截；先用 `float32` 算，最後才轉成 `float64`，精確度已經回不來了。
#
# ### 通往哪裡
#
# - **下一題**：線性排程太早就把圖弄髒了。另一種排程先決定要留下多少，再倒推 $\beta$。
# - **原始論文**：Ho、Jain 與 Abbeel (2020)，*Denoising Diffusion Probabilistic Models*，第 4 節。
# - **想一想（不計分）**：$T = 5$ 時，用預設的兩端，有四個 $\beta$ 碰到上限。這樣的排程還有用嗎？

# %% [markdown] tags=["lang-en"]
# The shape is the same, the heights differ by factors of 10 and 50. The right end of $T = 20$ would be 1.0 and is cut to
# 0.999. All three sums are about 10.05.
#
# Why does the sum matter? Task 2 will show that what is left of the image is all the $1 - \beta_t$ multiplied together.
# For small $\beta$ that product is about $e^{-\sum \beta}$. With equal sums, the ends are about equally noisy.
#
# ### The mistake most people make here
#
# They cut the two ends to 0.999 first and space out afterwards. The example on paper becomes 0.2, 0.4, 0.6, 0.8, 0.999:
# all of it has moved.
#
# Two more: $1000/T$ as an integer division, which is off by a good deal at $T = 300$; and working in `float32` with a
# conversion to `float64` at the end, when the digits are already lost.
#
# ### Where it leads
#
# - **Next task**: the linear schedule makes the image noisy too early. Another one first decides how much to keep, and
#   works back to $\beta$.
# - **Source**: Ho, Jain and Abbeel (2020), *Denoising Diffusion Probabilistic Models*, section 4.
# - **Think about it (no points)**: at $T = 5$ and with the default ends, four of the $\beta$ are at the limit. Is such a
#   schedule any use?

# %% [markdown] tags=["lang-zh"]
# ---
# ## 第 2 題：餘弦排程（16 分，約 20 分鐘）
#
# **目標**：先決定圖要怎麼淡出，再倒推每一步的 $\beta$。
#
# 每走一步，圖的變異數留下 $1 - \beta_t$ 這麼多。走了好幾步，就全部乘起來：
#
# $$\bar\alpha_t = (1 - \beta_0)(1 - \beta_1) \cdots (1 - \beta_t)$$
#
# 讀作 alpha-bar。它從 1 附近一路降到 0 附近，說的是「原圖還留下幾成」。第 3 題會仔細算它，這裡先比較兩種排程的 $\bar\alpha_t$：
#
# | $t$ | 線性排程的 $\bar\alpha_t$ | 餘弦排程的 $\bar\alpha_t$ |
# | :-: | :-- | :-- |
# | 0 | ██████████████ 1.00 | ██████████████ 1.00 |
# | 250 | ███████ 0.52 | ████████████ 0.85 |
# | 500 | █ 0.08 | ███████ 0.49 |
# | 750 | ▏ 0.003 | ██ 0.14 |
# | 999 | ▏ 0.00004 | ▏ 0.000000002 |
#
# 用線性排程時，$t = 673$ 以後留下的都不到 1%。最後三百多步等於白走：從雜訊走到雜訊，模型學不到什麼。餘弦排程則從頭到尾平緩地淡出。
#
# Nichol 與 Dhariwal (2021) 把順序反過來。先挑一條平緩下降的曲線當作 $\bar\alpha$，再問：要有什麼樣的 $\beta$ 才會這樣降？

# %% [markdown] tags=["lang-en"]
# ---
# ## Task 2: the cosine schedule (16 points, about 20 minutes)
#
# **Objective**: first decide how the image should fade, then work back to each $\beta$.
#
# A step keeps $1 - \beta_t$ of the image's variance. After several steps, all of these are multiplied together:
#
# $$\bar\alpha_t = (1 - \beta_0)(1 - \beta_1) \cdots (1 - \beta_t)$$
#
# It is called alpha-bar, falls from nearly 1 to nearly 0, and tells how much of the first image is left.
# Task 3 computes it; here we only look at it, for both schedules:
#
# | $t$ | $\bar\alpha_t$, linear schedule | $\bar\alpha_t$, cosine schedule |
# | :-: | :-- | :-- |
# | 0 | ██████████████ 1.00 | ██████████████ 1.00 |
# | 250 | ███████ 0.52 | ████████████ 0.85 |
# | 500 | █ 0.08 | ███████ 0.49 |
# | 750 | ▏ 0.003 | ██ 0.14 |
# | 999 | ▏ 0.00004 | ▏ 0.000000002 |
#
# With the linear schedule, less than 1% is left from $t = 673$ on. More than three hundred steps lead from noise to
# noise, and there is little to learn from them. The cosine schedule fades gently all the way.
#
# Nichol and Dhariwal (2021) turn it round: choose a gentle curve for $\bar\alpha$ first, and then ask which $\beta$ make
# it fall like that.

# %% [markdown] tags=["lang-zh"]
# ### 公式
#
# $$f(u) = \cos^2\!\left(\frac{u/T + s}{1 + s} \cdot \frac{\pi}{2}\right), \qquad \beta_t = \min\!\left(1 - \frac{f(t+1)}{f(t)},\ \beta_{\max}\right)$$
#
# | 符號 | 意思 | 形狀 |
# | :-- | :-- | :-- |
# | $u$ | 走了幾步，$0, 1, \dots, T$；**有 $T + 1$ 個** | 純量 |
# | $f(u)$ | 走了 $u$ 步之後還留下多少（還沒除以 $f(0)$） | 純量 |
# | $s$ | 小小的位移 (offset)，預設 0.008；**分子與分母都有** | 純量 |
# | $\beta_t$ | 第 $t$ 步，從 $f(t)$ 走到 $f(t+1)$ | 純量；整列是 $(T,)$ |
#
# 這是 Nichol 與 Dhariwal (2021) 的式 (17)。$f(t+1)/f(t)$ 是這一步留下的比例，所以 1 減去它就是 $\beta_t$。
#
# **為什麼要 $s$？** $s = 0$ 時，第一個 $\beta$ 只有 0.0000025，小到看不出來。加了 $s$，第一步的雜訊大小是
# $\sqrt{\beta_0} \approx 0.0064$。像素相鄰兩級的差距是 $1/127.5 \approx 0.0078$，兩者差不多大。
#
# **為什麼要上限？** $f(T) = \cos^2(\pi/2) = 0$，所以最後一個 $\beta$ 會是 1：原圖一點都不剩。第 6 題要除以
# $\sqrt{\bar\alpha_t}$，到時候就是除以 0。

# %% [markdown] tags=["lang-en"]
# ### The formula
#
# $$f(u) = \cos^2\!\left(\frac{u/T + s}{1 + s} \cdot \frac{\pi}{2}\right), \qquad \beta_t = \min\!\left(1 - \frac{f(t+1)}{f(t)},\ \beta_{\max}\right)$$
#
# | symbol | meaning | shape |
# | :-- | :-- | :-- |
# | $u$ | steps taken, $0, 1, \dots, T$; **$T + 1$ of them** | a number |
# | $f(u)$ | how much is left after $u$ steps (not divided by $f(0)$ yet) | a number |
# | $s$ | a small offset, 0.008 by default; **above and below the line** | a number |
# | $\beta_t$ | step $t$, which leads from $f(t)$ to $f(t+1)$ | a number; all of them are $(T,)$ |
#
# This is Eq. 17 of Nichol and Dhariwal (2021). $f(t+1)/f(t)$ is what this step keeps, so $\beta_t$ is 1 minus that.
#
# **Why $s$?** With $s = 0$ the first $\beta$ is only 0.0000025, too little to be seen. With $s$, the noise of the first
# step has the size $\sqrt{\beta_0} \approx 0.0064$. Neighbouring pixel values are $1/127.5 \approx 0.0078$ apart: about as
# much.
#
# **Why a limit?** $f(T) = \cos^2(\pi/2) = 0$, so the last $\beta$ would be 1, and nothing of the image would be left.
# Task 6 divides by $\sqrt{\bar\alpha_t}$; that would be a division by 0.

# %% [markdown] tags=["lang-zh"]
# ### 用紙筆算一次
#
# $T = 3$、$s = 0$，所以 $f(u) = \cos^2(u \cdot 30°)$。
#
# | $u$ | 0 | 1 | 2 | 3 |
# | :-- | :-: | :-: | :-: | :-: |
# | 角度 | 0° | 30° | 60° | 90° |
# | $f(u)$ | 1 | ¾ | ¼ | 0 |
#
# 四個 $f$，三個 $\beta$：
#
# $$\beta_0 = 1 - \frac{3/4}{1} = \frac14, \qquad \beta_1 = 1 - \frac{1/4}{3/4} = \frac23, \qquad \beta_2 = \min(1 - 0,\ 0.999) = 0.999$$
#
# 驗算一次：$(1 - \tfrac14)(1 - \tfrac23) = \tfrac34 \cdot \tfrac13 = \tfrac14 = f(2)$。乘回去，就得到原來的曲線。
#
# ### 輪到你
#
# 完成的樣子：`check` 全部通過；結果是 $T$ 個 `float64`，一路增加，最大 0.999；換 $s$ 或換上限都行。

# %% [markdown] tags=["lang-en"]
# ### Once on paper
#
# $T = 3$ and $s = 0$, so $f(u) = \cos^2(u \cdot 30°)$.
#
# | $u$ | 0 | 1 | 2 | 3 |
# | :-- | :-: | :-: | :-: | :-: |
# | angle | 0° | 30° | 60° | 90° |
# | $f(u)$ | 1 | ¾ | ¼ | 0 |
#
# Four values of $f$ make three of $\beta$:
#
# $$\beta_0 = 1 - \frac{3/4}{1} = \frac14, \qquad \beta_1 = 1 - \frac{1/4}{3/4} = \frac23, \qquad \beta_2 = \min(1 - 0,\ 0.999) = 0.999$$
#
# To be sure: $(1 - \tfrac14)(1 - \tfrac23) = \tfrac34 \cdot \tfrac13 = \tfrac14 = f(2)$. Multiplied together, they give the
# curve back.
#
# ### Your turn
#
# Done looks like this: the `check` passes; the result is $T$ numbers in `float64` that grow, 0.999 at most; any other $s$
# and any other limit work, too.


# %% nbgrader={"grade": false, "grade_id": "cosine_beta_schedule", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cosine_beta_schedule(T: int, s: float = 0.008, max_beta: float = 0.999) -> Tensor:
    """The betas whose alpha-bar falls along a squared cosine: beta_t = min(1 - f(t + 1) / f(t), max_beta).

    Nichol & Dhariwal 2021, "Improved Denoising Diffusion Probabilistic Models", Eq. 17, where
    f(u) = cos^2((u / T + s) / (1 + s) * pi / 2). The paper counts its steps from 1; t is 0-based here.

    Args:
        T: how many steps, an integer >= 1.
        s: a small offset >= 0, which keeps the first betas from being too small.
        max_beta: no beta is larger.

    Returns:
        float64 (T,), on the CPU, computed in float64 throughout.

    Example, with s = 0 and T = 2, where f(0) = 1, f(1) = cos^2(45 degrees) = 1/2 and f(2) = 0:
        cosine_beta_schedule(2, s=0.0) = [1 - 1/2, min(1 - 0, 0.999)] = [0.5, 0.999]
    """
    ### BEGIN SOLUTION
    u = torch.arange(T + 1, dtype=torch.float64)
    f = torch.cos((u / T + s) / (1 + s) * (math.pi / 2)) ** 2
    return (1 - f[1:] / f[:-1]).clamp(max=max_beta)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_cosine_beta_schedule", "locked": true, "points": 16, "schema_version": 3, "solution": false, "task": false}
check("cosine_beta_schedule")

# %% [markdown] tags=["lang-zh"]
# ### 看見它：線性對餘弦
#
# 把你的兩種排程畫在一起，都是 1000 步。縱軸是對數。
#
# 先猜：一開始誰加得多？最後誰加得多？大約在哪裡交叉？

# %% [markdown] tags=["lang-en"]
# ### See it: linear against cosine
#
# Both of your schedules in one picture, 1000 steps each. The vertical axis is logarithmic.
#
# Guess first: which adds more at the beginning, which at the end, and where do they cross?

# %% tags=["picture"]
with see():
    curves({"linear": linear_beta_schedule(1000), "cosine": cosine_beta_schedule(1000)}, title="β", log=True)

# %% [markdown] tags=["lang-zh"]
# 餘弦排程從頭到 $t = 889$ 都比較小，把圖留得比較久，最後一百步才大步走完。末端幾乎垂直的那一段，就是 $f$ 掉到 0 的地方。
#
# ### 很多人在這裡犯的錯
#
# 他們只算 $f(0)$ 到 $f(T-1)$，少了一個，或是把整串 $\beta$ 錯開一格。$T$ 步的路有 $T + 1$ 個點。
#
# 另外兩個常見的錯：$s$ 只加在分子，忘了分母也要，終點就不再是 90°；餘弦忘了平方。
#
# ### 通往哪裡
#
# - **下一題**：把 $\bar\alpha$ 真正算出來，並且量一量雜訊有多重。
# - **原始論文**：Nichol 與 Dhariwal (2021)，*Improved Denoising Diffusion Probabilistic Models*，3.2 節。
# - **想一想（不計分）**：論文的定義是 $\bar\alpha_t = f(t)/f(0)$，我們卻從來沒有除以 $f(0)$。為什麼沒關係？

# %% [markdown] tags=["lang-en"]
# Up to $t = 889$ the cosine schedule adds less and keeps the image longer; the last hundred steps are large. Where the
# curve stands almost upright, $f$ falls to 0.
#
# ### The mistake most people make here
#
# They compute $f(0)$ to $f(T-1)$, one too few, or shift all $\beta$ by one place. A way of $T$ steps has $T + 1$ points.
#
# Two more: $s$ is added above the line and forgotten below it, so that the end is no longer at 90°; or the cosine is not
# squared.
#
# ### Where it leads
#
# - **Next task**: compute $\bar\alpha$ itself, and weigh the noise against the image.
# - **Source**: Nichol and Dhariwal (2021), *Improved Denoising Diffusion Probabilistic Models*, section 3.2.
# - **Think about it (no points)**: the paper defines $\bar\alpha_t = f(t)/f(0)$, and we have never divided by $f(0)$. Why
#   does that not matter?

# %% [markdown] tags=["lang-zh"]
# ---
# ## 第 3 題：六張表（16 分，約 15 分鐘）
#
# **目標**：從任何一串 $\beta$，算好之後要查的每一個數。
#
# **為什麼會冒出 $\bar\alpha$？** 令 $\alpha_t = 1 - \beta_t$，走兩步看看：
#
# $$x_{(1)} = \sqrt{\alpha_0}\, x_0 + \sqrt{1 - \alpha_0}\, \epsilon_0$$
# $$x_{(2)} = \sqrt{\alpha_1}\, x_{(1)} + \sqrt{1 - \alpha_1}\, \epsilon_1 = \sqrt{\alpha_1 \alpha_0}\, x_0 + \underbrace{\sqrt{\alpha_1 (1 - \alpha_0)}\, \epsilon_0 + \sqrt{1 - \alpha_1}\, \epsilon_1}_{\text{兩份雜訊}}$$
#
# 高斯雜訊有個好性質：兩份獨立的加起來還是高斯，變異數也直接相加。
#
# $$\alpha_1 (1 - \alpha_0) + (1 - \alpha_1) = 1 - \alpha_1 \alpha_0$$
#
# 中間的項剛好消掉。所以走兩步，等於用 $\alpha_0 \alpha_1$ 走一步。走 $t$ 步也一樣，全部乘起來就是 $\bar\alpha_t$。

# %% [markdown] tags=["lang-en"]
# ---
# ## Task 3: six tables (16 points, about 15 minutes)
#
# **Objective**: from any row of $\beta$, work out every number that will be looked up later.
#
# **Where does $\bar\alpha$ come from?** Let $\alpha_t = 1 - \beta_t$, and take two steps:
#
# $$x_{(1)} = \sqrt{\alpha_0}\, x_0 + \sqrt{1 - \alpha_0}\, \epsilon_0$$
# $$x_{(2)} = \sqrt{\alpha_1}\, x_{(1)} + \sqrt{1 - \alpha_1}\, \epsilon_1 = \sqrt{\alpha_1 \alpha_0}\, x_0 + \underbrace{\sqrt{\alpha_1 (1 - \alpha_0)}\, \epsilon_0 + \sqrt{1 - \alpha_1}\, \epsilon_1}_{\text{two lots of noise}}$$
#
# Gaussian noise has a pleasant property: two independent lots together are Gaussian again, and their variances add up.
#
# $$\alpha_1 (1 - \alpha_0) + (1 - \alpha_1) = 1 - \alpha_1 \alpha_0$$
#
# The middle terms cancel. So two steps are one step with $\alpha_0 \alpha_1$. The same holds for any number of steps: all
# the $\alpha$ multiplied together are $\bar\alpha_t$.

# %% [markdown] tags=["lang-zh"]
# ### 公式
#
# | 鍵 | 公式 | 意思 |
# | :-- | :-- | :-- |
# | `alphas` | $\alpha_t = 1 - \beta_t$ | 這一步留下多少 |
# | `alphas_cumprod` | $\bar\alpha_t = \alpha_0 \alpha_1 \cdots \alpha_t$ | 到這一步為止，總共留下多少 |
# | `alphas_cumprod_prev` | $\bar\alpha_{t-1}$，第一個是 1 | 這一步**之前**留下多少 |
# | `sqrt_alphas_cumprod` | $\sqrt{\bar\alpha_t}$ | 原圖的係數 |
# | `sqrt_one_minus_alphas_cumprod` | $\sqrt{1 - \bar\alpha_t}$ | 雜訊的係數 |
# | `snr` | $\bar\alpha_t / (1 - \bar\alpha_t)$ | 訊號雜訊比 |
#
# 每張表的形狀都是 $(T,)$，型別和 `betas` 一樣是 `float64`。
#
# **訊號雜訊比**是訊號的變異數除以雜訊的變異數。原圖的變異數當作 1，那麼訊號是 $\bar\alpha_t$，雜訊是
# $1 - \bar\alpha_t$。比值大於 1，圖比雜訊強；等於 1，勢均力敵；小於 1，雜訊占上風。
#
# `alphas_cumprod_prev` 在這一課用不到，但是反過來去噪的時候，每一步都要查它。

# %% [markdown] tags=["lang-en"]
# ### The formulas
#
# | key | formula | meaning |
# | :-- | :-- | :-- |
# | `alphas` | $\alpha_t = 1 - \beta_t$ | how much this step keeps |
# | `alphas_cumprod` | $\bar\alpha_t = \alpha_0 \alpha_1 \cdots \alpha_t$ | how much all steps up to this one keep |
# | `alphas_cumprod_prev` | $\bar\alpha_{t-1}$, the first being 1 | how much there was *before* this step |
# | `sqrt_alphas_cumprod` | $\sqrt{\bar\alpha_t}$ | what the image is multiplied by |
# | `sqrt_one_minus_alphas_cumprod` | $\sqrt{1 - \bar\alpha_t}$ | what the noise is multiplied by |
# | `snr` | $\bar\alpha_t / (1 - \bar\alpha_t)$ | the signal-to-noise ratio |
#
# Each table is $(T,)$, in `float64` like `betas`.
#
# The **signal-to-noise ratio** is the variance of the signal over that of the noise. If the image has variance 1, these
# are $\bar\alpha_t$ and $1 - \bar\alpha_t$. Above 1 the image is the stronger, at 1 they are even, below 1 the noise wins.
#
# This lesson has no use for `alphas_cumprod_prev`; on the way back, when noise is taken away, every step looks it up.

# %% [markdown] tags=["lang-zh"]
# ### 用紙筆算一次
#
# 兩步，$\beta = (0.36,\ 0.4375)$。
#
# | 表 | $t = 0$ | $t = 1$ |
# | :-- | :-: | :-: |
# | $\alpha_t$ | 0.64 | 0.5625 |
# | $\bar\alpha_t$ | 0.64 | 0.64 × 0.5625 = 0.36 |
# | $\bar\alpha_{t-1}$ | 1 | 0.64 |
# | $\sqrt{\bar\alpha_t}$ | 0.8 | 0.6 |
# | $\sqrt{1 - \bar\alpha_t}$ | 0.6 | 0.8 |
# | SNR | 0.64 / 0.36 = 16/9 | 0.36 / 0.64 = 9/16 |
#
# 看中間兩列根號：$0.8^2 + 0.6^2 = 1$，$0.6^2 + 0.8^2 = 1$。訊號與雜訊永遠合成 1，一邊讓，另一邊就補。
#
# ### 輪到你
#
# 完成的樣子：`check` 全部通過；字典剛好有六個鍵；`betas` 本身沒有被動到。

# %% [markdown] tags=["lang-en"]
# ### Once on paper
#
# Two steps, $\beta = (0.36,\ 0.4375)$.
#
# | table | $t = 0$ | $t = 1$ |
# | :-- | :-: | :-: |
# | $\alpha_t$ | 0.64 | 0.5625 |
# | $\bar\alpha_t$ | 0.64 | 0.64 × 0.5625 = 0.36 |
# | $\bar\alpha_{t-1}$ | 1 | 0.64 |
# | $\sqrt{\bar\alpha_t}$ | 0.8 | 0.6 |
# | $\sqrt{1 - \bar\alpha_t}$ | 0.6 | 0.8 |
# | SNR | 0.64 / 0.36 = 16/9 | 0.36 / 0.64 = 9/16 |
#
# Look at the two rows of square roots: $0.8^2 + 0.6^2 = 1$ and $0.6^2 + 0.8^2 = 1$. Signal and noise always make 1
# together; what one gives up, the other takes.
#
# ### Your turn
#
# Done looks like this: the `check` passes; the dict has exactly six keys; `betas` itself is left alone.


# %% nbgrader={"grade": false, "grade_id": "schedule_tables", "locked": false, "schema_version": 3, "solution": true, "task": false}
def schedule_tables(betas: Tensor) -> dict[str, Tensor]:
    """Everything that a diffusion model looks up in its schedule, worked out once.

    Ho et al. 2020, section 2: alpha_t = 1 - beta_t, and alpha-bar_t is the product of alpha_0, ..., alpha_t.
    The signal-to-noise ratio of x_t is alpha-bar_t / (1 - alpha-bar_t).

    Args:
        betas: float64 (T,) with T >= 1 and 0 < beta_t < 1, from any schedule.

    Returns:
        A dict of exactly these six tables, each (T,), with the dtype and device of betas:
            alphas                         alpha_t
            alphas_cumprod                 alpha-bar_t
            alphas_cumprod_prev            alpha-bar_{t-1}; its first entry is 1
            sqrt_alphas_cumprod            the square root of alpha-bar_t
            sqrt_one_minus_alphas_cumprod  the square root of 1 - alpha-bar_t
            snr                            alpha-bar_t / (1 - alpha-bar_t)
        betas stays as it is, and no table shares memory with it.

    Example:
        schedule_tables([0.5, 0.5]): alphas [0.5, 0.5], alphas_cumprod [0.5, 0.25], alphas_cumprod_prev [1, 0.5],
        sqrt_alphas_cumprod [0.7071, 0.5], sqrt_one_minus_alphas_cumprod [0.7071, 0.8660], snr [1, 1/3]
    """
    ### BEGIN SOLUTION
    alphas = 1 - betas
    alphas_cumprod = alphas.cumprod(0)
    return {
        "alphas": alphas,
        "alphas_cumprod": alphas_cumprod,
        "alphas_cumprod_prev": torch.cat([torch.ones_like(betas[:1]), alphas_cumprod[:-1]]),
        "sqrt_alphas_cumprod": alphas_cumprod.sqrt(),
        "sqrt_one_minus_alphas_cumprod": (1 - alphas_cumprod).sqrt(),
        "snr": alphas_cumprod / (1 - alphas_cumprod),
    }
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_schedule_tables", "locked": true, "points": 16, "schema_version": 3, "solution": false, "task": false}
check("schedule_tables")

# %% [markdown] tags=["lang-zh"]
# ### 看見它：原圖留下多少，雜訊有多重
#
# 下面有兩張圖，都拿你的線性與餘弦排程來比。
#
# 第一張是 $\bar\alpha_t$。哪一條先掉到 0 附近？
#
# 第二張是訊號雜訊比，縱軸是對數。先找縱軸上的 **1**：在那裡，圖與雜訊勢均力敵。兩條線各在第幾步穿過它？

# %% [markdown] tags=["lang-en"]
# ### See it: how much image is left, and how heavy the noise
#
# Two pictures follow, each with your linear and your cosine schedule.
#
# The first is $\bar\alpha_t$. Which of the two is the first to come near 0?
#
# The second is the signal-to-noise ratio, on a logarithmic axis. Find the **1** on it, where image and noise are even.
# At which step does each curve pass it?

# %% tags=["picture"]
with see():
    linear_tables = schedule_tables(linear_beta_schedule(1000))
    cosine_tables = schedule_tables(cosine_beta_schedule(1000))
    for table, title in [("alphas_cumprod", "ᾱ"), ("snr", "SNR")]:
        curves({"linear": linear_tables[table], "cosine": cosine_tables[table]}, title=title, log=table == "snr")

# %% [markdown] tags=["lang-zh"]
# 線性排程在 $t = 259$ 附近穿過 1，餘弦排程在 $t = 496$ 附近，幾乎是正中央。
#
# 這就是餘弦的好處：有用的步數變多了。從「只有一點雜訊」到「只剩一點圖」，它慢慢走，每一步都有東西可學。
#
# **為什麼要用對數軸？** 訊號雜訊比從一萬降到一萬分之一以下。畫在一般的軸上，除了最左邊，整條線都貼在 0 上面，什麼都看不到。你可以把
# `log=table == "snr"` 改成 `log=False` 試試看。
#
# **課本說「完全」轉化為隨機雜訊。** 嚴格說是幾乎：線性排程走完 1000 步，$\sqrt{\bar\alpha}$ 還有 0.006。
# 如果只走 100 步，又忘了放大兩端，走到終點時 $\bar\alpha$ 還有 0.36：那就離雜訊還遠得很。
#
# ### 很多人在這裡犯的錯
#
# 他們把 `alphas_cumprod_prev` 的第一個寫成 0，或是重複第一個 $\bar\alpha$。還沒走任何一步時，圖是完整的，所以留下的是 1。
#
# 另外兩個常見的錯：訊號雜訊比拿根號去除（它是變異數的比）；為了省記憶體，直接在 `betas` 上面改。
#
# ### 通往哪裡
#
# - **下一題**：照著 $\beta_t$，真的往照片上加一次雜訊。
# - **文獻**：$\bar\alpha$ 見 Ho 等人 (2020) 第 2 節；用訊號雜訊比來看排程，見 Kingma 等人 (2021)，*Variational Diffusion Models*。
# - **想一想（不計分）**：照片放大成 256 × 256 之後，相鄰的像素很像。同樣的訊號雜訊比，看起來會比較髒，還是比較乾淨？

# %% [markdown] tags=["lang-en"]
# The linear schedule passes 1 near $t = 259$, the cosine schedule near $t = 496$, almost exactly half-way.
#
# That is what the cosine is good for: more of the steps are useful. It takes its time between "a little noise" and "a
# little image", and there is something to learn at each step.
#
# **Why a logarithmic axis?** The ratio falls from ten thousand to less than a ten-thousandth. On an ordinary axis all but
# the left edge of the curve would lie on 0, with nothing to see. Change `log=table == "snr"` to `log=False` and look.
#
# **The chapter says "completely" turned into random noise.** Strictly speaking, almost: after 1000 steps of the linear
# schedule, $\sqrt{\bar\alpha}$ is still 0.006. And with only 100 steps and the ends not rescaled, $\bar\alpha$ is still 0.36
# at the end, a long way from noise.
#
# ### The mistake most people make here
#
# They let `alphas_cumprod_prev` begin with 0, or repeat the first $\bar\alpha$. Before any step is taken the image is
# whole, so 1 is left.
#
# Two more: the ratio is taken of the square roots, while it is one of variances; or memory is saved by changing `betas` in
# place.
#
# ### Where it leads
#
# - **Next task**: follow $\beta_t$ and really add noise to the photograph, once.
# - **Sources**: for $\bar\alpha$, Ho et al. (2020), section 2; for schedules seen as signal-to-noise ratios, Kingma et al.
#   (2021), *Variational Diffusion Models*.
# - **Think about it (no points)**: enlarge the photograph to 256 × 256, and neighbouring pixels are much alike. At the same
#   signal-to-noise ratio, does it look noisier or cleaner?

# %% [markdown] tags=["lang-zh"]
# ---
# ## 第 4 題：加一次雜訊（16 分，約 20 分鐘）
#
# **目標**：把一批圖各自往前推一步。
#
# ```text
#    x_prev ──▶ × sqrt(1 - beta_t) ──┐
#                                    ├──▶ + ──▶ x_t
#    noise  ──▶ × sqrt(beta_t) ──────┘
# ```
#
# 一批裡的每張圖可以在不同的步。例如三張圖、`t = [7, 0, 7]`：第一張與第三張用 $\beta_7$，第二張用 $\beta_0$。
#
# 同一張圖裡，每個像素用同一個 $\beta$，但是雜訊各不相同。
#
# 雜訊從參數 `noise` 來，函式裡面不抽亂數。這樣同樣的輸入永遠得到同樣的輸出，才能檢查，也才能重現。

# %% [markdown] tags=["lang-en"]
# ---
# ## Task 4: add noise once (16 points, about 20 minutes)
#
# **Objective**: push each image of a batch one step ahead.
#
# ```text
#    x_prev ──▶ × sqrt(1 - beta_t) ──┐
#                                    ├──▶ + ──▶ x_t
#    noise  ──▶ × sqrt(beta_t) ──────┘
# ```
#
# Each image of the batch may be at a step of its own. With three images and `t = [7, 0, 7]`, the first and the third use
# $\beta_7$, the second $\beta_0$. Within an image all pixels share their $\beta$, but each has noise of its own.
#
# The noise comes in as `noise`; the function draws none. So the same input always gives the same output, which can be
# checked, and repeated.

# %% [markdown] tags=["lang-zh"]
# ### 公式
#
# $$x_t = \sqrt{1 - \beta_t}\; x_{\text{prev}} + \sqrt{\beta_t}\; \epsilon$$
#
# | 符號 | 意思 | 形狀 |
# | :-- | :-- | :-- |
# | $x_{\text{prev}}$ | `x_prev`，這一步之前的圖；$t = 0$ 時就是乾淨的圖 | $(B, \dots)$ |
# | $t$ | 每張圖要走的是第幾步 | $(B,)$ |
# | $\epsilon$ | `noise`，標準常態分布的亂數 | $(B, \dots)$，和圖一樣 |
# | $\beta_t$ | 每張圖查到的那一個 | 每張圖一個數 |
# | $x_t$ | 這一步之後的圖 | $(B, \dots)$ |
#
# 這是 Ho 等人 (2020) 的式 (2)。論文寫成分布 $\mathcal N(\sqrt{1-\beta_t}\, x_{\text{prev}},\ \beta_t I)$：平均是淡一點的圖，變異數是
# $\beta_t$。從這個分布抽一次，就是上面那一行。
#
# **為什麼是根號？** 假設圖的變異數是 1。乘以 $c$，變異數變成 $c^2$ 倍，所以結果的變異數是
# $(1 - \beta_t) \cdot 1 + \beta_t \cdot 1 = 1$。走多少步都不會變大，也不會變小。

# %% [markdown] tags=["lang-en"]
# ### The formula
#
# $$x_t = \sqrt{1 - \beta_t}\; x_{\text{prev}} + \sqrt{\beta_t}\; \epsilon$$
#
# | symbol | meaning | shape |
# | :-- | :-- | :-- |
# | $x_{\text{prev}}$ | `x_prev`, the images before this step; at $t = 0$ the clean ones | $(B, \dots)$ |
# | $t$ | which step each image takes | $(B,)$ |
# | $\epsilon$ | `noise`, drawn from the standard normal distribution | $(B, \dots)$, as the images |
# | $\beta_t$ | the one that each image looks up | a number for each image |
# | $x_t$ | the images after this step | $(B, \dots)$ |
#
# This is Eq. 2 of Ho et al. (2020), who write it as a distribution, $\mathcal N(\sqrt{1-\beta_t}\, x_{\text{prev}},\ \beta_t I)$:
# its mean is the fainter image, its variance $\beta_t$. The line above is one draw from it.
#
# **Why square roots?** Let the image have variance 1. Multiplying by $c$ multiplies the variance by $c^2$, so the result has
# variance $(1 - \beta_t) \cdot 1 + \beta_t \cdot 1 = 1$. However many steps there are, it neither grows nor shrinks.

# %% [markdown] tags=["lang-zh"]
# ### 用紙筆算一次
#
# $\beta = (0.36,\ 0.64)$。一批兩個，每個只有一個數，`t = [1, 0]`。
#
# | | $t$ | $\beta_t$ | $\sqrt{1 - \beta_t}$ | $\sqrt{\beta_t}$ | $x_{\text{prev}}$ | $\epsilon$ | $x_t$ |
# | :-- | :-: | :-: | :-: | :-: | :-: | :-: | :-- |
# | 第一個 | 1 | 0.64 | 0.6 | 0.8 | 10 | 5 | 6 + 4 = **10** |
# | 第二個 | 0 | 0.36 | 0.8 | 0.6 | 10 | 5 | 8 + 3 = **11** |
#
# 同樣的圖、同樣的雜訊，因為步不同，結果也不同。
#
# **形狀要小心。** 一批照片是 $(B, C, H, W)$，查到的 $\beta$ 是 $(B,)$。PyTorch 廣播時從**最後**一維對齊。想一想：直接相乘，$B$
# 會去對齊誰？
#
# ### 輪到你
#
# 完成的樣子：`check` 全部通過；圖是 $(B,)$、$(B, D)$ 或 $(B, C, H, W)$ 都行；型別和 `x_prev` 相同。

# %% [markdown] tags=["lang-en"]
# ### Once on paper
#
# $\beta = (0.36,\ 0.64)$. A batch of two, of one number each, with `t = [1, 0]`.
#
# | | $t$ | $\beta_t$ | $\sqrt{1 - \beta_t}$ | $\sqrt{\beta_t}$ | $x_{\text{prev}}$ | $\epsilon$ | $x_t$ |
# | :-- | :-: | :-: | :-: | :-: | :-: | :-: | :-- |
# | first | 1 | 0.64 | 0.6 | 0.8 | 10 | 5 | 6 + 4 = **10** |
# | second | 0 | 0.36 | 0.8 | 0.6 | 10 | 5 | 8 + 3 = **11** |
#
# The same image and the same noise: another step, another result.
#
# **Mind the shapes.** A batch of photographs is $(B, C, H, W)$, and the $\beta$ that were looked up are $(B,)$. PyTorch
# broadcasts from the **last** dimension. So if you just multiply, what does $B$ meet?
#
# ### Your turn
#
# Done looks like this: the `check` passes; images of $(B,)$, $(B, D)$ and $(B, C, H, W)$ all work; the dtype is that of
# `x_prev`.


# %% nbgrader={"grade": false, "grade_id": "q_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def q_step(x_prev: Tensor, t: Tensor, noise: Tensor, betas: Tensor) -> Tensor:
    """Add noise once, from x_{t-1} to x_t: sqrt(1 - beta_t) x_{t-1} + sqrt(beta_t) noise.

    Ho et al. 2020, Eq. 2. t is 0-based: t = 0 is the paper's step 1, which starts from the clean image.

    Args:
        x_prev: the images (or anything else) before this step, floating, of any rank >= 1, (B, ...); B may be 0.
        t: int64 (B,), on the device of x_prev; 0 <= t < T. Each member of the batch has its own step.
        noise: a draw from the standard normal distribution, with the shape, dtype and device of x_prev.
        betas: float64 (T,). It may be on the CPU while x_prev, t and noise are on an accelerator.

    Returns:
        x_t, with the shape, dtype and device of x_prev. The coefficients are computed in float64; float16 and bfloat16 are
        computed in float32 or wider and converted back at the end. Only the given noise is used: no random number is
        drawn, and no argument is modified.
        Gradients flow back to x_prev and noise.

    Example; the first member takes step 1 (coefficients 0.6 and 0.8), the second step 0 (0.8 and 0.6):
        betas = [0.36, 0.64]    t = [1, 0]
        x_prev = [[10], [10]]   noise = [[5], [5]]
        q_step(x_prev, t, noise, betas) = [[10], [11]]
    """
    ### BEGIN SOLUTION
    precise = torch.promote_types(x_prev.dtype, torch.float32)
    beta = betas[t.to(betas.device)].reshape(-1, *[1] * (x_prev.dim() - 1))
    signal, spread = ((1 - beta).sqrt().to(x_prev.device, precise), beta.sqrt().to(x_prev.device, precise))
    return (signal * x_prev.to(precise) + spread * noise.to(precise)).to(x_prev.dtype)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_q_step", "locked": true, "points": 16, "schema_version": 3, "solution": false, "task": false}
check("q_step")

# %% [markdown] tags=["lang-zh"]
# ### 看見它：走一千步
#
# 下一個儲存格從照片出發，用你的 `q_step` 一步一步走完 1000 步，每一步都抽新的雜訊，途中停下來拍六張。
#
# 先猜：走到哪一張，你就認不出是貓了？
#
# 圖下面印的是每一張的標準差。公式不是說變異數不變嗎？看看數字，想想為什麼。

# %% [markdown] tags=["lang-en"]
# ### See it: a thousand steps
#
# The next cell starts from the photograph and walks 1000 steps with your `q_step`, with fresh noise at each. Six pictures
# are taken on the way.
#
# Guess first: at which of them will you no longer see a cat?
#
# Below them are their standard deviations. Did the formula not say that the variance stays? Look at the numbers, and think.

# %% tags=["picture"]
with see():
    betas = linear_beta_schedule(1000)
    generator = torch.Generator().manual_seed(1)
    x, walked = cat[None], {"x_0": cat}  # x is a batch of one image
    for step in range(1000):
        x = q_step(x, torch.tensor([step]), torch.randn(x.shape, generator=generator), betas)
        if step in (49, 149, 299, 499, 999):
            walked[f"t = {step}"] = x[0]
    images(walked, title="q_step", bounds=(-1, 1))
    print("   ".join(f"{name}: {image.std().item():.2f}" for name, image in walked.items()))

# %% [markdown] tags=["lang-zh"]
# 標準差從 0.32 一路升到 1。變異數不變，前提是原圖的變異數就是 1；這張照片只有 $0.32^2 \approx 0.10$，所以是慢慢被帶到 1 的。
#
# 這也表示照片比表上說的更快被淹沒：它的訊號只有表上的十分之一。
#
# ### 很多人在這裡犯的錯
#
# 他們忘了根號，寫成 $(1 - \beta_t)\, x + \beta_t\, \epsilon$。畫面看起來還是越來越髒，所以不容易發現，但是走不到標準常態分布：雜訊太弱，整張圖會變灰。
#
# 最難發現的錯在形狀。直接相乘，$B = 1$ 時答案剛好是對的；$B$ 剛好等於 $W$ 時，也不會出現錯誤訊息，只是每一**欄**用了不同的
# $\beta$。所以測試時，請讓 $B$、$C$、$H$、$W$ 都不一樣。
#
# ### 通往哪裡
#
# - **下一題**：訓練時只需要某一個 $x_t$，難道每次都要走好幾百步？
# - **原始論文**：Ho 等人 (2020)，式 (2)。
# - **想一想（不計分）**：如果每一步只加雜訊、不淡化，走 1000 步之後標準差會是多少？

# %% [markdown] tags=["lang-en"]
# The standard deviation climbs from 0.32 to 1. The variance stays if it was 1 to begin with; that of this photograph is
# only $0.32^2 \approx 0.10$, and is led up to 1.
#
# It also means that the photograph drowns sooner than the table says: its signal is a tenth of what the table assumes.
#
# ### The mistake most people make here
#
# They forget the square roots and write $(1 - \beta_t)\, x + \beta_t\, \epsilon$. The picture still gets noisier, so it is
# hard to notice, but it never arrives at the standard normal distribution: the noise is too weak, and all turns grey.
#
# The one that is hardest to find is about shapes. With plain multiplication, $B = 1$ gives the right answer by luck; and
# when $B$ happens to equal $W$ nothing is raised, but each **column** gets a $\beta$ of its own. So test with $B$, $C$, $H$
# and $W$ all different.
#
# ### Where it leads
#
# - **Next task**: training needs just one $x_t$. Must we walk hundreds of steps each time?
# - **Source**: Ho et al. (2020), Eq. 2.
# - **Think about it (no points)**: if the steps only added noise and never faded, what would the standard deviation be
#   after 1000 of them?

# %% [markdown] tags=["lang-zh"]
# ---
# ## 第 5 題：一次跳到第 t 步（18 分，約 15 分鐘）
#
# **目標**：不走中間的路，直接從乾淨的圖得到 $x_t$。
#
# 第 3 題已經把路鋪好了：走兩步等於用 $\alpha_0 \alpha_1$ 走一步。所以走到第 $t$ 步，等於用 $\bar\alpha_t$ 走一步。
#
# ```text
#    x_0 ──▶ ○ ──▶ ○ ──▶ ○ ──▶ x_t      q_step，t + 1 次
#     │                         ▲
#     └─────────────────────────┘        q_sample，1 次
# ```
#
# 這件事讓擴散模型訓練得起來。每次訓練隨便挑一張圖、隨便挑一步，馬上就有 $x_t$，不必先走幾百步。

# %% [markdown] tags=["lang-en"]
# ---
# ## Task 5: jump to step t (18 points, about 15 minutes)
#
# **Objective**: get $x_t$ from the clean image at once, without the steps between.
#
# Task 3 has paved the way: two steps are one step with $\alpha_0 \alpha_1$. So all the steps up to $t$ are one step with
# $\bar\alpha_t$.
#
# ```text
#    x_0 ──▶ ○ ──▶ ○ ──▶ ○ ──▶ x_t      q_step, t + 1 times
#     │                         ▲
#     └─────────────────────────┘        q_sample, once
# ```
#
# This is what makes diffusion models practical to train: pick any image and any step, and there is $x_t$, without walking
# hundreds of steps first.

# %% [markdown] tags=["lang-zh"]
# ### 公式
#
# $$x_t = \sqrt{\bar\alpha_t}\; x_0 + \sqrt{1 - \bar\alpha_t}\; \epsilon$$
#
# | 符號 | 意思 | 形狀 |
# | :-- | :-- | :-- |
# | $x_0$ | `x0`，乾淨的圖 | $(B, \dots)$ |
# | $t$ | 每張圖要跳到第幾步 | $(B,)$ |
# | $\epsilon$ | `noise`，標準常態分布的亂數 | $(B, \dots)$ |
# | $\bar\alpha_t$ | 從 `alphas_cumprod` 查到的那一個 | 每張圖一個數 |
#
# 這是 Ho 等人 (2020) 的式 (4)。
#
# 和第 4 題比一比：形狀完全一樣，只是 $1 - \beta_t$ 換成了 $\bar\alpha_t$。前者是「這一步」留下多少，後者是「到這一步為止」留下多少。
#
# ### 用紙筆算一次
#
# $\bar\alpha = (0.64,\ 0.36)$，`t = [1, 0]`。
#
# | | $t$ | $\sqrt{\bar\alpha_t}$ | $\sqrt{1 - \bar\alpha_t}$ | $x_0$ | $\epsilon$ | $x_t$ |
# | :-- | :-: | :-: | :-: | :-: | :-: | :-- |
# | 第一個 | 1 | 0.6 | 0.8 | 10 | 5 | 6 + 4 = **10** |
# | 第二個 | 0 | 0.8 | 0.6 | 20 | −5 | 16 − 3 = **13** |
#
# ### 輪到你
#
# 完成的樣子：`check` 全部通過；批次裡每張圖用自己的 $t$；結果的型別和 `x0` 相同，哪怕表是 `float64`。

# %% [markdown] tags=["lang-en"]
# ### The formula
#
# $$x_t = \sqrt{\bar\alpha_t}\; x_0 + \sqrt{1 - \bar\alpha_t}\; \epsilon$$
#
# | symbol | meaning | shape |
# | :-- | :-- | :-- |
# | $x_0$ | `x0`, the clean images | $(B, \dots)$ |
# | $t$ | the step that each image jumps to | $(B,)$ |
# | $\epsilon$ | `noise`, drawn from the standard normal distribution | $(B, \dots)$ |
# | $\bar\alpha_t$ | looked up in `alphas_cumprod` | a number for each image |
#
# This is Eq. 4 of Ho et al. (2020). Compare it with task 4: the same form, with $\bar\alpha_t$ in place of $1 - \beta_t$.
# One is what *this step* keeps, the other what *all steps so far* keep.
#
# ### Once on paper
#
# $\bar\alpha = (0.64,\ 0.36)$ and `t = [1, 0]`.
#
# | | $t$ | $\sqrt{\bar\alpha_t}$ | $\sqrt{1 - \bar\alpha_t}$ | $x_0$ | $\epsilon$ | $x_t$ |
# | :-- | :-: | :-: | :-: | :-: | :-: | :-- |
# | first | 1 | 0.6 | 0.8 | 10 | 5 | 6 + 4 = **10** |
# | second | 0 | 0.8 | 0.6 | 20 | −5 | 16 − 3 = **13** |
#
# ### Your turn
#
# Done looks like this: the `check` passes; each image of the batch uses its own $t$; the result has the dtype of `x0`, even
# though the table is in `float64`.


# %% nbgrader={"grade": false, "grade_id": "q_sample", "locked": false, "schema_version": 3, "solution": true, "task": false}
def q_sample(x0: Tensor, t: Tensor, noise: Tensor, alphas_cumprod: Tensor) -> Tensor:
    """Jump from the clean image straight to x_t: sqrt(alpha-bar_t) x_0 + sqrt(1 - alpha-bar_t) noise.

    Ho et al. 2020, Eq. 4. t is 0-based: t = 0 is the paper's step 1, so x_0 is cleaner than the result for t = 0.

    Args:
        x0: the clean images (or anything else), floating, of any rank >= 1, (B, ...); B may be 0.
        t: int64 (B,), on the device of x0; 0 <= t < T. Each member of the batch has its own step.
        noise: a draw from the standard normal distribution, with the shape, dtype and device of x0.
        alphas_cumprod: alpha-bar, float64 (T,). It may be on the CPU while x0, t and noise are on an accelerator.

    Returns:
        x_t, with the shape, dtype and device of x0. The coefficients are computed in float64; float16 and bfloat16 are
        computed in float32 or wider and converted back at the end. Only the given noise is used: no random number is
        drawn, and no argument is modified.
        Gradients flow back to x0 and noise.

    Example; the first member goes to step 1 (coefficients 0.6 and 0.8), the second to step 0 (0.8 and 0.6):
        alphas_cumprod = [0.64, 0.36]    t = [1, 0]
        x0 = [[10], [20]]                noise = [[5], [-5]]
        q_sample(x0, t, noise, alphas_cumprod) = [[10], [13]]
    """
    ### BEGIN SOLUTION
    precise = torch.promote_types(x0.dtype, torch.float32)
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].reshape(-1, *[1] * (x0.dim() - 1))
    signal, spread = kept.sqrt().to(x0.device, precise), (1 - kept).sqrt().to(x0.device, precise)
    return (signal * x0.to(precise) + spread * noise.to(precise)).to(x0.dtype)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_q_sample", "locked": true, "points": 18, "schema_version": 3, "solution": false, "task": false}
check("q_sample")

# %% [markdown] tags=["lang-zh"]
# ### 看見它：兩種排程，同一隻貓
#
# 上排用線性排程，下排用餘弦排程；步數相同，雜訊也相同。
#
# 先猜：每一排各從哪一張開始，你就認不出貓了？

# %% [markdown] tags=["lang-en"]
# ### See it: two schedules, one cat
#
# The upper row uses the linear schedule, the lower one the cosine schedule, at the same steps and with the same noise.
#
# Guess first: in each row, which is the first image in which you can no longer see a cat?

# %% tags=["picture"]
with see():
    stops = (49, 149, 249, 349, 499, 749)
    schedules = {"linear": linear_beta_schedule(1000), "cosine": cosine_beta_schedule(1000)}
    for name, betas in schedules.items():
        kept = schedule_tables(betas)["alphas_cumprod"]
        jumped = {f"t = {t}": q_sample(cat[None], torch.tensor([t]), static[None], kept)[0] for t in stops}
        images(jumped, title=name, bounds=(-1, 1))

# %% [markdown] tags=["lang-zh"]
# $t = 499$ 時，線性排程只留下 $\sqrt{\bar\alpha} = 0.28$，餘弦排程還有 0.70，隱約還看得到眼睛。
#
# ### 看見它：走過去，和跳過去，一樣嗎？
#
# 用第 4 題走過去的 $x_t$，和用這一題跳過去的 $x_t$，雜訊不是同一份，所以像素不會相同。但是它們來自同一個分布。
#
# 怎麼比？量兩件事：
#
# - **還有多少貓**：$x_t$ 與原圖做內積，再除以原圖與自己的內積。應該接近 $\sqrt{\bar\alpha_t}$。
# - **有多少雜訊**：把貓的部分減掉，剩下的標準差。應該接近 $\sqrt{1 - \bar\alpha_t}$。
#
# 下面的表，每一格寫的是「貓 / 雜訊」。

# %% [markdown] tags=["lang-en"]
# At $t = 499$ the linear schedule has kept $\sqrt{\bar\alpha} = 0.28$ and the cosine schedule 0.70, in which the eyes can
# still be made out.
#
# ### See it: is walking the same as jumping?
#
# Walk to $x_t$ with task 4, or jump there with this one: the noise is not the same, so the pixels are not either. But both
# come from one distribution. How to compare? Measure two things:
#
# - **How much cat is left**: the inner product of $x_t$ and the clean image, over that of the clean image with itself. It
#   should be close to $\sqrt{\bar\alpha_t}$.
# - **How much noise there is**: the standard deviation of what remains without the cat. It should be close to
#   $\sqrt{1 - \bar\alpha_t}$.
#
# Each entry of the table below reads "cat / noise".


# %% tags=["picture"]
def cat_and_noise(image: Tensor) -> str:
    share = ((image * cat).sum() / (cat * cat).sum()).item()
    return f"{share:5.2f} / {(image - share * cat).std().item():4.2f}"


with see():
    betas = linear_beta_schedule(1000)
    tables = schedule_tables(betas)
    generator = torch.Generator().manual_seed(2)
    x, walked, jumped = cat[None], {}, {}
    print("           q_step         q_sample       √ᾱ / √(1 − ᾱ)")
    for step in range(1000):
        t = torch.tensor([step])
        x = q_step(x, t, torch.randn(x.shape, generator=generator), betas)
        if step in (49, 149, 299, 499, 999):
            walked[f"t = {step}"] = x[0]
            jumped[f"t = {step}"] = q_sample(cat[None], t, torch.randn(x.shape, generator=generator), tables["alphas_cumprod"])[0]
            signal, spread = (tables[name][step].item() for name in ("sqrt_alphas_cumprod", "sqrt_one_minus_alphas_cumprod"))
            print(f"t = {step:3}   {cat_and_noise(x[0])}   {cat_and_noise(jumped[f't = {step}'])}   {signal:5.2f} / {spread:4.2f}")
    images(walked, title="q_step", bounds=(-1, 1))
    images(jumped, title="q_sample", bounds=(-1, 1))

# %% [markdown] tags=["lang-zh"]
# 三欄只差在小數第二位，那是抽樣的誤差。走一千步，和跳一次，看不出差別；跳的人卻省下了 999 次計算。
#
# ### 很多人在這裡犯的錯
#
# 他們查錯了表：拿 $\alpha_t$ 當成 $\bar\alpha_t$。$\alpha_{999} = 0.98$，所以「走完 1000 步」的圖還是清清楚楚的一隻貓。畫出來看一眼，馬上就知道。
#
# 另外兩個常見的錯：雜訊的係數寫成 $1 - \sqrt{\bar\alpha_t}$，根號開錯了地方；以為 `t = 0` 會得到乾淨的圖，其實它已經加過一次雜訊。
#
# ### 通往哪裡
#
# - **下一題**：這個式子裡有三樣東西：$x_0$、$\epsilon$、$x_t$。知道後面兩樣，就解得出第一樣。
# - **原始論文**：Ho 等人 (2020)，式 (4)。
# - **想一想（不計分）**：訓練時 $t$ 通常均勻地抽。用線性排程的話，有幾成的練習是在看幾乎純粹的雜訊？

# %% [markdown] tags=["lang-en"]
# The three columns differ in the second decimal, which is chance. A thousand steps or one jump: there is nothing to tell
# them apart, except 999 computations.
#
# ### The mistake most people make here
#
# They look into the wrong table and take $\alpha_t$ for $\bar\alpha_t$. $\alpha_{999} = 0.98$, so "after 1000 steps" there
# is still a perfectly clear cat. One look at the picture tells.
#
# Two more: the noise gets $1 - \sqrt{\bar\alpha_t}$, with the root in the wrong place; or `t = 0` is expected to be the clean
# image, and has noise in it already.
#
# ### Where it leads
#
# - **Next task**: there are three things in this equation, $x_0$, $\epsilon$ and $x_t$. Who knows the last two can solve it
#   for the first.
# - **Source**: Ho et al. (2020), Eq. 4.
# - **Think about it (no points)**: in training, $t$ is usually drawn uniformly. With the linear schedule, what share of the
#   exercises looks at almost pure noise?

# %% [markdown] tags=["lang-zh"]
# ---
# ## 第 6 題：知道雜訊，就能還原（18 分，約 15 分鐘）
#
# **目標**：給你 $x_t$，也給你裡面的雜訊，把乾淨的圖解出來。
#
# 課本說反向過程要訓練一個網路，「從帶有雜訊的數據 $x_t$ 預測並去除雜訊」。預測是網路的事；**去除**，是這一題的事。
#
# ```text
#   x_t ──▶ network ──▶ eps ──┐
#    │                        ├──▶ predict_x0 ──▶ x_0
#    └────────────────────────┘
# ```
#
# 網路猜的是雜訊 (eps)。猜得越準，還原的 $x_0$ 就越像。
#
# 這裡還沒有網路。我們先把真正的雜訊交給函式，看它能不能完全還原；再交給它稍微猜錯的雜訊，看會怎樣。

# %% [markdown] tags=["lang-en"]
# ---
# ## Task 6: if you know the noise, you have the image (18 points, about 15 minutes)
#
# **Objective**: given $x_t$ and the noise in it, solve for the clean image.
#
# The chapter says that in the reverse process a network learns to "predict the noise in $x_t$ and remove it" (our
# translation). Predicting is for the network; **removing** is for this task.
#
# ```text
#   x_t ──▶ network ──▶ eps ──┐
#    │                        ├──▶ predict_x0 ──▶ x_0
#    └────────────────────────┘
# ```
#
# What the network guesses is the noise, eps. The better the guess, the closer the $x_0$ that comes out.
#
# There is no network yet. First the function gets the true noise, to see whether the image comes back; then noise that was
# guessed slightly wrong, to see what happens.

# %% [markdown] tags=["lang-zh"]
# ### 公式
#
# 從第 5 題的式子，把 $x_0$ 移到等號左邊：
#
# $$\hat x_0 = \frac{x_t - \sqrt{1 - \bar\alpha_t}\; \epsilon}{\sqrt{\bar\alpha_t}}$$
#
# | 符號 | 意思 | 形狀 |
# | :-- | :-- | :-- |
# | $x_t$ | `x_t`，帶有雜訊的圖 | $(B, \dots)$ |
# | $t$ | 每張圖現在在第幾步 | $(B,)$ |
# | $\epsilon$ | `eps`，真正的雜訊，或網路猜的雜訊 | $(B, \dots)$ |
# | $\hat x_0$ | 還原的圖；雜訊猜對了才會等於 $x_0$ | $(B, \dots)$ |
#
# ### 用紙筆算一次
#
# 把第 5 題的例子倒回去。$\bar\alpha = (0.64,\ 0.36)$，`t = [1, 0]`。
#
# | | $t$ | $x_t$ | $\epsilon$ | 減掉雜訊 | 再除以 $\sqrt{\bar\alpha_t}$ |
# | :-- | :-: | :-: | :-: | :-- | :-- |
# | 第一個 | 1 | 10 | 5 | 10 − 0.8 × 5 = 6 | 6 / 0.6 = **10** |
# | 第二個 | 0 | 13 | −5 | 13 + 0.6 × 5 = 16 | 16 / 0.8 = **20** |
#
# ### 輪到你
#
# 完成的樣子：`check` 全部通過；`q_sample` 之後再 `predict_x0`，回到原圖；結果不裁到 −1 與 1 之間，那是呼叫的人的事。

# %% [markdown] tags=["lang-en"]
# ### The formula
#
# Take the equation of task 5 and bring $x_0$ to the left:
#
# $$\hat x_0 = \frac{x_t - \sqrt{1 - \bar\alpha_t}\; \epsilon}{\sqrt{\bar\alpha_t}}$$
#
# | symbol | meaning | shape |
# | :-- | :-- | :-- |
# | $x_t$ | `x_t`, the noisy images | $(B, \dots)$ |
# | $t$ | the step that each image is at | $(B,)$ |
# | $\epsilon$ | `eps`, the true noise, or a network's guess | $(B, \dots)$ |
# | $\hat x_0$ | the images recovered; equal to $x_0$ only if the guess was right | $(B, \dots)$ |
#
# ### Once on paper
#
# Take back the example of task 5: $\bar\alpha = (0.64,\ 0.36)$ and `t = [1, 0]`.
#
# | | $t$ | $x_t$ | $\epsilon$ | without the noise | divided by $\sqrt{\bar\alpha_t}$ |
# | :-- | :-: | :-: | :-: | :-- | :-- |
# | first | 1 | 10 | 5 | 10 − 0.8 × 5 = 6 | 6 / 0.6 = **10** |
# | second | 0 | 13 | −5 | 13 + 0.6 × 5 = 16 | 16 / 0.8 = **20** |
#
# ### Your turn
#
# Done looks like this: the `check` passes; `q_sample` and then `predict_x0` leads back to the image; the result is not
# clamped to −1 … 1, which is up to the caller.


# %% nbgrader={"grade": false, "grade_id": "predict_x0", "locked": false, "schema_version": 3, "solution": true, "task": false}
def predict_x0(x_t: Tensor, t: Tensor, eps: Tensor, alphas_cumprod: Tensor) -> Tensor:
    """The clean image that x_t was made from, if eps is the noise in it: Eq. 4 of Ho et al. 2020, solved for x_0.

    x_0 = (x_t - sqrt(1 - alpha-bar_t) eps) / sqrt(alpha-bar_t). t is 0-based: t = 0 is the paper's step 1.

    Args:
        x_t: the noisy images (or anything else), floating, of any rank >= 1, (B, ...); B may be 0.
        t: int64 (B,), on the device of x_t; 0 <= t < T. Each member of the batch has its own step.
        eps: the noise, true or predicted, with the shape, dtype and device of x_t.
        alphas_cumprod: alpha-bar, float64 (T,). It may be on the CPU while x_t, t and eps are on an accelerator.

    Returns:
        The estimate of x_0, with the shape, dtype and device of x_t, not clamped to any range. The coefficients are
        computed in float64; float16 and bfloat16 are computed in float32 or wider and converted back at the end.
        No argument is modified. Gradients flow back to x_t and eps.

    Example, which takes back the example of q_sample:
        alphas_cumprod = [0.64, 0.36]    t = [1, 0]
        x_t = [[10], [13]]               eps = [[5], [-5]]
        predict_x0(x_t, t, eps, alphas_cumprod) = [[(10 - 0.8*5) / 0.6], [(13 + 0.6*5) / 0.8]] = [[10], [20]]
    """
    ### BEGIN SOLUTION
    precise = torch.promote_types(x_t.dtype, torch.float32)
    kept = alphas_cumprod[t.to(alphas_cumprod.device)].reshape(-1, *[1] * (x_t.dim() - 1))
    signal, spread = kept.sqrt().to(x_t.device, precise), (1 - kept).sqrt().to(x_t.device, precise)
    return ((x_t.to(precise) - spread * eps.to(precise)) / signal).to(x_t.dtype)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_predict_x0", "locked": true, "points": 18, "schema_version": 3, "solution": false, "task": false}
check("predict_x0")

# %% [markdown] tags=["lang-zh"]
# ### 看見它：還原，以及只猜對九成多
#
# 三排圖，都用線性排程：
#
# 1. $x_t$ 本身。
# 2. 用**真正的**雜訊還原。
# 3. 用**稍微猜錯**的雜訊還原：真正的雜訊，再加上一成大小的另一份雜訊。
#
# 先猜：第二排哪幾張能完全還原？第三排呢？猜錯的程度每一張都一樣，看起來也會一樣嗎？

# %% [markdown] tags=["lang-en"]
# ### See it: recovered, and recovered with a guess that is nearly right
#
# Three rows, all with the linear schedule:
#
# 1. $x_t$ itself;
# 2. recovered with the **true** noise;
# 3. recovered with noise **slightly off**: the true noise, plus some other noise of a tenth of its size.
#
# Guess first: which images of the second row are whole again? And of the third? The guess is equally wrong in all of them;
# will they look equally wrong?

# %% tags=["picture"]
with see():
    kept = schedule_tables(linear_beta_schedule(1000))["alphas_cumprod"]
    slightly_off = static + 0.1 * torch.randn(cat.shape, generator=torch.Generator().manual_seed(3))
    stops = (0, 99, 249, 499, 749, 999)
    noisy = {t: q_sample(cat[None], torch.tensor([t]), static[None], kept) for t in stops}
    images({f"t = {t}": noisy[t][0] for t in stops}, title="x_t", bounds=(-1, 1))
    for title, guess in {"eps": static, "eps + 10%": slightly_off}.items():
        recovered = {f"t = {t}": predict_x0(noisy[t], torch.tensor([t]), guess[None], kept)[0] for t in stops}
        images(recovered, title=f"predict_x0, {title}", bounds=(-1, 1))

# %% [markdown] tags=["lang-zh"]
# 第二排全部還原，連純雜訊一般的 $t = 999$ 也是。資訊沒有消失，只是藏在雜訊底下。
#
# 第三排越往右越糟。因為最後要除以 $\sqrt{\bar\alpha_t}$，猜錯的部分跟著放大，倍數是
#
# $$\frac{\sqrt{1 - \bar\alpha_t}}{\sqrt{\bar\alpha_t}} = \frac{1}{\sqrt{\mathrm{SNR}_t}}$$
#
# | $t$ | 99 | 249 | 499 | 749 | 999 |
# | :-- | :-: | :-: | :-: | :-: | :-: |
# | 放大幾倍 | 0.34 | 0.95 | 3.4 | 17 | 157 |
#
# 所以真正的模型不會從 $t = 999$ 一次跳回來。它每次只退一小步，再重新猜一次雜訊。
#
# 這也說明了為什麼要有 `max_beta`：餘弦排程如果沒有上限，最後一步的倍數就是無限大。

# %% [markdown] tags=["lang-en"]
# The second row is whole again, even $t = 999$, which looked like pure noise. Nothing was lost; it lay under the noise.
#
# The third row gets worse to the right. The division by $\sqrt{\bar\alpha_t}$ at the end enlarges what was guessed wrong,
# by the factor
#
# $$\frac{\sqrt{1 - \bar\alpha_t}}{\sqrt{\bar\alpha_t}} = \frac{1}{\sqrt{\mathrm{SNR}_t}}$$
#
# | $t$ | 99 | 249 | 499 | 749 | 999 |
# | :-- | :-: | :-: | :-: | :-: | :-: |
# | enlarged by | 0.34 | 0.95 | 3.4 | 17 | 157 |
#
# So a real model does not jump back from $t = 999$ at once. It goes back a small step at a time, and guesses the noise anew
# at each.
#
# And it explains `max_beta`: without a limit, the factor at the last step of the cosine schedule is infinite.

# %% [markdown] tags=["lang-zh"]
# ### 很多人在這裡犯的錯
#
# 他們先除再減：$x_t / \sqrt{\bar\alpha_t} - \sqrt{1 - \bar\alpha_t}\, \epsilon$。少了一對括號，雜訊就沒有跟著放大，減不乾淨。$t$
# 很小時兩者差不多，所以要用大的 $t$ 來測。
#
# 另外兩個常見的錯：除以 $\bar\alpha_t$ 而不是它的根號；順手把結果裁到 −1 與 1 之間。裁切有時有用，但是不能藏在這個函式裡。
#
# ### 通往哪裡
#
# - **接下來**：訓練一個網路去猜 $\epsilon$。它的輸入是你的 `q_sample`，它的答案交給你的 `predict_x0`。
# - **原始論文**：Ho 等人 (2020)，式 (4) 與第 3.2 節。
# - **想一想（不計分）**：如果網路改成直接猜 $x_0$，再由 $x_0$ 反推雜訊，$t$ 很小的時候會遇到什麼麻煩？

# %% [markdown] tags=["lang-en"]
# ### The mistake most people make here
#
# They divide first and subtract afterwards: $x_t / \sqrt{\bar\alpha_t} - \sqrt{1 - \bar\alpha_t}\, \epsilon$. Without the
# brackets the noise is not enlarged along with the image, and some of it stays. For small $t$ there is hardly a difference,
# so test with a large one.
#
# Two more: dividing by $\bar\alpha_t$ instead of its root; and clamping the result to −1 … 1 while at it. Clamping is
# sometimes useful, but must not hide in this function.
#
# ### Where it leads
#
# - **From here**: train a network to guess $\epsilon$. Your `q_sample` makes its input, your `predict_x0` takes its answer.
# - **Source**: Ho et al. (2020), Eq. 4 and section 3.2.
# - **Think about it (no points)**: suppose the network guesses $x_0$ instead, and the noise is worked out from that. What
#   trouble is there when $t$ is small?

# %% [markdown] tags=["lang-zh"]
# ---
# ## 回頭看
#
# | 函式 | 一句話 | 形狀 |
# | :-- | :-- | :-- |
# | `linear_beta_schedule` | 每一步加的雜訊等距增加 | $T \to (T,)$ |
# | `cosine_beta_schedule` | 先決定圖怎麼淡出，再倒推每一步 | $T \to (T,)$ |
# | `schedule_tables` | 把要查的數一次算好 | $(T,) \to$ 六張 $(T,)$ |
# | `q_step` | 往前走一步 | $(B, \dots) \to (B, \dots)$ |
# | `q_sample` | 一次跳到第 $t$ 步 | $(B, \dots) \to (B, \dots)$ |
# | `predict_x0` | 知道雜訊，就能還原 | $(B, \dots) \to (B, \dots)$ |
#
# 課本的前向過程，你已經全部寫出來了，裡面真的沒有任何要學的東西。擴散模型所有的本事，都在猜 $\epsilon$ 的那個網路裡。
#
# 交作業之前：從選單選「重新啟動核心並執行所有儲存格」(Restart Kernel and Run All Cells)，再看一次六個 `check` 的結果。

# %% [markdown] tags=["lang-en"]
# ---
# ## Looking back
#
# | function | in a sentence | shapes |
# | :-- | :-- | :-- |
# | `linear_beta_schedule` | the noise of a step grows evenly | $T \to (T,)$ |
# | `cosine_beta_schedule` | decide how the image fades, and work back to each step | $T \to (T,)$ |
# | `schedule_tables` | all the numbers to look up, worked out once | $(T,) \to$ six of $(T,)$ |
# | `q_step` | one step ahead | $(B, \dots) \to (B, \dots)$ |
# | `q_sample` | jump to step $t$ | $(B, \dots) \to (B, \dots)$ |
# | `predict_x0` | if you know the noise, you have the image | $(B, \dots) \to (B, \dots)$ |
#
# That is the whole forward process of the chapter, and there is indeed nothing in it to be learned. All the skill of a
# diffusion model is in the network that guesses $\epsilon$.
#
# Before you hand it in: choose "Restart Kernel and Run All Cells" from the menu, and look at what each `check` says once more.
