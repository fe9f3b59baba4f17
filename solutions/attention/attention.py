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
# # 注意力：讓每個詞元看見整個句子
#
# **做完這一課，你能夠**
#
# 1. 算出查詢 (query) 與鍵 (key) 的相似分數，並說出為什麼要除以 $\sqrt{D}$。
# 2. 寫出一個不會溢位的 softmax。
# 3. 把兩者組成縮放點積注意力 (scaled dot-product attention)，並讀懂它的權重。
# 4. 把它分成多個頭 (multi-head attention)，用同一個函式做自注意力與交叉注意力。
#
# **需要多久**：約兩個小時。讀文字約 35 分鐘，四題大約各要 15、20、20、35 分鐘。第一次寫張量運算的人，請留三個小時。
#
# **先備知識**：Python、矩陣乘法、PyTorch 張量 (tensor) 的形狀。
#
# **深入課本的哪裡**：第 2.2.1 節與第 2.2.2 節。課本這樣寫：
#
# > Transformer 的核心是**自注意力機制 (Self-Attention)**，它允許模型在處理每個詞元時，考慮輸入序列中所有其他詞元……從而捕捉長距離依賴關係。
#
# 這一課要把「考慮」兩個字變成你自己寫的四個函式。

# %% [markdown] tags=["lang-en"]
# # Attention: let every token see the whole sentence
#
# **When you are done, you can**
#
# 1. compute how well a query matches a key, and say why the score is divided by $\sqrt{D}$;
# 2. write a softmax that does not overflow;
# 3. put the two together as scaled dot-product attention, and read its weights;
# 4. split it into several heads (multi-head attention), and use one function for self-attention and cross-attention.
#
# **How long it takes**: about two hours. Reading takes some 35 minutes; the four tasks take about 15, 20, 20 and 35.
# If tensor code is new to you, allow three hours.
#
# **What you need**: Python, matrix multiplication, and the idea that a PyTorch tensor has a shape.
#
# **What it deepens**: sections 2.2.1 and 2.2.2 of the chapter, which says (our translation):
#
# > The heart of the Transformer is **self-attention**, which lets the model, while it processes each token,
# > consider all the other tokens of the input sequence … and so capture long-range dependencies.
#
# In this lesson the word "consider" turns into four functions that you write yourself.

# %% [markdown] tags=["lang-zh"]
# ## 這份筆記本怎麼用
#
# - 四題各有一個函式。函式的說明文字 (docstring) 就是規格：形狀、型別、錯誤、公式，還有一個可以手算的例子。
# - 把 `# YOUR CODE HERE` 與 `raise NotImplementedError()`
#   換成你的程式。函式名稱與參數請不要改。需要輔助函式時，請寫在該函式裡面。
# - 題目下面的 `check("…")` 會執行公開檢查，並告訴你哪裡不對。想跑幾次都可以。
# - 工具列上如果有 Validate 按鈕，請不要靠它：它只看儲存格會不會當掉，答錯了也會說通過。
# - 公開檢查占 19 分。其餘 81 分是批改時才執行的檢查：它們依據同一份規格，只是換了別的輸入。
# - 「看見它」的儲存格會畫圖。還沒寫完的題目只會顯示一行提醒，不會讓後面的儲存格出錯。
#
# 先執行下面這兩個儲存格。

# %% [markdown] tags=["lang-en"]
# ## How to use this notebook
#
# - Each of the four tasks is one function. Its docstring is the specification: shapes, dtypes, errors, the equation,
#   and an example that you can check by hand.
# - Replace `# YOUR CODE HERE` and `raise NotImplementedError()` with your code. Keep the function's name and parameters.
#   If you need a helper, write it inside the function.
# - `check("…")` below each task runs the public checks and says what is wrong. Run it as often as you like.
# - If your toolbar has a Validate button, do not rely on it: it only sees whether cells crash, and passes wrong answers.
# - Public checks carry 19 points. The other 81 come from checks that run when your work is graded: the same
#   specification, on other inputs.
# - The "see it" cells draw pictures. A task that is not written yet shows one line and breaks nothing after it.
#
# Run the next two cells first.

# %%
import math

import torch
from torch import Tensor

from grader.notebook import check, heat_map, see

# %% tags=["lang-zh"]
LANG = "zh-TW"

# %% tags=["lang-en"]
LANG = "en"

# %% [markdown] tags=["lang-zh"]
# ## 先看終點：誰在看誰？
#
# 我們從頭到尾用同一個句子：
#
# > 小明 把 球 給 小華 ， 因為 他 想 玩
#
# 下一個儲存格畫出一張熱圖 (heat map)，數字是事先算好的。每一**列** (row) 是一個正在看的詞元，每一**欄** (column)
# 是被它看的詞元。顏色越深，看得越多。
#
# 看圖之前，先自己回答：句子裡的「他」是誰？你是根據哪幾個字決定的？

# %% [markdown] tags=["lang-en"]
# ## The destination first: who looks at whom?
#
# One sentence stays with us to the end. It is Chinese, ten tokens long:
#
# > 小明 把 球 給 小華 ， 因為 他 想 玩
#
# Word by word: Xiaoming · (object marker) · ball · gives · Xiaohua · (comma) · because · he · wants · play.
# "Xiaoming gives the ball to Xiaohua, because he wants to play."
#
# The next cell draws a heat map from numbers worked out beforehand.
# Each **row** is a token that looks, each **column** a token that is looked at. The darker a cell, the more attention.
#
# Before you look: who is 他 (he)? Which words made you decide?

# %% tags=["picture"]
sentence = ["小明", "把", "球", "給", "小華", "，", "因為", "他", "想", "玩"]
worked_out = torch.tensor(
    [
        [0.03, 0.03, 0.69, 0.03, 0.03, 0.03, 0.03, 0.03, 0.03, 0.03],
        [0.12, 0.03, 0.33, 0.03, 0.33, 0.03, 0.03, 0.06, 0.03, 0.03],
        [0.23, 0.01, 0.01, 0.01, 0.63, 0.01, 0.01, 0.05, 0.01, 0.01],
    ]
)
with see():
    heat_map(worked_out, rows=["把", "給", "他"], columns=sentence, title="weights")

# %% [markdown] tags=["lang-zh"]
# ## 想法：查詢、鍵、值
#
# 「他」主要看「小華」，也看一點「小明」。「把」看「球」。沒有人寫文法規則，只有三個向量：
#
# | 名稱 | 這個向量在說 | 例：「他」 | 例：「小華」 |
# | :-- | :-- | :-- | :-- |
# | 查詢 (query) | 我在找什麼 | 找一個人，最好剛收到東西 | 找一個動作 |
# | 鍵 (key) | 我是什麼 | 勉強算是人 | 人，而且剛收到東西 |
# | 值 (value) | 找到我的人會得到什麼 | 「他」的內容 | 「小華」的內容 |
#
# 每個詞元都有自己的查詢、鍵、值。自注意力只做三個動作：
#
# 1. **比對**：拿我的查詢和每一個鍵比，得到分數。（第 1 題）
# 2. **分配**：把分數變成比例，加起來是 1。（第 2 題）
# 3. **混合**：按比例把值加起來，就是我的輸出。（第 3 題）
#
# 課本說每個詞元考慮「所有其他詞元」。說得更精確一點：詞元也會看自己。

# %% [markdown] tags=["lang-en"]
# ## The idea: query, key, value
#
# 他 looks mostly at 小華 and a little at 小明. 把 looks at 球. Nobody wrote a rule of grammar. There are only three vectors:
#
# | name | what this vector says | for example 他 (he) | for example 小華 (Xiaohua) |
# | :-- | :-- | :-- | :-- |
# | query | what I am looking for | a person, preferably one who has just received something | an action |
# | key | what I am | a person, more or less | a person, and one who has just received something |
# | value | what you get when you find me | the content of 他 | the content of 小華 |
#
# Every token has its own query, key and value. Self-attention does three things:
#
# 1. **Compare**: hold my query against every key; that gives scores. (Task 1)
# 2. **Share out**: turn the scores into proportions that add up to 1. (Task 2)
# 3. **Mix**: add up the values in these proportions; that is my output. (Task 3)
#
# The chapter says that a token considers "all the other tokens". To be exact: it looks at itself, too.

# %% [markdown] tags=["lang-zh"]
# ## 四題共同的約定
#
# | 約定 | 意思 |
# | :-- | :-- |
# | $L_q$、$L_k$ | 查詢有幾個、鍵有幾個；0 個與 1 個都合法 |
# | $D$、$D_v$ | 查詢與鍵的長度、值的長度 |
# | `...` | 前面任意多個批次維度，依 PyTorch 的規則廣播 (broadcast) |
# | 型別 (dtype) | 結果的型別與裝置，和第一個浮點參數相同 |
# | 半精度 | `float16` 與 `bfloat16` 在函式裡面用 `float32` 計算，最後才轉回去 |
# | 純函式 | 不修改參數，也不動用全域亂數 |
#
# 例如 `q` 的形狀是 `(2, 3, 5, 8)`：批次維度是 `(2, 3)`，$L_q = 5$，$D = 8$。
#
# 為什麼要在意半精度？真正的大模型幾乎都用它訓練。但是 `float16` 很容易溢位，`bfloat16` 很粗糙。

# %% [markdown] tags=["lang-en"]
# ## What all four tasks agree on
#
# | convention | meaning |
# | :-- | :-- |
# | $L_q$, $L_k$ | how many queries and how many keys; 0 and 1 are legal |
# | $D$, $D_v$ | the length of a query or key, the length of a value |
# | `...` | any number of batch dimensions in front, broadcast by PyTorch's rules |
# | dtype | the result has the dtype and the device of the first floating argument |
# | half precision | `float16` and `bfloat16` are computed in `float32` inside and converted back at the end |
# | pure | no argument is modified and no global random state is used |
#
# For example, `q` of shape `(2, 3, 5, 8)` has batch dimensions `(2, 3)`, $L_q = 5$ and $D = 8$.
#
# Why care about half precision? Nearly all large models are trained with it. But `float16` overflows easily, and
# `bfloat16` is coarse.

# %% [markdown] tags=["lang-zh"]
# ---
# ## 第 1 題：相似分數（20 分，約 15 分鐘）
#
# **目標**：一次算出每個查詢與每個鍵有多吻合。
#
# 課本 2.2.1 節說：「每個詞元被轉換成一個高維向量（詞元嵌入）」。向量有方向，方向可以比較。
#
# 最省計算的比法是點積 (dot product)：
#
# | 兩個向量 | 圖 | 點積 |
# | :-- | :-: | :-: |
# | 同方向 | ↗ ↗ | 大的正數 |
# | 互相垂直 | ↗ ↖ | 0 |
# | 反方向 | ↗ ↙ | 大的負數 |
#
# 把所有查詢和所有鍵兩兩相比，結果是一張表：每個查詢一列，每個鍵一欄。
#
# ```text
#                       k1   k2   k3
#   q (2, D)       q1 [  .    .    .  ]
#   k (3, D)       q2 [  .    .    .  ]     scores (2, 3)
# ```

# %% [markdown] tags=["lang-en"]
# ---
# ## Task 1: scores (20 points, about 15 minutes)
#
# **Objective**: compute, all at once, how well each query matches each key.
#
# Section 2.2.1 of the chapter says: "each token is turned into a vector of high dimension (its embedding)" (our
# translation). Vectors have directions, and directions can be compared. The cheapest way is the dot product:
#
# | two vectors | picture | dot product |
# | :-- | :-: | :-: |
# | same direction | ↗ ↗ | large and positive |
# | at right angles | ↗ ↖ | 0 |
# | opposite | ↗ ↙ | large and negative |
#
# Compare every query with every key and you get a table: a row for each query, a column for each key.
#
# ```text
#                       k1   k2   k3
#   q (2, D)       q1 [  .    .    .  ]
#   k (3, D)       q2 [  .    .    .  ]     scores (2, 3)
# ```

# %% [markdown] tags=["lang-zh"]
# ### 公式
#
# $$S_{ij} = s \sum_{d=1}^{D} Q_{id}\, K_{jd}, \qquad\text{也就是}\qquad S = s\, Q K^{\top}$$
#
# | 符號 | 意思 | 形狀 |
# | :-- | :-- | :-- |
# | $Q$ | 所有查詢，一列一個 | $(\dots, L_q, D)$ |
# | $K$ | 所有鍵，一列一個 | $(\dots, L_k, D)$ |
# | $s$ | 縮放倍率 (scale)；沒有指定時是 $1/\sqrt{D}$ | 純量 |
# | $S$ | 分數；$S_{ij}$ 是第 $i$ 個查詢對第 $j$ 個鍵 | $(\dots, L_q, L_k)$ |
#
# **為什麼是 $1/\sqrt{D}$？** 假設 $q$ 與 $k$ 的每個分量互相獨立，平均是 0，變異數是 1。那麼
# $q_d k_d$ 的變異數也是 1，而 $D$ 個加起來的變異數是 $D$。
#
# 所以點積的標準差是 $\sqrt{D}$：向量越長，分數就越誇張。除以 $\sqrt{D}$，標準差就回到 1。

# %% [markdown] tags=["lang-en"]
# ### The formula
#
# $$S_{ij} = s \sum_{d=1}^{D} Q_{id}\, K_{jd}, \qquad\text{that is}\qquad S = s\, Q K^{\top}$$
#
# | symbol | meaning | shape |
# | :-- | :-- | :-- |
# | $Q$ | all queries, one a row | $(\dots, L_q, D)$ |
# | $K$ | all keys, one a row | $(\dots, L_k, D)$ |
# | $s$ | the scale; $1/\sqrt{D}$ when none is given | a number |
# | $S$ | the scores; $S_{ij}$ is query $i$ against key $j$ | $(\dots, L_q, L_k)$ |
#
# **Why $1/\sqrt{D}$?** Suppose that the components of $q$ and $k$ are independent, with mean 0 and variance 1.
# Then each $q_d k_d$ has variance 1 as well, and the sum of $D$ of them has variance $D$.
# So the dot product has standard deviation $\sqrt{D}$: the longer the vectors, the wilder the scores.
# Divide by $\sqrt{D}$ and it is 1 again.

# %% [markdown] tags=["lang-zh"]
# ### 用紙筆算一次
#
# 一個查詢，兩個鍵，$D = 4$，所以 $s = 1/\sqrt{4} = \tfrac12$。
#
# $$q = (1, 2, 0, 1), \qquad k_1 = (2, 1, 1, 0), \qquad k_2 = (0, -1, 3, 0)$$
#
# | | 逐項相乘 | 加起來 | 乘以 $s$ |
# | :-- | :-- | :-: | :-: |
# | $q \cdot k_1$ | $2 + 2 + 0 + 0$ | 4 | **2** |
# | $q \cdot k_2$ | $0 - 2 + 0 + 0$ | −2 | **−1** |
#
# 所以 $S = (2, -1)$。注意 $k_2$ 的第三個分量很大，卻沒有影響：查詢在那個方向是 0，它不在乎。
#
# ### 輪到你
#
# 完成的樣子：下面的 `check` 全部通過；你的函式對 `(2, 3, 5, 8)` 與 `(2, 3, 7, 8)` 回傳
# `(2, 3, 5, 7)`；呼叫的人給的任何倍率都照做。

# %% [markdown] tags=["lang-en"]
# ### Once on paper
#
# One query, two keys, $D = 4$, so $s = 1/\sqrt{4} = \tfrac12$.
#
# $$q = (1, 2, 0, 1), \qquad k_1 = (2, 1, 1, 0), \qquad k_2 = (0, -1, 3, 0)$$
#
# | | term by term | sum | times $s$ |
# | :-- | :-- | :-: | :-: |
# | $q \cdot k_1$ | $2 + 2 + 0 + 0$ | 4 | **2** |
# | $q \cdot k_2$ | $0 - 2 + 0 + 0$ | −2 | **−1** |
#
# So $S = (2, -1)$. The third component of $k_2$ is large, and it makes no difference: the query is 0 in that
# direction and does not care.
#
# ### Your turn
#
# Done looks like this: the `check` below passes; shapes `(2, 3, 5, 8)` and `(2, 3, 7, 8)` give `(2, 3, 5, 7)`;
# whatever scale the caller asks for is used.


# %% nbgrader={"grade": false, "grade_id": "attention_scores", "locked": false, "schema_version": 3, "solution": true, "task": false}
def attention_scores(q: Tensor, k: Tensor, *, scale: float | None = None) -> Tensor:
    """Score every query against every key: S = scale * Q K^T.

    Vaswani et al. 2017, "Attention Is All You Need", the argument of the softmax in Eq. 1.

    Args:
        q: queries, floating, (..., Lq, D) with D >= 1; Lq may be 0.
        k: keys, floating, (..., Lk, D); Lk may be 0. The batch dimensions of q and k broadcast.
        scale: what the dot products are multiplied by; None means 1 / sqrt(D). Any number is legal, 0.0 included.

    Returns:
        (..., Lq, Lk), with the dtype and device of q. float16 and bfloat16 are computed in float32 inside.
        Gradients flow back to q and k. No argument is modified.

    Raises:
        RuntimeError: by torch itself, when q and k differ in D or their batch dimensions do not broadcast.

    Example, D = 4 and therefore scale 1/2:
        q = [[2, 0, 0, 2]]
        k = [[1, 5, 5, 1],      2*1 + 2*1 = 4
             [0, 7, 0, 3]]      2*0 + 2*3 = 6
        attention_scores(q, k) = [[2, 3]]
    """
    ### BEGIN SOLUTION
    precise = torch.promote_types(q.dtype, torch.float32)
    factor = 1.0 / math.sqrt(q.shape[-1]) if scale is None else scale
    scores = q.to(precise) @ k.to(precise).transpose(-2, -1) * factor
    return scores.to(q.dtype)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_attention_scores", "locked": true, "points": 20, "schema_version": 3, "solution": false, "task": false}
check("attention_scores")

# %% [markdown] tags=["lang-zh"]
# ### 看見它：句子的分數
#
# 真正的模型會自己學出查詢與鍵。這裡我們用手做的，每個向量只有四個分量：**人、物、動作、收到東西**。
#
# | 詞元 | 鍵：我是什麼 | 查詢：我在找什麼 |
# | :-- | :-: | :-: |
# | 小華 | (1, 0, 0, 1) | (0, 0, 4, 0) |
# | 球 | (0, 1, 0, 0) | (0, 0, 4, 0) |
# | 他 | (½, 0, 0, 0) | (6, 0, 0, 2) |
#
# 執行之前先猜：「他」對「小華」的分數是多少？對「小明」(1, 0, 0, 0) 呢？（$D = 4$，手算就好。）
#
# 再猜一件事：逗號的查詢全是 0，它那一列會長什麼樣子？

# %% [markdown] tags=["lang-en"]
# ### See it: the scores of a sentence
#
# A real model learns its queries and keys. Ours are made by hand, with only four components:
# **person, thing, action, has received something**.
#
# | token | key: what I am | query: what I am looking for |
# | :-- | :-: | :-: |
# | 小華 (Xiaohua) | (1, 0, 0, 1) | (0, 0, 4, 0) |
# | 球 (ball) | (0, 1, 0, 0) | (0, 0, 4, 0) |
# | 他 (he) | (½, 0, 0, 0) | (6, 0, 0, 2) |
#
# Guess before you run it: what is the score of 他 against 小華? Against 小明, whose key is (1, 0, 0, 0)?
# ($D = 4$; mental arithmetic will do.)
#
# And one more guess: the query of the comma is all zeros. What will its row look like?

# %% tags=["picture"]
sentence_keys = torch.zeros(10, 4)
sentence_keys[[0, 4], 0] = 1.0  # 小明 and 小華 are persons
sentence_keys[7, 0] = 0.5  # 他 stands for one
sentence_keys[2, 1] = 1.0  # 球 is a thing
sentence_keys[[3, 8, 9], 2] = 1.0  # 給, 想 and 玩 are actions
sentence_keys[4, 3] = 1.0  # 小華 has received something

sentence_queries = torch.tensor(
    [
        [0.0, 0.0, 4.0, 0.0],  # 小明
        [0.0, 6.0, 0.0, 0.0],  # 把
        [0.0, 0.0, 4.0, 0.0],  # 球
        [3.0, 5.0, 0.0, 2.0],  # 給
        [0.0, 0.0, 4.0, 0.0],  # 小華
        [0.0, 0.0, 0.0, 0.0],  # ，
        [0.0, 0.0, 5.0, 0.0],  # 因為
        [6.0, 0.0, 0.0, 2.0],  # 他
        [5.0, 0.0, 0.0, 0.0],  # 想
        [2.0, 5.0, 0.0, 0.0],  # 玩
    ]
)
with see():
    heat_map(attention_scores(sentence_queries, sentence_keys), rows=sentence, columns=sentence, title="attention_scores")

# %% [markdown] tags=["lang-zh"]
# 「他」對「小華」是 $(6 + 2)/2 = 4$，對「小明」是 $6/2 = 3$。逗號那一列全是 0：它什麼都不找，所以分不出誰重要。
#
# ### 看見它：為什麼要縮放
#
# 下一個儲存格用隨機的查詢與鍵，量分數的標準差。$D$ 從 4 到 1024，每列一個。
#
# 左邊用預設倍率，右邊不縮放；長條畫的是右邊的數。兩邊各有什麼規律？

# %% [markdown] tags=["lang-en"]
# 他 scores $(6 + 2)/2 = 4$ against 小華 and $6/2 = 3$ against 小明. The comma's row is all zeros: it looks for
# nothing, so it cannot tell who matters.
#
# ### See it: why we scale
#
# The next cell measures the standard deviation of the scores of random queries and keys, a row for each $D$ from 4 to
# 1024. On the left with the default scale; on the right, and as a bar, without scaling. What is the rule on each side?

# %% tags=["picture"]
with see():
    generator = torch.Generator().manual_seed(0)
    for size in [4, 16, 64, 256, 1024]:
        random_queries, random_keys = torch.randn(2, 200, size, generator=generator)
        unscaled = attention_scores(random_queries, random_keys, scale=1.0).std().item()
        scaled = attention_scores(random_queries, random_keys).std().item()
        bar = "█" * round(unscaled)
        print(f"D = {size:4}    s = 1/√D: {scaled:4.2f}    s = 1: {unscaled:5.2f}  {bar}")

# %% [markdown] tags=["lang-zh"]
# 沒有縮放時，標準差依序約是 2、4、8、16、32，也就是 $\sqrt{D}$。縮放之後，一直在 1 附近。
#
# ### 很多人在這裡犯的錯
#
# `scale=0.0` 是合法的倍率：所有分數都應該是 0。但是在 Python 裡，`0.0` 在條件判斷中等於「假」。如果你問的是「`scale`
# 是不是真」，而不是「`scale` 有沒有給」，呼叫的人給的 0 就會被預設值偷偷換掉。
#
# 另一個常見的錯：轉置時把批次維度也一起翻了。只有最後兩個維度該交換。
#
# ### 通往哪裡
#
# - **下一題**：分數可以是負的，也沒有上限。我們需要比例，所以需要 softmax。
# - **原始論文**：Vaswani 等人 (2017)，*Attention Is All You Need*，3.2.1 節。$\sqrt{D}$ 的理由在該節的註腳 4。
# - **想一想（不計分）**：把一個鍵拉長成兩倍，它的分數也變成兩倍。這樣公平嗎？如果改用夾角的餘弦，會失去什麼？

# %% [markdown] tags=["lang-en"]
# Without scaling the standard deviation is about 2, 4, 8, 16, 32: that is $\sqrt{D}$. With it, it stays near 1.
#
# ### The mistake most people make here
#
# `scale=0.0` is a legal scale: every score should be 0. But in Python `0.0` counts as false in a condition.
# If you ask whether `scale` is *true* instead of whether it was *given*, the caller's 0 is quietly replaced by
# the default.
#
# Another common one: the transpose also reverses the batch dimensions. Only the last two should trade places.
#
# ### Where it leads
#
# - **Next task**: scores may be negative and have no upper bound. We need proportions, hence softmax.
# - **Source**: Vaswani et al. (2017), *Attention Is All You Need*, section 3.2.1. The reason for $\sqrt{D}$ is in
#   its footnote 4.
# - **Think about it (no points)**: make a key twice as long and its score doubles. Is that fair? If we used the cosine
#   of the angle instead, what would be lost?

# %% [markdown] tags=["lang-zh"]
# ---
# ## 第 2 題：不會溢位的 softmax（25 分，約 20 分鐘）
#
# **目標**：把任何一列分數變成一組比例，不論分數多大、多小。
#
# 課本 2.2.1 節說，LLM「透過預測下一個詞元 (token) 進行自我監督學習」。預測的最後一步也是
# softmax：它把每個候選詞元的分數變成機率。所以這個函式在模型裡到處都是。
#
# 我們要的比例有三個條件：不是負數、加起來是 1、分數高的比例也高。指數函數 $e^x$ 永遠是正的，而且越來越陡，正好合用：
#
# | 分數 $x$ | $e^{x}$ | 除以總和 11.48 | 圖 |
# | :-: | :-: | :-: | :-- |
# | 2 | 7.39 | 0.64 | █████████████ |
# | 1 | 2.72 | 0.24 | █████ |
# | 0 | 1.00 | 0.09 | ██ |
# | −1 | 0.37 | 0.03 | ▋ |
#
# 分數每多 1，比例就乘以 $e \approx 2.72$。**重要的是差距，不是分數本身。**

# %% [markdown] tags=["lang-en"]
# ---
# ## Task 2: a softmax that does not overflow (25 points, about 20 minutes)
#
# **Objective**: turn any row of scores into proportions, however large or small the scores are.
#
# Section 2.2.1 of the chapter says that LLMs learn "by predicting the next token" (our translation).
# The last step of such a prediction is a softmax, too: it turns the score of each candidate into a probability.
# So this function is everywhere in a model.
#
# Our proportions must meet three conditions: none is negative, they add up to 1, and a higher score gets a larger share.
# The exponential $e^x$ is always positive and grows ever more steeply, which is just right:
#
# | score $x$ | $e^{x}$ | divided by the sum, 11.48 | picture |
# | :-: | :-: | :-: | :-- |
# | 2 | 7.39 | 0.64 | █████████████ |
# | 1 | 2.72 | 0.24 | █████ |
# | 0 | 1.00 | 0.09 | ██ |
# | −1 | 0.37 | 0.03 | ▋ |
#
# One more point of score multiplies the share by $e \approx 2.72$. **The differences matter, not the scores themselves.**

# %% [markdown] tags=["lang-zh"]
# ### 公式
#
# $$\mathrm{softmax}(x)_i = \frac{e^{x_i}}{\sum_{j=1}^{n} e^{x_j}}$$
#
# | 符號 | 意思 | 形狀 |
# | :-- | :-- | :-- |
# | $x$ | 沿著 `dim` 這一維取出的一列分數 | $(n,)$ |
# | $\mathrm{softmax}(x)_i$ | 第 $i$ 個分數得到的比例 | 純量；整列是 $(n,)$ |
#
# 輸出的形狀和輸入完全相同。其他維度各算各的。

# %% [markdown] tags=["lang-en"]
# ### The formula
#
# $$\mathrm{softmax}(x)_i = \frac{e^{x_i}}{\sum_{j=1}^{n} e^{x_j}}$$
#
# | symbol | meaning | shape |
# | :-- | :-- | :-- |
# | $x$ | one line of scores, taken along the dimension `dim` | $(n,)$ |
# | $\mathrm{softmax}(x)_i$ | the share of score $i$ | a number; the whole line is $(n,)$ |
#
# The output has exactly the input's shape. Along the other dimensions every line is on its own.

# %% [markdown] tags=["lang-zh"]
# ### 陷阱
#
# 數學上這樣就結束了，電腦卻不行。浮點數有上限，超過就變成 `inf`，而 `inf / inf` 是 `nan`：
#
# | 型別 | 最大的數 | $x$ 超過多少時 $e^x$ 溢位 |
# | :-- | :-- | :-: |
# | `float16` | 65504 | 11.1 |
# | `bfloat16`、`float32` | 約 $3.4 \times 10^{38}$ | 88.7 |
# | `float64` | 約 $1.8 \times 10^{308}$ | 709.8 |
#
# 幸好只有差距重要。每個分數都減去同一個數 $c$，答案完全不變，不管 $c$ 是多少：
#
# $$\frac{e^{x_i - c}}{\sum_j e^{x_j - c}} = \frac{e^{-c}\, e^{x_i}}{e^{-c} \sum_j e^{x_j}} = \frac{e^{x_i}}{\sum_j e^{x_j}}$$
#
# 所以 $c$ 由你挑。挑哪個 $c$，分子就一定不會溢位，分母也一定不會變成 0？

# %% [markdown] tags=["lang-en"]
# ### The trap
#
# In mathematics that would be all. On a computer it is not: beyond its largest number a float becomes `inf`, and
# `inf / inf` is `nan`.
#
# | dtype | largest number | $e^x$ overflows when $x$ is over |
# | :-- | :-- | :-: |
# | `float16` | 65504 | 11.1 |
# | `bfloat16`, `float32` | about $3.4 \times 10^{38}$ | 88.7 |
# | `float64` | about $1.8 \times 10^{308}$ | 709.8 |
#
# Luckily only differences matter. Subtract the same number $c$ from every score and the answer stays, whatever $c$ is:
#
# $$\frac{e^{x_i - c}}{\sum_j e^{x_j - c}} = \frac{e^{-c}\, e^{x_i}}{e^{-c} \sum_j e^{x_j}} = \frac{e^{x_i}}{\sum_j e^{x_j}}$$
#
# So $c$ is yours to choose. Which $c$ makes sure that no numerator overflows and that the denominator is never 0?

# %% [markdown] tags=["lang-zh"]
# ### 用紙筆算一次
#
# 取 $x = (0, \ln 3)$。因為 $e^0 = 1$，$e^{\ln 3} = 3$，總和是 4：
#
# $$\mathrm{softmax}(0, \ln 3) = \left(\tfrac14, \tfrac34\right)$$
#
# 再取 $x = (1000, 1000 + \ln 3)$。$e^{1000}$ 在任何型別都是 `inf`，但是兩個分數的差距仍然是 $\ln 3$。所以答案還是
# $\left(\tfrac14, \tfrac34\right)$。
#
# 最後取 $x = (-\infty, 0, 0)$。因為 $e^{-\infty} = 0$，答案是 $\left(0, \tfrac12, \tfrac12\right)$，第一個是**剛好** 0。
#
# 下一課要靠這一點把詞元藏起來。
#
# ### 輪到你
#
# 完成的樣子：任何有限的輸入都得到有限的輸出；`-inf` 得到剛好 0；每一維都能算；梯度流得過去。
#
# 這一題不可以用 torch 現成的 softmax 或 log_softmax，換個名字呼叫也不行。批改程式看得出來。

# %% [markdown] tags=["lang-en"]
# ### Once on paper
#
# Take $x = (0, \ln 3)$. Since $e^0 = 1$ and $e^{\ln 3} = 3$, the sum is 4:
#
# $$\mathrm{softmax}(0, \ln 3) = \left(\tfrac14, \tfrac34\right)$$
#
# Now take $x = (1000, 1000 + \ln 3)$. $e^{1000}$ is `inf` in every dtype, but the two scores still differ by $\ln 3$.
# So the answer is still $\left(\tfrac14, \tfrac34\right)$.
#
# Last, $x = (-\infty, 0, 0)$. Since $e^{-\infty} = 0$, the answer is $\left(0, \tfrac12, \tfrac12\right)$, and the first
# is *exactly* 0. The next lesson hides tokens with this.
#
# ### Your turn
#
# Done looks like this: every finite input gives a finite output; `-inf` gives exactly 0; any dimension will do;
# gradients flow through.
#
# In this task torch's own softmax and log_softmax are not allowed, nor the same under another name. The grader notices.


# %% nbgrader={"grade": false, "grade_id": "stable_softmax", "locked": false, "schema_version": 3, "solution": true, "task": false}
def stable_softmax(x: Tensor, dim: int = -1) -> Tensor:
    """Turn scores into proportions along one dimension: exp(x_i) / sum_j exp(x_j), without overflow.

    The softmax of Vaswani et al. 2017, Eq. 1. torch's own softmax and log_softmax are not allowed here.

    Args:
        x: scores, floating, of any shape. Finite, or -inf in places; a line of nothing but -inf is not asked for.
        dim: the dimension along which the result adds up to 1; negative counts from the end. It may have length 0.

    Returns:
        The shape, dtype and device of x. Finite for every finite x, however large or small; exactly 0 where x is -inf.
        float16 and bfloat16 are computed in float32 inside. Gradients flow back to x. No argument is modified.

    Raises:
        IndexError: by torch itself, when x has no dimension dim.

    Example:
        stable_softmax([0, ln 3]) = [1/4, 3/4], since exp(0) = 1, exp(ln 3) = 3 and 1 + 3 = 4
        stable_softmax([1000, 1000 + ln 3]) = [1/4, 3/4], too
    """
    ### BEGIN SOLUTION
    if x.numel() == 0:
        return x.clone()
    precise = x.to(torch.promote_types(x.dtype, torch.float32))
    # Any shift gives the same result, so no gradient has to go through it.
    powers = (precise - precise.detach().amax(dim, keepdim=True)).exp()
    return (powers / powers.sum(dim, keepdim=True)).to(x.dtype)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_stable_softmax", "locked": true, "points": 25, "schema_version": 3, "solution": false, "task": false}
check("stable_softmax")

# %% [markdown] tags=["lang-zh"]
# ### 看見它：分數越誇張，目光越集中
#
# 下一張圖拿「他」的那一列分數，先乘上一個倍數，再送進你的 softmax。倍數從 0 到 4。
#
# 先想：倍數是 0 時，比例是多少？倍數很大時，會變成什麼樣子？這和第 1 題的 $\sqrt{D}$ 有什麼關係？

# %% [markdown] tags=["lang-en"]
# ### See it: the wilder the scores, the narrower the gaze
#
# The next picture takes the scores of 他 (he), multiplies them by a factor, and sends them through your softmax.
# The factor goes from 0 to 4.
#
# Think first: what are the proportions when the factor is 0? What happens when it is large?
# And what has that to do with the $\sqrt{D}$ of task 1?

# %% tags=["picture"]
factors = [0.0, 0.5, 1.0, 2.0, 4.0]
scores_of_he = torch.tensor([3.0, 0.0, 0.0, 0.0, 4.0, 0.0, 0.0, 1.5, 0.0, 0.0])
with see():
    heat_map(
        stable_softmax(torch.outer(torch.tensor(factors), scores_of_he)),
        rows=[f"× {factor}" for factor in factors],
        columns=sentence,
        title="stable_softmax",
        captions=("倍數 factor", "鍵 key"),
    )

# %% [markdown] tags=["lang-zh"]
# 倍數是 0 時，十個詞元各得 0.1。倍數是 4 時，「小華」幾乎拿走全部。
#
# 這就是要縮放的理由。$D = 64$ 而不縮放，等於倍數是 8：目光會黏在一個詞元上，其他詞元幾乎收不到梯度，模型很難再學。
#
# ### 很多人在這裡犯的錯
#
# 他們對整個張量只挑一個 $c$。用一列來測，看不出問題。但是如果一列是 $(0, 0)$，另一列是 $(1000, 1000)$，那麼第一列減掉
# 1000 之後，分子與分母都變成 0，答案是 `nan`。每一列要有自己的 $c$。
#
# ### 通往哪裡
#
# - **下一題**：有了分數，也有了比例，把它們接起來。
# - **文獻**：Blanchard、Higham 與 Higham (2021)，*Accurately Computing the Log-Sum-Exp and Softmax Functions*。
# - **想一想（不計分）**：在數學上，有限的分數永遠得不到剛好 0 的比例。如果句子有十萬個詞元，而只有一個重要，其他 99,999
#   個小小的比例加起來會怎樣？

# %% [markdown] tags=["lang-en"]
# With factor 0 each of the ten tokens gets 0.1. With factor 4, 小華 takes nearly everything.
#
# This is why we scale. With $D = 64$ and no scaling the factor is 8: the gaze sticks to one token, the others
# get hardly any gradient, and learning all but stops.
#
# ### The mistake most people make here
#
# They choose one $c$ for the whole tensor. A test with a single row shows nothing. But let one row be $(0, 0)$ and
# another $(1000, 1000)$: subtract 1000 from the first, and its numerators and denominator are all 0. The answer is `nan`.
# Each row needs its own $c$.
#
# ### Where it leads
#
# - **Next task**: you have scores and you have proportions; join them.
# - **Source**: Blanchard, Higham and Higham (2021), *Accurately Computing the Log-Sum-Exp and Softmax Functions*.
# - **Think about it (no points)**: in mathematics a finite score never gets a share of exactly 0. If a text has a
#   hundred thousand tokens and only one matters, what do the other 99,999 small shares add up to?

# %% [markdown] tags=["lang-zh"]
# ---
# ## 第 3 題：縮放點積注意力（30 分，約 20 分鐘）
#
# **目標**：把比對、分配、混合接成一個函式，並且交出輸出與權重。
#
# 課本 2.2.1 節說自注意力能「捕捉長距離依賴關係」。原因很簡單。
#
# 「他」和「小華」相距三步，但是比對時沒有距離這回事。三步或三千步，都只要一次點積。
#
# ```text
#   q (Lq, D)  ──┐
#                ├──▶ scores (Lq, Lk) ──▶ softmax ──▶ weights (Lq, Lk) ──┐
#   k (Lk, D)  ──┘                                                       ├──▶ out (Lq, Dv)
#   v (Lk, Dv) ──────────────────────────────────────────────────────────┘
# ```
#
# 每個鍵配一個值，所以鍵與值的個數相同。值可以有自己的長度 $D_v$。

# %% [markdown] tags=["lang-en"]
# ---
# ## Task 3: scaled dot-product attention (30 points, about 20 minutes)
#
# **Objective**: join comparing, sharing out and mixing in one function that hands over the output and the weights.
#
# Section 2.2.1 of the chapter says that self-attention can "capture long-range dependencies" (our translation).
# The reason is simple. 他 (he) is three steps from 小華 (Xiaohua), but comparing knows no distance: three steps or three
# thousand, it is one dot product.
#
# ```text
#   q (Lq, D)  ──┐
#                ├──▶ scores (Lq, Lk) ──▶ softmax ──▶ weights (Lq, Lk) ──┐
#   k (Lk, D)  ──┘                                                       ├──▶ out (Lq, Dv)
#   v (Lk, Dv) ──────────────────────────────────────────────────────────┘
# ```
#
# Each key has one value, so there are as many values as keys. Values may have a length $D_v$ of their own.

# %% [markdown] tags=["lang-zh"]
# ### 公式
#
# $$A = \mathrm{softmax}\!\left(\frac{Q K^{\top}}{\sqrt{D}}\right), \qquad O = A V, \qquad\text{也就是}\qquad O_i = \sum_{j=1}^{L_k} A_{ij} V_j$$
#
# | 符號 | 意思 | 形狀 |
# | :-- | :-- | :-- |
# | $Q$ | 查詢 | $(\dots, L_q, D)$ |
# | $K$ | 鍵 | $(\dots, L_k, D)$ |
# | $V$ | 值；$V_j$ 是第 $j$ 列 | $(\dots, L_k, D_v)$ |
# | $A$ | 注意力權重 (attention weights)；$A_{ij}$ 是查詢 $i$ 分給鍵 $j$ 的比例 | $(\dots, L_q, L_k)$ |
# | $O$ | 輸出；$O_i$ 是查詢 $i$ 得到的混合 | $(\dots, L_q, D_v)$ |
#
# 這是 Vaswani 等人 (2017) 的式 (1)。呼叫的人給了 `scale`，就用它代替 $1/\sqrt{D}$。
#
# 請想清楚一件事：$A$ 的哪一個方向加起來是 1？問自己：是誰在分配目光？

# %% [markdown] tags=["lang-en"]
# ### The formula
#
# $$A = \mathrm{softmax}\!\left(\frac{Q K^{\top}}{\sqrt{D}}\right), \qquad O = A V, \qquad\text{that is}\qquad O_i = \sum_{j=1}^{L_k} A_{ij} V_j$$
#
# | symbol | meaning | shape |
# | :-- | :-- | :-- |
# | $Q$ | queries | $(\dots, L_q, D)$ |
# | $K$ | keys | $(\dots, L_k, D)$ |
# | $V$ | values; $V_j$ is row $j$ | $(\dots, L_k, D_v)$ |
# | $A$ | the attention weights; $A_{ij}$ is the share that query $i$ gives to key $j$ | $(\dots, L_q, L_k)$ |
# | $O$ | the output; $O_i$ is the mixture that query $i$ receives | $(\dots, L_q, D_v)$ |
#
# This is Eq. 1 of Vaswani et al. (2017). Where the caller gives a `scale`, it takes the place of $1/\sqrt{D}$.
#
# Be clear about one thing: in which direction does $A$ add up to 1? Ask yourself who is sharing out a gaze.

# %% [markdown] tags=["lang-zh"]
# ### 用紙筆算一次
#
# 一個查詢，兩個鍵，$D = 4$，所以 $s = \tfrac12$。值的長度 $D_v = 2$。
#
# $$q = (2, 0, 0, 0), \qquad k_1 = (0, 1, 0, 0), \qquad k_2 = (\ln 3, 0, 5, 0)$$
# $$v_1 = (4, 0), \qquad v_2 = (0, 8)$$
#
# 1. **比對**：$\tfrac12 (q \cdot k_1) = 0$，$\tfrac12 (q \cdot k_2) = \ln 3$。
# 2. **分配**：$\mathrm{softmax}(0, \ln 3) = \left(\tfrac14, \tfrac34\right)$。
# 3. **混合**：$\tfrac14 (4, 0) + \tfrac34 (0, 8) = (1, 6)$。
#
# 輸出 $(1, 6)$ 落在兩個值之間的線段上。權重不是負的，加起來又是 1，所以輸出永遠是值的平均，跑不出它們圍成的範圍。
#
# ### 輪到你
#
# 完成的樣子：`check` 全部通過；回傳 `(out, weights)`；$L_q \ne L_k$、$D_v \ne D$
# 時形狀也正確。你可以呼叫前兩題的函式。這一題不可以用 torch 現成的注意力函式。

# %% [markdown] tags=["lang-en"]
# ### Once on paper
#
# One query, two keys, $D = 4$, so $s = \tfrac12$. Values of length $D_v = 2$.
#
# $$q = (2, 0, 0, 0), \qquad k_1 = (0, 1, 0, 0), \qquad k_2 = (\ln 3, 0, 5, 0)$$
# $$v_1 = (4, 0), \qquad v_2 = (0, 8)$$
#
# 1. **Compare**: $\tfrac12 (q \cdot k_1) = 0$ and $\tfrac12 (q \cdot k_2) = \ln 3$.
# 2. **Share out**: $\mathrm{softmax}(0, \ln 3) = \left(\tfrac14, \tfrac34\right)$.
# 3. **Mix**: $\tfrac14 (4, 0) + \tfrac34 (0, 8) = (1, 6)$.
#
# The output $(1, 6)$ lies on the line between the two values. The weights are not negative and add up to 1, so the
# output is always an average of the values and never leaves the region that they span.
#
# ### Your turn
#
# Done looks like this: the `check` passes; you return `(out, weights)`; the shapes are right when $L_q \ne L_k$ and
# $D_v \ne D$. You may call your functions of the first two tasks. torch's ready-made attention is not allowed in this
# task.


# %% nbgrader={"grade": false, "grade_id": "scaled_dot_product_attention", "locked": false, "schema_version": 3, "solution": true, "task": false}
def scaled_dot_product_attention(q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None) -> tuple[Tensor, Tensor]:
    """Attend: A = softmax(scale * Q K^T) over the keys, O = A V.

    Vaswani et al. 2017, "Attention Is All You Need", Eq. 1. torch's fused operator is not allowed here.

    Args:
        q: queries, floating, (..., Lq, D) with D >= 1; Lq may be 0.
        k: keys, floating, (..., Lk, D); Lk may be 0.
        v: values, floating, (..., Lk, Dv), one for each key. The batch dimensions of q, k and v broadcast.
        scale: what the dot products are multiplied by; None means 1 / sqrt(D). Any number is legal, 0.0 included.

    Returns:
        out: (..., Lq, Dv), the mixture of values that each query receives; zeros when there is no key.
        weights: (..., Lq, Lk), not negative; for each query they add up to 1. Batch dimensions as q and k give them.
        Both have the dtype and device of q. float16 and bfloat16 are computed in float32 from end to end.
        Gradients flow back to q, k and v. No argument is modified.

    Raises:
        RuntimeError: by torch itself, when D or Lk disagree or the batch dimensions do not broadcast.

    Example: a query of zeros has no preference, so it receives the mean of the values.
        q = [[0, 0]]    k = [[5, 1],    v = [[1],
                             [2, 7]]         [3]]
        scaled_dot_product_attention(q, k, v) = ([[2]], [[1/2, 1/2]])
    """
    ### BEGIN SOLUTION
    precise = torch.promote_types(q.dtype, torch.float32)
    weights = stable_softmax(attention_scores(q.to(precise), k.to(precise), scale=scale), dim=-1)
    out = weights @ v.to(precise)
    return out.to(q.dtype), weights.to(q.dtype)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_scaled_dot_product_attention", "locked": true, "points": 30, "schema_version": 3, "solution": false, "task": false}
check("scaled_dot_product_attention")

# %% [markdown] tags=["lang-zh"]
# ### 看見它：你自己的注意力權重
#
# 這次十個詞元全部一起看。查詢與鍵就是第 1 題那些手做的向量。
#
# 找一找：
#
# - 「他」那一列最深的是誰？和你一開始的答案一樣嗎？
# - 「給」在看哪兩個詞元？為什麼是兩個？
# - 逗號在看誰？

# %% [markdown] tags=["lang-en"]
# ### See it: your own attention weights
#
# This time all ten tokens look at once. Queries and keys are the hand-made vectors of task 1.
#
# Look for these:
#
# - In the row of 他 (he), which cell is the darkest? Is it the answer that you gave at the start?
# - Which two tokens does 給 (gives) look at? Why two?
# - What does the comma look at?

# %% tags=["picture"]
with see():
    _, sentence_weights = scaled_dot_product_attention(sentence_queries, sentence_keys, sentence_keys)
    heat_map(sentence_weights, rows=sentence, columns=sentence, title="weights")

# %% [markdown] tags=["lang-zh"]
# 「他」給「小華」約 0.63，給「小明」約 0.23。「給」需要一個東西，也需要一個收到它的人。逗號平均看每一個詞元，各 0.1：softmax
# 沒有「誰都不看」這個選項。
#
# ### 看見它：讀進來之後變成什麼
#
# 下一張圖畫輸出。我們拿鍵也當作值，所以這次的欄不是詞元，而是四個分量：人、物、動作、收到東西。
#
# 「他」原本是 (½, 0, 0, 0)，完全沒有「收到東西」。看看現在有多少。

# %% [markdown] tags=["lang-en"]
# 他 gives about 0.63 to 小華 and about 0.23 to 小明. 給 needs a thing, and someone who receives it.
# The comma looks at every token equally, 0.1 each: softmax has no way to say "at nobody".
#
# ### See it: what a token becomes
#
# The next picture is the output. We use the keys as values, too, so this time the columns are not tokens but the four
# components: 人 (person), 物 (thing), 動作 (action), 收到 (has received something).
# 他 began as (½, 0, 0, 0), with nothing of "has received". See how much it has now.

# %% tags=["picture"]
with see():
    sentence_out, _ = scaled_dot_product_attention(sentence_queries, sentence_keys, sentence_keys)
    heat_map(
        sentence_out,
        rows=sentence,
        columns=["人", "物", "動作", "收到"],
        title="out",
        captions=("詞元 token", "分量 component"),
    )

# %% [markdown] tags=["lang-zh"]
# 「他」現在帶著 0.63 的「收到東西」。代名詞把它所指的人讀進來了。這就是課本說的「考慮」。
#
# ### 很多人在這裡犯的錯
#
# 他們把 softmax 用在錯的方向，結果是每個**鍵**收到的權重加起來為 1，而不是每個**查詢**分出去的。當 $L_q = L_k$
# 時，形狀完全正確，圖也像那麼一回事，所以很難發現。養成習慣：把每一列加起來看看。
#
# 半精度還有一個陷阱：每個小步驟都轉回 `float16`，分數可能在中途變成 `inf`。先轉成 `float32`，做完全部，最後再轉回去。
#
# ### 通往哪裡
#
# - **下一題**：一列權重只能表達一種關係。多個頭可以同時表達好幾種。
# - **原始論文**：Vaswani 等人 (2017)，3.2.1 節，式 (1)。
# - **想一想（不計分）**：把鍵和值一起重新排列，輸出完全不變。那麼對這個函式來說，「小明 打 小華」和「小華 打
#   小明」有什麼不同？模型要怎麼知道順序？

# %% [markdown] tags=["lang-en"]
# 他 now carries 0.63 of "has received". The pronoun has taken in the person it stands for.
# This is what the chapter means by "consider".
#
# ### The mistake most people make here
#
# They apply softmax in the wrong direction, so that what each **key** receives adds up to 1, instead of what each
# **query** gives. When $L_q = L_k$ the shapes are right and the picture looks plausible, so it is hard to notice.
# Make it a habit to add up the rows.
#
# Half precision has a trap as well: convert back to `float16` after every small step, and scores may turn into `inf` on
# the way. Go to `float32` first, do everything, and convert back at the end.
#
# ### Where it leads
#
# - **Next task**: one row of weights can express one relation. Several heads express several at once.
# - **Source**: Vaswani et al. (2017), section 3.2.1, Eq. 1.
# - **Think about it (no points)**: rearrange keys and values together and the output stays the same. So what, to this
#   function, is the difference between 小明 打 小華 (Xiaoming hits Xiaohua) and 小華 打 小明 (Xiaohua hits Xiaoming)?
#   How could a model know the order?

# %% [markdown] tags=["lang-zh"]
# ---
# ## 第 4 題：多頭注意力（25 分，約 35 分鐘）
#
# **目標**：讓好幾個注意力並排工作，並且讓它們也能看另一個序列。
#
# 課本 2.2.2 節說，擴散模型能接受文本提示，而「這種條件通常透過交叉注意力機制
# (cross-attention)……融入去噪網路」。交叉注意力和自注意力是同一個函式，差別只在鍵與值從哪裡來：
#
# | | 查詢來自 | 鍵與值來自 | 例子 |
# | :-- | :-- | :-- | :-- |
# | 自注意力 (self-attention) | `x` | `x` | 句子裡的詞元互相看 |
# | 交叉注意力 (cross-attention) | `x` | `context` | 圖像的每一塊去看提示裡的詞 |
#
# **頭** (head) 是並排的小注意力。一個頭看「他是誰」，另一個頭看「前一個詞是什麼」，互不干擾。
#
# 到目前為止，查詢與鍵都是手做的。真正的模型用權重矩陣 (weight matrix)
# 從嵌入算出它們，而矩陣是學來的。在這一題，矩陣是參數，由呼叫的人給你。

# %% [markdown] tags=["lang-en"]
# ---
# ## Task 4: multi-head attention (25 points, about 35 minutes)
#
# **Objective**: let several attentions work side by side, and let them look at another sequence, too.
#
# Section 2.2.2 of the chapter says that diffusion models accept text prompts, and that "such conditions usually enter
# the denoising network through cross-attention" (our translation, shortened). Cross-attention and self-attention are
# the same function. They differ only in where keys and values come from:
#
# | | queries from | keys and values from | example |
# | :-- | :-- | :-- | :-- |
# | self-attention | `x` | `x` | the tokens of a sentence look at one another |
# | cross-attention | `x` | `context` | each patch of an image looks at the words of a prompt |
#
# **Heads** are small attentions side by side. One asks "who is he?", another "what was the word before me?", and
# neither disturbs the other.
#
# So far our queries and keys were made by hand. A real model computes them from embeddings with weight matrices, and
# those are learned. In this task the matrices are arguments: the caller gives them to you.

# %% [markdown] tags=["lang-zh"]
# ### 圖
#
# $H$ 個頭平分 $D$ 個分量。$D = 8$、$H = 2$ 時，每個頭拿到連續的 4 個：
#
# ```text
#      x (B, Lq, D)                  context (B, Lk, D)
#           │ w_q                      │ w_k      │ w_v
#           ▼                          ▼          ▼
#      Q (B, Lq, D)                    K          V  (B, Lk, D)
#
#      one token of Q:   [ a b c d | e f g h ]
#                          head 1    head 2       K and V are cut in the same way
#
#      attention(Q1, K1, V1)       attention(Q2, K2, V2)
#           (B, Lq, D/H)                (B, Lq, D/H)
#           └───────────── side by side ─────┘
#                          (B, Lq, D)
#                              │ w_o
#                              ▼
#                         out (B, Lq, D)
# ```
#
# 切的是**分量**，不是詞元：每個頭都看得到整個序列，只是只看其中幾個分量。

# %% [markdown] tags=["lang-en"]
# ### The picture
#
# $H$ heads share $D$ components evenly. With $D = 8$ and $H = 2$, each head gets 4 that stand next to one another:
#
# ```text
#      x (B, Lq, D)                  context (B, Lk, D)
#           │ w_q                      │ w_k      │ w_v
#           ▼                          ▼          ▼
#      Q (B, Lq, D)                    K          V  (B, Lk, D)
#
#      one token of Q:   [ a b c d | e f g h ]
#                          head 1    head 2       K and V are cut in the same way
#
#      attention(Q1, K1, V1)       attention(Q2, K2, V2)
#           (B, Lq, D/H)                (B, Lq, D/H)
#           └───────────── side by side ─────┘
#                          (B, Lq, D)
#                              │ w_o
#                              ▼
#                         out (B, Lq, D)
# ```
#
# It is the **components** that are cut, not the tokens: each head sees the whole sequence, but only some components.

# %% [markdown] tags=["lang-zh"]
# ### 公式
#
# $$Q = X W_Q^{\top}, \qquad K = C\, W_K^{\top}, \qquad V = C\, W_V^{\top}$$
# $$\mathrm{head}_h = \mathrm{Attention}(Q_h, K_h, V_h), \qquad \mathrm{out} = \mathrm{Concat}(\mathrm{head}_1, \dots, \mathrm{head}_H)\, W_O^{\top}$$
#
# | 符號 | 意思 | 形狀 |
# | :-- | :-- | :-- |
# | $X$ | `x`，發問的序列 | $(B, L_q, D)$ |
# | $C$ | `context`，被看的序列；是 `None` 時 $C = X$ | $(B, L_k, D)$ |
# | $W_Q$、$W_K$、$W_V$、$W_O$ | 權重矩陣；和 `nn.Linear` 一樣，輸出是 $y = x W^{\top}$，沒有偏置 (bias) | $(D, D)$ |
# | $H$ | 頭的個數 `n_heads`；必須整除 $D$ | 純量 |
# | $Q_h$、$K_h$、$V_h$ | $Q$、$K$、$V$ 的第 $h$ 段連續分量 | $(B, L_q, D/H)$、$(B, L_k, D/H)$、$(B, L_k, D/H)$ |
# | $\mathrm{head}_h$ | 第 $h$ 個頭的輸出 | $(B, L_q, D/H)$ |
# | $\mathrm{out}$ | 輸出 | $(B, L_q, D)$ |
#
# $\mathrm{Attention}$ 就是第 3 題，用預設倍率。想一想：在一個頭裡面，查詢的長度是多少？

# %% [markdown] tags=["lang-en"]
# ### The formula
#
# $$Q = X W_Q^{\top}, \qquad K = C\, W_K^{\top}, \qquad V = C\, W_V^{\top}$$
# $$\mathrm{head}_h = \mathrm{Attention}(Q_h, K_h, V_h), \qquad \mathrm{out} = \mathrm{Concat}(\mathrm{head}_1, \dots, \mathrm{head}_H)\, W_O^{\top}$$
#
# | symbol | meaning | shape |
# | :-- | :-- | :-- |
# | $X$ | `x`, the sequence that asks | $(B, L_q, D)$ |
# | $C$ | `context`, the sequence that is looked at; $C = X$ when it is `None` | $(B, L_k, D)$ |
# | $W_Q$, $W_K$, $W_V$, $W_O$ | weight matrices; as in `nn.Linear` the output is $y = x W^{\top}$; no bias | $(D, D)$ |
# | $H$ | the number of heads, `n_heads`; it must divide $D$ | a number |
# | $Q_h$, $K_h$, $V_h$ | the $h$-th run of neighbouring components of $Q$, $K$, $V$ | $(B, L_q, D/H)$, $(B, L_k, D/H)$, $(B, L_k, D/H)$ |
# | $\mathrm{head}_h$ | the output of head $h$ | $(B, L_q, D/H)$ |
# | $\mathrm{out}$ | the output | $(B, L_q, D)$ |
#
# $\mathrm{Attention}$ is task 3 with its default scale. Think: inside one head, how long is a query?

# %% [markdown] tags=["lang-zh"]
# ### 用紙筆算一次
#
# $D = 4$、$H = 2$，四個矩陣都是單位矩陣，所以 $Q = X$，$K = V = C$。一個查詢，兩個 `context` 詞元：
#
# $$x = (\sqrt2 \ln 3,\ 0 \mid 0,\ 0), \qquad c_1 = (1,\ 0 \mid 4,\ 0), \qquad c_2 = (0,\ 1 \mid 0,\ 8)$$
#
# 直線隔開兩個頭。每個頭的長度是 $4/2 = 2$，所以倍率是 $1/\sqrt2$。
#
# | | 分數 | 權重 | 輸出 |
# | :-- | :-: | :-: | :-- |
# | 頭 1 | $(\ln 3,\ 0)$ | $\left(\tfrac34, \tfrac14\right)$ | $\tfrac34 (1, 0) + \tfrac14 (0, 1) = \left(\tfrac34, \tfrac14\right)$ |
# | 頭 2 | $(0,\ 0)$ | $\left(\tfrac12, \tfrac12\right)$ | $\tfrac12 (4, 0) + \tfrac12 (0, 8) = (2, 4)$ |
#
# 並排起來：$\mathrm{out} = \left(\tfrac34, \tfrac14 \mid 2, 4\right)$。
#
# 如果只有一個頭 ($H = 1$)，四個分量必須共用同一組權重，大約是 (0.68, 0.32)。兩個頭可以各看各的。
#
# ### 輪到你
#
# 完成的樣子：`check` 全部通過；`context` 是 `None` 或另一個序列都行；`n_heads` 不能整除 $D$ 時丟出
# `ValueError`。可以呼叫你第 3 題的函式。

# %% [markdown] tags=["lang-en"]
# ### Once on paper
#
# $D = 4$, $H = 2$, and all four matrices are the identity, so $Q = X$ and $K = V = C$. One query, two tokens of context:
#
# $$x = (\sqrt2 \ln 3,\ 0 \mid 0,\ 0), \qquad c_1 = (1,\ 0 \mid 4,\ 0), \qquad c_2 = (0,\ 1 \mid 0,\ 8)$$
#
# The bar parts the two heads. In each, the length is $4/2 = 2$, so the scale is $1/\sqrt2$.
#
# | | scores | weights | output |
# | :-- | :-: | :-: | :-- |
# | head 1 | $(\ln 3,\ 0)$ | $\left(\tfrac34, \tfrac14\right)$ | $\tfrac34 (1, 0) + \tfrac14 (0, 1) = \left(\tfrac34, \tfrac14\right)$ |
# | head 2 | $(0,\ 0)$ | $\left(\tfrac12, \tfrac12\right)$ | $\tfrac12 (4, 0) + \tfrac12 (0, 8) = (2, 4)$ |
#
# Side by side: $\mathrm{out} = \left(\tfrac34, \tfrac14 \mid 2, 4\right)$.
#
# With a single head ($H = 1$) all four components share one set of weights, about (0.68, 0.32).
# Two heads may look in two directions.
#
# ### Your turn
#
# Done looks like this: the `check` passes; `context` may be `None` or another sequence; when `n_heads` does not divide
# $D$ you raise a `ValueError`. You may call your function of task 3.


# %% nbgrader={"grade": false, "grade_id": "multi_head_attention", "locked": false, "schema_version": 3, "solution": true, "task": false}
def multi_head_attention(
    x: Tensor,
    context: Tensor | None,
    w_q: Tensor,
    w_k: Tensor,
    w_v: Tensor,
    w_o: Tensor,
    *,
    n_heads: int,
) -> Tensor:
    """Attend with several heads: Concat(head_1, ..., head_H) W_O^T, head_h = Attention(Q_h, K_h, V_h).

    Vaswani et al. 2017, "Attention Is All You Need", section 3.2.2, without biases.

    Args:
        x: the sequence that asks, floating, (B, Lq, D); Lq may be 0.
        context: the sequence that is looked at, (B, Lk, D) with Lk >= 1, one for each of the B sequences of x.
            None means x itself: self-attention.
        w_q, w_k, w_v, w_o: weight matrices, (D, D), applied as y = x @ w.T, as nn.Linear does.
            w_q acts on x; w_k and w_v act on the context; w_o acts on the heads put side by side again.
        n_heads: H. Head h (from 0) has the D/H neighbouring components from h * D/H on. Each head scales by
            1 / sqrt(D/H).

    Returns:
        (B, Lq, D), with the dtype and device of x. float16 and bfloat16 are computed in float32 from end to end.
        Gradients flow back to x, to the context and to all four matrices. No argument is modified.

    Raises:
        ValueError: n_heads does not divide D.

    Example, D = 2, n_heads = 2, all four matrices the identity; x is zeros, so each head takes the mean:
        x = [[[0, 0]]]    context = [[[1, 10],
                                      [3, 30]]]
        multi_head_attention(x, context, w_q, w_k, w_v, w_o, n_heads=2) = [[[2, 20]]]
    """
    ### BEGIN SOLUTION
    width = x.shape[-1]
    if n_heads <= 0 or width % n_heads != 0:
        raise ValueError(f"n_heads must divide D = {width}, and {n_heads} does not")
    precise = torch.promote_types(x.dtype, torch.float32)

    def project(sequence: Tensor, weight: Tensor) -> Tensor:
        return sequence.to(precise) @ weight.to(precise).T

    def split(sequence: Tensor) -> Tensor:
        return sequence.reshape(*sequence.shape[:-1], n_heads, width // n_heads).transpose(-3, -2)

    source = x if context is None else context
    heads, _ = scaled_dot_product_attention(split(project(x, w_q)), split(project(source, w_k)), split(project(source, w_v)))
    return project(heads.transpose(-3, -2).flatten(-2), w_o).to(x.dtype)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_multi_head_attention", "locked": true, "points": 25, "schema_version": 3, "solution": false, "task": false}
check("multi_head_attention")

# %% [markdown] tags=["lang-zh"]
# ### 看見它：兩個頭，兩種關係
#
# 這個函式只回傳輸出，不回傳權重。但是有個小技巧：給每個詞元一張**名牌**，也就是只有自己那一格是
# 1 的值。輸出是名牌的混合，而混合的比例就是權重。
#
# 下面的矩陣是手做的：頭 1 沿用前面的「我在找什麼」，所以應該重現第 3 題的那張圖；頭 2 只找一個特定的詞元。
#
# 看第二張圖：頭 2 找的是誰？第一列為什麼和別列不一樣？

# %% [markdown] tags=["lang-en"]
# ### See it: two heads, two relations
#
# This function returns only the output, not the weights. But there is a trick: give each token a **name tag**, a value
# that is 1 in its own place and 0 elsewhere. The output is a mixture of name tags, and the proportions are the weights.
#
# The matrices below are made by hand. Head 1 keeps our "what I am looking for", so it should draw the
# picture of task 3 again; head 2 looks for one particular token.
#
# Look at the second picture: whom does head 2 look for? Why is the first row unlike the others?

# %% tags=["picture"]
name_tags = torch.eye(10)
embeddings = torch.cat([name_tags, sentence_queries, sentence_keys, torch.zeros(10, 2)], dim=-1)  # (10, 20)
two_heads_q, two_heads_k, two_heads_v = torch.zeros(20, 20), torch.zeros(20, 20), torch.zeros(20, 20)
two_heads_q[0:4, 10:14] = math.sqrt(10 / 4) * torch.eye(4)  # head 1 asks as before, and D/H = 10 is made up for
two_heads_k[0:4, 14:18] = torch.eye(4)  # and compares that with what each token is
two_heads_q[10:20, 0:10] = torch.diag(torch.full((9,), 14.0), 1)  # head 2 asks for a name
two_heads_k[10:20, 0:10] = name_tags
two_heads_v[0:10, 0:10] = name_tags  # both heads hand over name tags
two_heads_v[10:20, 0:10] = name_tags
with see():
    tagged = multi_head_attention(embeddings[None], None, two_heads_q, two_heads_k, two_heads_v, torch.eye(20), n_heads=2)
    heat_map(tagged[0, :, :10], rows=sentence, columns=sentence, title="head 1")
    heat_map(tagged[0, :, 10:], rows=sentence, columns=sentence, title="head 2")

# %% [markdown] tags=["lang-zh"]
# 頭 2 找的是前一個詞元。「小明」前面沒有詞元，它的查詢是
# 0，所以平均看每一個。兩個頭同時工作，一個管意思，一個管位置。真正的模型裡也找得到這樣的頭，而且是自己學會的。
#
# ### 看見它：圖像在看提示
#
# 現在輪到交叉注意力。`x` 是一張圖像的五個區塊，`context` 是提示「一隻 黑 貓 坐在 紅 椅子 上」。
#
# 在擴散模型裡，去噪網路就是這樣問提示：「我這一塊應該畫什麼？」
#
# 先猜：「天空」這一塊會看哪個詞？

# %% [markdown] tags=["lang-en"]
# Head 2 looks for the token before. 小明 has none before it; its query is 0, so it looks at all tokens equally.
# The two heads work at the same time, one on meaning, one on position. Such heads are found in real models, too, where
# nobody made them by hand.
#
# ### See it: an image looks at a prompt
#
# Now cross-attention. `x` is five patches of an image, `context` is the prompt 一隻 黑 貓 坐在 紅 椅子 上:
# a · black · cat · sits · red · chair · on. The patches are sky, cat's ear, cat's body, chair's back, chair's leg.
# This is how the denoising network of a diffusion model asks the prompt: "what belongs in my patch?"
#
# Guess first: which word will the sky look at?

# %% tags=["picture"]
prompt = ["一隻", "黑", "貓", "坐在", "紅", "椅子", "上"]
patches = ["天空", "貓耳", "貓身", "椅背", "椅腳"]
meanings = torch.zeros(7, 5)  # of each word: black, cat, sitting, red, chair
meanings[[1, 2, 3, 4, 5], [0, 1, 2, 3, 4]] = 1.0
wishes = torch.tensor(
    [
        [0.0, 0.0, 0.0, 0.0, 0.0],  # the sky finds nothing of its own in this prompt
        [1.0, 2.0, 0.0, 0.0, 0.0],
        [2.0, 2.0, 1.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 2.0, 2.0],
        [0.0, 0.0, 0.0, 1.0, 2.0],
    ]
)
prompt_tokens = torch.cat([torch.eye(7), meanings], dim=-1)  # (7, 12): a name tag, then a meaning
image_patches = torch.cat([torch.zeros(5, 7), wishes], dim=-1)  # (5, 12)
only_tags = torch.diag(torch.tensor([1.0] * 7 + [0.0] * 5))
only_meanings = torch.diag(torch.tensor([0.0] * 7 + [1.0] * 5))
with see():
    drawn = multi_head_attention(
        image_patches[None], prompt_tokens[None], 6 * only_meanings, only_meanings, only_tags, torch.eye(12), n_heads=1
    )
    heat_map(
        drawn[0, :, :7],
        rows=patches,
        columns=prompt,
        title="cross-attention",
        captions=("區塊 patch", "詞 word"),
    )

# %% [markdown] tags=["lang-zh"]
# 貓的區塊看「黑」和「貓」，椅子的區塊看「紅」和「椅子」，所以貓不會變紅。天空找不到自己的詞，只好平均看每一個。
#
# ### 很多人在這裡犯的錯
#
# 他們直接把 $(B, L, D)$ 重新排成 $(B, H, L, D/H)$，形狀對了，內容卻錯了：不同詞元的分量混進同一列。
#
# 檢查的方法：只改動一個詞元的輸入，看看是不是只有它自己的查詢跟著變。
#
# 另外兩個常見的錯：每個頭仍然除以 $\sqrt{D}$，而不是 $\sqrt{D/H}$；有 `context` 時，值卻還是從 `x` 來。
#
# ### 通往哪裡
#
# - **下一課**：`masking`。GPT 生成時只能看自己和前面的詞元，所以我們要學會遮住後面的。
# - **原始論文**：Vaswani 等人 (2017)，3.2.2 節。
# - **想一想（不計分）**：把句子改成「小明 把 球 給 小華 ，
#   因為 他 **不** 想 玩」。現在「他」是誰？要讓「他」換一個人看，「不」的資訊必須先到哪裡去？一層注意力夠嗎？

# %% [markdown] tags=["lang-en"]
# The cat's patches look at 黑 (black) and 貓 (cat), the chair's at 紅 (red) and 椅子 (chair), and so the cat does not turn
# red. The sky finds no word of its own and has to look at all of them equally.
#
# ### The mistake most people make here
#
# They reshape $(B, L, D)$ straight into $(B, H, L, D/H)$. The shape is right and the content is wrong: components of
# different tokens end up in one row. To find out, change the input of one token only, and see whether only its own query
# changes.
#
# Two more: each head still divides by $\sqrt{D}$ instead of $\sqrt{D/H}$; or there is a `context`, and the values come
# from `x` all the same.
#
# ### Where it leads
#
# - **Next lesson**: `masking`. While it writes, a token of GPT may see only itself
#   and the tokens before it, so you will learn to hide the rest.
# - **Source**: Vaswani et al. (2017), section 3.2.2.
# - **Think about it (no points)**: change the sentence to 小明 把 球 給 小華 ， 因為 他 **不** 想 玩, "because he does *not*
#   want to play". Who is 他 now? To make 他 look at someone else, where does the information of 不 (not) have to go first?
#   Is one layer of attention enough?

# %% [markdown] tags=["lang-zh"]
# ---
# ## 回頭看
#
# | 函式 | 一句話 | 形狀 |
# | :-- | :-- | :-- |
# | `attention_scores` | 查詢和鍵有多吻合 | $(L_q, D), (L_k, D) \to (L_q, L_k)$ |
# | `stable_softmax` | 分數變成比例，只看差距 | 不變 |
# | `scaled_dot_product_attention` | 按比例混合值 | $\to (L_q, D_v)$ 與 $(L_q, L_k)$ |
# | `multi_head_attention` | 好幾種關係並排；查詢與鍵可以來自不同的序列 | $(B, L_q, D) \to (B, L_q, D)$ |
#
# Transformer 的每一層裡都有你剛才寫的東西。把它疊上幾十層、換成學來的矩陣，就是課本說的大型語言模型的核心。
#
# 交作業之前：從選單選「重新啟動核心並執行所有儲存格」(Restart Kernel and Run All Cells)，再看一次四個 `check` 的結果。

# %% [markdown] tags=["lang-en"]
# ---
# ## Looking back
#
# | function | in a sentence | shapes |
# | :-- | :-- | :-- |
# | `attention_scores` | how well queries match keys | $(L_q, D), (L_k, D) \to (L_q, L_k)$ |
# | `stable_softmax` | scores become proportions; only differences count | unchanged |
# | `scaled_dot_product_attention` | values are mixed in these proportions | $\to (L_q, D_v)$ and $(L_q, L_k)$ |
# | `multi_head_attention` | several relations side by side; queries and keys may come from two sequences | $(B, L_q, D) \to (B, L_q, D)$ |
#
# What you have just written is inside every layer of a Transformer. Stack it dozens of layers deep, with matrices
# that are learned, and you have the heart of the large language models of the chapter.
#
# Before you hand it in: choose "Restart Kernel and Run All Cells" from the menu, and look at what each `check` says once more.
