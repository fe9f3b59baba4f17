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
# # 遮罩：誰可以看誰
#
# **做完這一課，你能夠**
#
# 1. 寫出因果遮罩 (causal mask)，鍵比查詢多的時候也不會錯位。
# 2. 從詞元編號找出填充，寫成填充遮罩 (padding mask)，再和因果遮罩合在一起。
# 3. 寫出帶遮罩的 softmax：被遮住的剛好是 0；就算整列都被遮住，數值和梯度也不會出現 `nan`。
# 4. 用實驗看出來：GPT 裡的一個詞元看得到什麼，BERT 裡的又看得到什麼。
# 5. 分清楚兩種「遮」：注意力遮罩 (attention mask)，和 MLM 遮蓋的詞元。
#
# **需要多久**：約兩個半小時。讀文字約 45 分鐘，五題大約各要 15、10、10、40、20 分鐘。對梯度還不熟的人，請留三個小時。
#
# **先備知識**：上一課 `attention` 的分數、softmax 與縮放點積注意力；PyTorch 的廣播 (broadcast) 規則。
#
# **深入課本的哪裡**：第 2.2.1 節。課本這樣寫：
#
# > **純解碼器 (Decoder-only)：** 最常見的 LLM 架構（如 GPT），它在生成時只能「看」到前面的詞元……
# >
# > **純編碼器 (Encoder-only)：** 如 BERT，用於理解雙向上下文……
#
# 上一課的注意力讓每個詞元看見整個句子。這一課要做到的，是「只能」這兩個字。

# %% [markdown] tags=["lang-en"]
# # Masks: who may look at whom
#
# **When you are done, you can**
#
# 1. write a causal mask that stays right when there are more keys than queries;
# 2. find the padding in a batch of token ids, and join that mask with a causal one;
# 3. write a softmax that takes a mask: exact zeros under it and, even for a row in which everything is masked, no `nan`
#    in values or gradients;
# 4. show by experiment what a token sees in GPT, and what in BERT;
# 5. keep two kinds of "mask" apart: the attention mask, and the tokens that MLM hides.
#
# **How long it takes**: about two and a half hours. Reading takes some 45 minutes; the five tasks take about 15, 10, 10,
# 40 and 20. If gradients are new to you, allow three hours.
#
# **What you need**: scores, softmax and scaled dot-product attention from the lesson `attention`, and PyTorch's rules of
# broadcasting.
#
# **What it deepens**: section 2.2.1 of the chapter, which says (our translation):
#
# > **Decoder-only**: the most common architecture of LLMs (such as GPT). While it generates, it can only "see" the
# > tokens before …
# >
# > **Encoder-only**: such as BERT, for understanding context in both directions …
#
# In the last lesson attention let every token see the whole sentence. This lesson is about the word "only".

# %% [markdown] tags=["lang-zh"]
# ## 這份筆記本怎麼用
#
# - 五題各有一個函式。函式的說明文字 (docstring) 就是規格：形狀、型別、錯誤、公式，還有一個可以手算的例子。
# - 把 `# YOUR CODE HERE` 與 `raise NotImplementedError()`
#   換成你的程式。函式名稱與參數請不要改。需要輔助函式時，請寫在該函式裡面。
# - 題目下面的 `check("…")` 會執行公開檢查，並告訴你哪裡不對。想跑幾次都可以。
# - 工具列上如果有 Validate 按鈕，請不要靠它：它只看儲存格會不會當掉，答錯了也會說通過。
# - 公開檢查占 21 分。其餘 79 分是批改時才執行的檢查：它們依據同一份規格，只是換了別的輸入。
# - 「看見它」的儲存格會畫圖。還沒寫完的題目只會顯示一行提醒，不會讓後面的儲存格出錯。
#
# 先執行下面這兩個儲存格。

# %% [markdown] tags=["lang-en"]
# ## How to use this notebook
#
# - Each of the five tasks is one function. Its docstring is the specification: shapes, dtypes, errors, the equation,
#   and an example that you can check by hand.
# - Replace `# YOUR CODE HERE` and `raise NotImplementedError()` with your code. Keep the function's name and parameters.
#   If you need a helper, write it inside the function.
# - `check("…")` below each task runs the public checks and says what is wrong. Run it as often as you like.
# - If your toolbar has a Validate button, do not rely on it: it only sees whether cells crash, and passes wrong answers.
# - Public checks carry 21 points. The other 79 come from checks that run when your work is graded: the same
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
# ## 先看終點：同一個空格，兩種猜法
#
# 請你猜兩次，猜完再往下看。
#
# 1. 「我 想 ＿＿」：下一個詞是什麼？
# 2. 「我 想 ＿＿ 熱 茶」：中間那個詞是什麼？
#
# 第一次，你大概覺得什麼都有可能：睡、哭、回家。第二次，你一下子就知道是「喝」，因為你看到了後面的「茶」。
#
# 模型也是這樣。它猜得到什麼，要看它**看得到什麼**。下一個儲存格畫兩張圖，數字是事先填好的。每一**列** (row)
# 是一個正在看的詞元，每一**欄** (column) 是被它看的詞元。1 表示可以看，0 表示不行。
#
# `[PAD]` 是填充 (padding)：句子太短時，用來補滿長度的假詞元。

# %% [markdown] tags=["lang-en"]
# ## The destination first: one gap, two ways to guess
#
# Guess twice before you read on. The sentence is Chinese, five tokens long, and stays with us to the end:
# 我 (I) · 想 (want) · 喝 (drink) · 熱 (hot) · 茶 (tea).
#
# 1. 我 想 ＿＿ , "I want to …": which word comes next?
# 2. 我 想 ＿＿ 熱 茶 , "I want to … hot tea": which word is missing?
#
# The first time nearly anything will do: sleep, cry, go home. The second time you know at once that it is 喝 (drink),
# because you have seen 茶 (tea) behind it.
#
# It is the same with a model: what it can guess depends on **what it can see**. The next cell draws two pictures from
# numbers filled in beforehand. Each **row** is a token that looks, each **column** a token that is looked at. 1 means that
# it may look, 0 that it may not. The second sentence is 下雨 了 (it is raining); `[PAD]` is padding, a dummy token that
# brings a short sentence up to length.

# %% tags=["picture"]
sentence = ["我", "想", "喝", "熱", "茶"]
short_sentence = ["下雨", "了", "[PAD]", "[PAD]", "[PAD]"]
only_what_came_before = [
    [1, 0, 0, 0, 0],
    [1, 1, 0, 0, 0],
    [1, 1, 1, 0, 0],
    [1, 1, 1, 1, 0],
    [1, 1, 1, 1, 1],
]
all_but_the_padding = [
    [1, 1, 0, 0, 0],
    [1, 1, 0, 0, 0],
    [1, 1, 0, 0, 0],
    [1, 1, 0, 0, 0],
    [1, 1, 0, 0, 0],
]
with see():
    heat_map(only_what_came_before, rows=sentence, columns=sentence, title="decoder-only")
    heat_map(all_but_the_padding, rows=short_sentence, columns=short_sentence, title="encoder-only + [PAD]")

# %% [markdown] tags=["lang-zh"]
# ## 想法：一張「可以」與「不行」的表
#
# 這樣的表叫作**遮罩** (mask)。它的大小和分數一樣：每個查詢一列，每個鍵一欄。注意力照常比對、分配、混合，只是分配的時候，「不行」的格子一點也分不到。
#
# | 遮罩 | 遮住什麼 | 由什麼決定 | 哪一題 |
# | :-- | :-- | :-- | :-: |
# | 因果遮罩 (causal mask) | 後面的詞元 | 位置 | 1 |
# | 填充遮罩 (padding mask) | 填充 | 這個句子的內容 | 2 |
# | 兩者合併 | 後面的，還有填充 | 兩者都要同意 | 3 |
#
# 第 4 題讓 softmax 聽遮罩的話，第 5 題把它裝進注意力。
#
# 做完之後，課本的三種架構只差在用哪一張表：
#
# | 架構 | 例子 | 用哪一張表 |
# | :-- | :-- | :-- |
# | 純解碼器 (Decoder-only) | GPT | 因果，再加上填充 |
# | 純編碼器 (Encoder-only) | BERT | 只有填充 |
# | 編碼器-解碼器 (Encoder-Decoder) | T5 | 編碼器用填充；解碼器用因果與填充；兩者之間的交叉注意力用原文的填充 |

# %% [markdown] tags=["lang-en"]
# ## The idea: a table of "may" and "may not"
#
# Such a table is a **mask**. It has the size of the scores: a row for each query, a column for each key. Attention
# compares, shares out and mixes as before, except that a cell that says "may not" gets no share at all.
#
# | mask | hides | decided by | task |
# | :-- | :-- | :-- | :-: |
# | causal mask | tokens that come later | positions | 1 |
# | padding mask | padding | what is in the sentence | 2 |
# | both together | what comes later, and padding | both must agree | 3 |
#
# Task 4 makes softmax obey a mask, and task 5 builds that into attention. After that, the chapter's three architectures
# differ only in the table that they use:
#
# | architecture | for example | its table |
# | :-- | :-- | :-- |
# | decoder-only | GPT | causal and padding |
# | encoder-only | BERT | padding alone |
# | encoder-decoder | T5 | encoder: padding; decoder: causal and padding; the cross-attention between them: padding of the source |

# %% [markdown] tags=["lang-zh"]
# ## 五題共同的約定
#
# | 約定 | 意思 |
# | :-- | :-- |
# | `True` | **可以看**；`False` 是不行 |
# | 遮罩的型別 | 一律是 `bool` |
# | $L_q$、$L_k$ | 查詢有幾個、鍵有幾個；0 個與 1 個都合法 |
# | $B$、$H$ | 一批有幾個句子、注意力有幾個頭 |
# | `...` | 前面任意多個批次維度，依 PyTorch 的規則廣播 |
# | 型別 (dtype) | 結果的型別與裝置，和第一個浮點參數相同；半精度在函式裡面用 `float32` 計算 |
# | 純函式 | 不修改參數，也不動用全域亂數 |
#
# 第一條請特別留意，因為外面的世界並不一致：
#
# | 哪裡 | 「可以看」寫成 |
# | :-- | :-: |
# | 這門課、`F.scaled_dot_product_attention` 的布林遮罩 | `True` |
# | `nn.MultiheadAttention` 的布林遮罩 | `False`（正好相反） |
# | 許多模型的 `attention_mask` | 整數 `1` |
# | 加在分數上的遮罩 | `0.0`，不行的是 `-inf` |
#
# 同一個 0，在不同的地方可以是「可以」，也可以是「不行」。所以第 4 題只收 `bool`。

# %% [markdown] tags=["lang-en"]
# ## What all five tasks agree on
#
# | convention | meaning |
# | :-- | :-- |
# | `True` | **may be looked at**; `False` may not |
# | dtype of a mask | always `bool` |
# | $L_q$, $L_k$ | how many queries and how many keys; 0 and 1 are legal |
# | $B$, $H$ | how many sentences in a batch, how many heads |
# | `...` | any number of batch dimensions in front, broadcast by PyTorch's rules |
# | dtype | the result has the dtype and device of the first floating argument; half precision is computed in `float32` inside |
# | pure | no argument is modified and no global random state is used |
#
# Mind the first line, for the world does not agree on it:
#
# | where | "may look" is written |
# | :-- | :-: |
# | this course; the boolean mask of `F.scaled_dot_product_attention` | `True` |
# | the boolean masks of `nn.MultiheadAttention` | `False` (the very opposite) |
# | the `attention_mask` of many models | the integer `1` |
# | masks that are added to the scores | `0.0`; "may not" is `-inf` |
#
# So the same 0 may mean yes in one place and no in another. That is why task 4 accepts nothing but `bool`.

# %% [markdown] tags=["lang-zh"]
# ---
# ## 第 1 題：因果遮罩（16 分，約 15 分鐘）
#
# **目標**：讓每個詞元只看得到自己和前面的詞元。
#
# 課本說 GPT「在生成時只能『看』到前面的詞元」。生成時本來就沒有後面的詞元，為什麼還要遮？
#
# 因為**訓練**。訓練時整個句子都在手上，模型讀一次，就同時練習四個問題：
#
# | 看得到 | 要猜 |
# | :-- | :-: |
# | 我 | 想 |
# | 我 想 | 喝 |
# | 我 想 喝 | 熱 |
# | 我 想 喝 熱 | 茶 |
#
# 要是不遮，「想」只要往右看一格，答案就在那裡。那不是學習，是偷看。
#
# 把每個問題看得到的範圍疊起來，就是一個三角形（■ 表示可以看）：
#
# | | 我 | 想 | 喝 | 熱 | 茶 |
# | :-: | :-: | :-: | :-: | :-: | :-: |
# | **我** | ■ | · | · | · | · |
# | **想** | ■ | ■ | · | · | · |
# | **喝** | ■ | ■ | ■ | · | · |
# | **熱** | ■ | ■ | ■ | ■ | · |
# | **茶** | ■ | ■ | ■ | ■ | ■ |
#
# 對角線也是 ■：詞元可以看自己。它要猜的是**下一個**詞元，所以看自己不算偷看。

# %% [markdown] tags=["lang-en"]
# ---
# ## Task 1: the causal mask (16 points, about 15 minutes)
#
# **Objective**: let every token see itself and what came before it, and nothing else.
#
# The chapter says that GPT "can only see the tokens before" while it generates (our translation). But while it
# generates there *are* no later tokens. Why hide them?
#
# Because of **training**. There the whole sentence is at hand, and in a single reading the model practises four questions
# at once:
#
# | may see | must guess |
# | :-- | :-: |
# | 我 | 想 |
# | 我 想 | 喝 |
# | 我 想 喝 | 熱 |
# | 我 想 喝 熱 | 茶 |
#
# Without a mask, 想 need only look one place to its right, and there is the answer. That is not learning, it is peeking.
# Stack up what each question may see (■ means that it may), and you have a triangle:
#
# | | 我 | 想 | 喝 | 熱 | 茶 |
# | :-: | :-: | :-: | :-: | :-: | :-: |
# | **我** | ■ | · | · | · | · |
# | **想** | ■ | ■ | · | · | · |
# | **喝** | ■ | ■ | ■ | · | · |
# | **熱** | ■ | ■ | ■ | ■ | · |
# | **茶** | ■ | ■ | ■ | ■ | ■ |
#
# The diagonal is filled: a token may look at itself. What it has to guess is the **next** token, so that is no peeking.

# %% [markdown] tags=["lang-zh"]
# ### 鍵比查詢多的時候
#
# GPT 寫字時一次只多一個詞元。前面詞元的鍵和值都算過了，存在快取 (cache) 裡就好。於是查詢只有新來的，鍵卻有全部：
#
# | | 我 (快取) | 想 (快取) | 喝 (快取) | 熱 (新) | 茶 (新) |
# | :-: | :-: | :-: | :-: | :-: | :-: |
# | **熱** | ■ | ■ | ■ | ■ | · |
# | **茶** | ■ | ■ | ■ | ■ | ■ |
#
# 這就是 `causal_mask(2, 5)`。新詞元坐在最後面，所以遮罩要對齊**右下角** (bottom-right)。
#
# ### 公式
#
# $$M_{ij} = \begin{cases} \text{True} & j \le p_i \\ \text{False} & j > p_i \end{cases} \qquad p_{L_q - 1} = L_k - 1, \qquad p_{i-1} = p_i - 1$$
#
# | 符號 | 意思 | 形狀 |
# | :-- | :-- | :-- |
# | $i$、$j$ | 第幾個查詢、第幾個鍵，都從 0 數起 | 純量 |
# | $p_i$ | 查詢 $i$ 坐在第幾個鍵的位置上；可能是負的 | 純量 |
# | $M$ | 遮罩 | $(L_q, L_k)$ |
#
# 最後一個查詢坐在最後一個鍵上，前一個查詢坐在前一個鍵上，一路往回數。$p_i$ 用 $i$、$L_q$、$L_k$ 怎麼寫？這一步留給你。

# %% [markdown] tags=["lang-en"]
# ### When there are more keys than queries
#
# While GPT writes, one token is added at a time. The keys and values of the earlier ones have been computed; they stay in
# a cache. So the queries are the new tokens only, and the keys are all of them:
#
# | | 我 (cached) | 想 (cached) | 喝 (cached) | 熱 (new) | 茶 (new) |
# | :-: | :-: | :-: | :-: | :-: | :-: |
# | **熱** | ■ | ■ | ■ | ■ | · |
# | **茶** | ■ | ■ | ■ | ■ | ■ |
#
# This is `causal_mask(2, 5)`. New tokens sit at the end, so the mask is aligned at the **bottom right**.
#
# ### The formula
#
# $$M_{ij} = \begin{cases} \text{True} & j \le p_i \\ \text{False} & j > p_i \end{cases} \qquad p_{L_q - 1} = L_k - 1, \qquad p_{i-1} = p_i - 1$$
#
# | symbol | meaning | shape |
# | :-- | :-- | :-- |
# | $i$, $j$ | which query, which key, both counted from 0 | a number |
# | $p_i$ | the key on which query $i$ sits; may be negative | a number |
# | $M$ | the mask | $(L_q, L_k)$ |
#
# The last query sits on the last key, the one before it on the key before, and so on back. What is $p_i$ in terms of $i$,
# $L_q$ and $L_k$? That step is yours.

# %% [markdown] tags=["lang-zh"]
# ### 用紙筆算一次
#
# **鍵比查詢多**，$L_q = 2$、$L_k = 5$。最後一個查詢坐在鍵 4 上，前一個坐在鍵 3 上：
#
# | | $p_i$ | 鍵 0 | 鍵 1 | 鍵 2 | 鍵 3 | 鍵 4 |
# | :-- | :-: | :-: | :-: | :-: | :-: | :-: |
# | 查詢 0 | 3 | 1 | 1 | 1 | 1 | 0 |
# | 查詢 1 | 4 | 1 | 1 | 1 | 1 | 1 |
#
# **鍵比查詢少**，$L_q = 3$、$L_k = 2$。最後一個查詢坐在鍵 1 上，往回數到第一個查詢，已經跑到鍵 0 的前面了：
#
# | | $p_i$ | 鍵 0 | 鍵 1 |
# | :-- | :-: | :-: | :-: |
# | 查詢 0 | −1 | 0 | 0 |
# | 查詢 1 | 0 | 1 | 0 |
# | 查詢 2 | 1 | 1 | 1 |
#
# 查詢 0 誰都看不到。這是合法的，我們叫它**空列** (empty row)。請記住它，第 4 題會用到。
#
# ### 輪到你
#
# 完成的樣子：`check` 全部通過；`k_len` 不管比 `q_len` 大、小或一樣都對；長度是 0 也行；遮罩就建在呼叫的人指定的裝置上。

# %% [markdown] tags=["lang-en"]
# ### Once on paper
#
# **More keys than queries**, $L_q = 2$ and $L_k = 5$. The last query sits on key 4, the one before it on key 3:
#
# | | $p_i$ | key 0 | key 1 | key 2 | key 3 | key 4 |
# | :-- | :-: | :-: | :-: | :-: | :-: | :-: |
# | query 0 | 3 | 1 | 1 | 1 | 1 | 0 |
# | query 1 | 4 | 1 | 1 | 1 | 1 | 1 |
#
# **Fewer keys than queries**, $L_q = 3$ and $L_k = 2$. The last query sits on key 1. Counting back, the first has fallen off
# the front:
#
# | | $p_i$ | key 0 | key 1 |
# | :-- | :-: | :-: | :-: |
# | query 0 | −1 | 0 | 0 |
# | query 1 | 0 | 1 | 0 |
# | query 2 | 1 | 1 | 1 |
#
# Query 0 sees nobody. That is legal; we call it an **empty row**. Remember it for task 4.
#
# ### Your turn
#
# Done looks like this: the `check` passes; `k_len` may be larger than `q_len`, smaller or the same; length 0 is fine; the
# mask is made on the device that the caller names.


# %% nbgrader={"grade": false, "grade_id": "causal_mask", "locked": false, "schema_version": 3, "solution": true, "task": false}
def causal_mask(q_len: int, k_len: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    """Let every query see its own position and what lies before it, and nothing after it.

    Vaswani et al. 2017, "Attention Is All You Need", section 3.2.3: the mask of the decoder's self-attention.

    The mask is aligned at the bottom right: the queries are the last q_len positions of the k_len keys, so the last
    query sits on the last key, the query before it on the key before, and so on. A query whose position would lie in
    front of the first key sees nothing.

    Args:
        q_len: how many queries, 0 or more.
        k_len: how many keys, 0 or more; None means as many as queries. It may be larger than q_len (decoding with a
            cache) and also smaller: then the first rows have nothing allowed.
        device: where the mask is made; None means torch's default device.

    Returns:
        bool (q_len, k_len), on device; True where the query (row) may attend to the key (column).

    Example, 1 for True:
        causal_mask(3) = [[1, 0, 0],        causal_mask(2, 4) = [[1, 1, 1, 0],
                          [1, 1, 0],                             [1, 1, 1, 1]]
                          [1, 1, 1]]
    """
    ### BEGIN SOLUTION
    k_len = q_len if k_len is None else k_len
    query = torch.arange(q_len, device=device).unsqueeze(-1)
    key = torch.arange(k_len, device=device)
    return key <= query + (k_len - q_len)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_causal_mask", "locked": true, "points": 16, "schema_version": 3, "solution": false, "task": false}
check("causal_mask")

# %% [markdown] tags=["lang-zh"]
# ### 看見它：三角形，和它的最後兩列
#
# 第一張圖：整個句子一起讀，查詢和鍵都是五個。第二張圖：「我 想 喝」已經在快取裡，新來的是「熱」和「茶」。
#
# 執行之前先猜：第二張圖是第一張圖的哪一部分？

# %% [markdown] tags=["lang-en"]
# ### See it: the triangle, and its last two rows
#
# First picture: the whole sentence is read at once, five queries and five keys. Second picture: 我 想 喝 are in the cache,
# and 熱 and 茶 are new.
#
# Guess before you run it: which part of the first picture is the second?

# %% tags=["picture"]
with see():
    heat_map(causal_mask(5), rows=sentence, columns=sentence, title="causal_mask(5)")
    heat_map(causal_mask(2, 5), rows=sentence[3:], columns=sentence, title="causal_mask(2, 5)")

# %% [markdown] tags=["lang-zh"]
# 第二張圖就是第一張圖最下面的兩列。這不是巧合：一口氣讀完和用快取一個一個讀，看到的東西必須一樣。不一樣的話，模型訓練時和使用時就活在兩個世界裡。
#
# ### 很多人在這裡犯的錯
#
# 他們把三角形對齊**左上角**。$L_q = L_k$ 時完全看不出來，訓練也一切正常。等到用快取生成，第一個新詞元就只看得到句子的第一個詞，模型開始胡言亂語。
#
# 這個錯連現成的工具也會讓你犯：`F.scaled_dot_product_attention` 的 `is_causal=True` 對齊的正是左上角。用快取時，請自己給遮罩。
#
# 另一個常見的錯是少了對角線。那樣第一個詞元誰都看不到，每個詞元也看不到自己。
#
# ### 通往哪裡
#
# - **下一題**：句子有長有短，湊成一批時要補填充。填充也得遮住。
# - **原始論文**：Vaswani 等人 (2017)，*Attention Is All You Need*，3.2.3 節最後一點。
# - **想一想（不計分）**：如果每個詞元只能看自己和前面三個，遮罩會長什麼樣子？這種注意力疊很多層，第 100 個詞元還收得到第 1 個詞元的消息嗎？

# %% [markdown] tags=["lang-en"]
# The second picture is the bottom two rows of the first, and that is no accident: reading all at once and reading with a
# cache must see the same. If they did not, the model would be trained in one world and used in another.
#
# ### The mistake most people make here
#
# They align the triangle at the **top left**. While $L_q = L_k$ nobody can tell, and training goes well. Then somebody
# generates with a cache, the first new token sees only the first word of the text, and the model begins to ramble.
#
# Ready-made tools invite this: `is_causal=True` of `F.scaled_dot_product_attention` is aligned at the top left. With a
# cache, pass a mask of your own.
#
# Another common one: the diagonal is missing. Then the first token sees nobody, and no token sees itself.
#
# ### Where it leads
#
# - **Next task**: sentences differ in length, and a batch of them is filled up with padding. That must be hidden, too.
# - **Source**: Vaswani et al. (2017), *Attention Is All You Need*, the last point of section 3.2.3.
# - **Think about it (no points)**: suppose that each token may see only itself and the three before it. What does the mask
#   look like? Stack many layers of that: does token 100 still hear of token 1?

# %% [markdown] tags=["lang-zh"]
# ---
# ## 第 2 題：填充遮罩（14 分，約 10 分鐘）
#
# **目標**：從一批詞元編號，標出哪些是真正的詞元。
#
# 課本 2.2.1 節說：「輸入的文本會被分割成一系列的詞元」。每個詞元有一個編號 (token id)。我們的小詞彙表是這樣：
#
# | 編號 | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 |
# | :-- | :-: | :-: | :-: | :-: | :-: | :-: | :-: | :-: |
# | 詞元 | [PAD] | 我 | 想 | 喝 | 熱 | 茶 | 下雨 | 了 |
#
# 張量必須是長方形的，句子卻有長有短。短的就用 `[PAD]` 補滿：
#
# | 句子 | 補滿之後 | 編號 |
# | :-- | :-- | :-- |
# | 我 想 喝 熱 茶 | 我 想 喝 熱 茶 | 1 2 3 4 5 |
# | 下雨 了 | 下雨 了 [PAD] [PAD] [PAD] | 6 7 0 0 0 |
#
# 補在右邊的叫右填充 (right padding)，補在左邊的叫左填充 (left padding)。BERT 通常補右邊。GPT 生成時通常補左邊：新詞元要接在最後面，最後面就不能是填充。你的函式兩種都要認得。

# %% [markdown] tags=["lang-en"]
# ---
# ## Task 2: the padding mask (14 points, about 10 minutes)
#
# **Objective**: in a batch of token ids, mark the real tokens.
#
# Section 2.2.1 of the chapter says: "the input text is split into a series of tokens" (our translation). Each token has a
# number, its id. Our small vocabulary:
#
# | id | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 |
# | :-- | :-: | :-: | :-: | :-: | :-: | :-: | :-: | :-: |
# | token | [PAD] | 我 | 想 | 喝 | 熱 | 茶 | 下雨 | 了 |
#
# A tensor must be a rectangle, but sentences are long and short. Short ones are filled up with `[PAD]`:
#
# | sentence | filled up | ids |
# | :-- | :-- | :-- |
# | 我 想 喝 熱 茶 | 我 想 喝 熱 茶 | 1 2 3 4 5 |
# | 下雨 了 | 下雨 了 [PAD] [PAD] [PAD] | 6 7 0 0 0 |
#
# This is right padding; with the zeros in front it would be left padding. BERT is usually padded on the right. GPT, while
# it generates, is usually padded on the left: the next token is appended at the end, so the end must not be padding. Your
# function has to cope with both.

# %% [markdown] tags=["lang-zh"]
# ### 公式
#
# $$M_{b,0,0,j} = \begin{cases} \text{True} & \text{第 } b \text{ 句的第 } j \text{ 個詞元不是填充} \\ \text{False} & \text{是填充} \end{cases}$$
#
# | 符號 | 意思 | 形狀 |
# | :-- | :-- | :-- |
# | `token_ids` | 編號，一句一列 | $(B, L)$ |
# | $M$ | 遮罩 | $(B, 1, 1, L)$ |
#
# **為什麼中間有兩個 1？** 注意力的分數是 $(B, H, L_q, L_k)$。哪些鍵是填充，只看是哪一句、第幾個鍵，和第幾個頭、誰在看都沒有關係。所以那兩維的長度是
# 1，讓它們自己廣播：
#
# ```text
#     scores     (B,  H,  Lq,  Lk)
#     mask       (B,  1,  1,   L )        L = Lk
# ```
#
# ### 用紙筆算一次
#
# `pad_id` 是 0：
#
# | 編號 | 遮罩 |
# | :-- | :-- |
# | 1 2 3 4 5 | 1 1 1 1 1 |
# | 6 7 0 0 0 | 1 1 0 0 0 |
#
# 如果 `pad_id` 是 5 呢？第一句變成 1 1 1 1 0，第二句變成 1 1 1 1 1。編號 0 這時只是一個普通的詞元。
#
# ### 輪到你
#
# 完成的樣子：`check` 全部通過；`(2, 5)` 的編號得到 `(2, 1, 1, 5)` 的 `bool`；填充在左、在右、在中間都對。

# %% [markdown] tags=["lang-en"]
# ### The formula
#
# $$M_{b,0,0,j} = \begin{cases} \text{True} & \text{token } j \text{ of sentence } b \text{ is real} \\ \text{False} & \text{it is padding} \end{cases}$$
#
# | symbol | meaning | shape |
# | :-- | :-- | :-- |
# | `token_ids` | ids, a sentence a row | $(B, L)$ |
# | $M$ | the mask | $(B, 1, 1, L)$ |
#
# **Why the two 1s in the middle?** The scores of attention are $(B, H, L_q, L_k)$. Whether a key is padding depends on the
# sentence and on the key; neither on the head nor on who is looking. So these two dimensions have length 1 and broadcast:
#
# ```text
#     scores     (B,  H,  Lq,  Lk)
#     mask       (B,  1,  1,   L )        L = Lk
# ```
#
# ### Once on paper
#
# With `pad_id` 0:
#
# | ids | mask |
# | :-- | :-- |
# | 1 2 3 4 5 | 1 1 1 1 1 |
# | 6 7 0 0 0 | 1 1 0 0 0 |
#
# And with `pad_id` 5? The first sentence gives 1 1 1 1 0, the second 1 1 1 1 1. Id 0 is then a token like any other.
#
# ### Your turn
#
# Done looks like this: the `check` passes; ids `(2, 5)` give a `bool` mask `(2, 1, 1, 5)`; padding may stand on the left, on
# the right or in between.


# %% nbgrader={"grade": false, "grade_id": "padding_mask", "locked": false, "schema_version": 3, "solution": true, "task": false}
def padding_mask(token_ids: Tensor, pad_id: int = 0) -> Tensor:
    """Mark the real tokens of a batch of sentences that were padded to one length.

    Devlin et al. 2019, "BERT": `input_mask` in the code published with it. Which keys are padding depends on
    the sentence alone: the mask is the same for every head and every query, hence the two dimensions of length 1.

    Args:
        token_ids: any integer dtype, (B, L); B and L may be 0. Padding may stand anywhere: right, left or between.
        pad_id: the id that stands for padding. Every other id is a real token, 0 included where pad_id is not 0.

    Returns:
        bool (B, 1, 1, L), on the device of token_ids; True for a real token, False for padding. It broadcasts
        against scores (B, heads, Lq, L). token_ids is not modified.

    Example, 1 for True:
        token_ids = [[7, 3, 9],     padding_mask(token_ids) = [[[[1, 1, 1]]],
                     [5, 0, 0]]                                [[[1, 0, 0]]]]
    """
    ### BEGIN SOLUTION
    return (token_ids != pad_id)[:, None, None, :]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_padding_mask", "locked": true, "points": 14, "schema_version": 3, "solution": false, "task": false}
check("padding_mask")

# %% [markdown] tags=["lang-zh"]
# ### 看見它：左填充與右填充
#
# 同樣兩個句子，一次補右邊，一次補左邊。這裡一列是一個句子，一欄是一個位置。

# %% [markdown] tags=["lang-en"]
# ### See it: padding on the right and on the left
#
# The same two sentences, padded on the right and then on the left. Here a row is a sentence and a column a position.

# %% tags=["picture"]
right_padded = torch.tensor([[1, 2, 3, 4, 5], [6, 7, 0, 0, 0]])
left_padded = torch.tensor([[1, 2, 3, 4, 5], [0, 0, 0, 6, 7]])
both_sentences = ["我想喝熱茶", "下雨了"]
with see():
    for side, batch in [("right padding", right_padded), ("left padding", left_padded)]:
        heat_map(padding_mask(batch)[:, 0, 0], rows=both_sentences, title=side, captions=("句子 sentence", "位置 position"))

# %% [markdown] tags=["lang-zh"]
# 注意遮住的是**欄**，不是列：沒有人會去看填充，填充自己卻還是會看別人。它的輸出沒有人用，所以不必管它。
#
# ### 很多人在這裡犯的錯
#
# 他們回傳 $(B, L)$，少了中間那兩維。廣播是從最右邊對齊的，於是 $B$ 對上了 $L_q$：第一個**句子**的填充，被當成第一個**查詢**的填充。
#
# 多半時候大小對不上，程式會出錯，你馬上就知道。可是只要 $B$ 剛好等於 $L_q$，或者 $B = 1$，就什麼錯誤訊息都沒有。
#
# 另一個常見的錯：把 0 寫死在函式裡。每個詞元化工具 (tokenizer) 的填充編號都可能不同。
#
# ### 通往哪裡
#
# - **下一題**：GPT 讀一批補過填充的句子，兩種遮罩都需要。
# - **出處**：Devlin 等人 (2019)，*BERT*，隨論文公開的程式裡的 `input_mask`。
# - **想一想（不計分）**：GPT-2 沒有 `[PAD]`，很多人就借用「文章結束」的編號當填充。用你的函式，這樣會把什麼也一起遮掉？

# %% [markdown] tags=["lang-en"]
# Note that it is **columns** that are hidden, not rows: nobody looks at padding, but padding still looks at others. Nobody
# uses its output, so let it.
#
# ### The mistake most people make here
#
# They return $(B, L)$, without the two dimensions in the middle. Broadcasting aligns from the right, so $B$ meets $L_q$: the
# padding of the first **sentence** is taken for that of the first **query**. Mostly the sizes do not fit, and the error
# tells you at once. But when $B$ happens to equal $L_q$, or $B = 1$, there is no error at all.
#
# Another common one: 0 is written into the function. Every tokenizer may have a padding id of its own.
#
# ### Where it leads
#
# - **Next task**: GPT reading a padded batch needs both masks.
# - **Source**: Devlin et al. (2019), *BERT*: `input_mask` in the code published with the paper.
# - **Think about it (no points)**: GPT-2 has no `[PAD]`, so many people borrow the id that means "end of text". With your
#   function, what else is hidden then?

# %% [markdown] tags=["lang-zh"]
# ---
# ## 第 3 題：合併遮罩（15 分，約 10 分鐘）
#
# **目標**：有好幾個遮罩時，只留下每一個都允許的格子。
#
# 課本說純解碼器「只能『看』到前面的詞元」。要是前面的詞元裡有填充，當然也不該看。一個格子亮著，必須**每一個**遮罩都說可以：
#
# ```text
#      causal            padding             both
#    ■  .  .  .         ■  ■  ■  .         ■  .  .  .
#    ■  ■  .  .    ∧                  =    ■  ■  .  .
#    ■  ■  ■  .                            ■  ■  ■  .
#    ■  ■  ■  ■                            ■  ■  ■  .
#
#    (Lq, Lk)         (B, 1, 1, Lk)      (B, 1, Lq, Lk)
# ```
#
# 這就是邏輯的「而且」(AND)。每多一個遮罩，亮著的格子只會變少，不會變多。
#
# `None` 表示「這一項沒有限制」。純編碼器不需要因果遮罩，呼叫的人就傳 `None`；全部都是 `None`，那就真的沒有限制，結果也是 `None`。

# %% [markdown] tags=["lang-en"]
# ---
# ## Task 3: combine masks (15 points, about 10 minutes)
#
# **Objective**: given several masks, keep the cells that all of them allow.
#
# The chapter says that a decoder-only model "can only see the tokens before" (our translation). If some of those are
# padding, they should not be seen either. A cell stays filled only when **every** mask says yes:
#
# ```text
#      causal            padding             both
#    ■  .  .  .         ■  ■  ■  .         ■  .  .  .
#    ■  ■  .  .    ∧                  =    ■  ■  .  .
#    ■  ■  ■  .                            ■  ■  ■  .
#    ■  ■  ■  ■                            ■  ■  ■  .
#
#    (Lq, Lk)         (B, 1, 1, Lk)      (B, 1, Lq, Lk)
# ```
#
# This is the logical AND. With each further mask there are fewer filled cells, never more.
#
# `None` means "no constraint of this kind". An encoder needs no causal mask, so its caller passes `None`; and when all are
# `None` there is no constraint at all, and the result is `None`, too.

# %% [markdown] tags=["lang-zh"]
# ### 公式
#
# $$M = M^{(1)} \wedge M^{(2)} \wedge \dots \wedge M^{(n)}$$
#
# | 符號 | 意思 | 形狀 |
# | :-- | :-- | :-- |
# | $M^{(1)}, \dots, M^{(n)}$ | 不是 `None` 的那些遮罩 | 各不相同，可以互相廣播 |
# | $\wedge$ | 每一格的「而且」 | |
# | $M$ | 結果 | 廣播之後的形狀 |
#
# ### 用紙筆算一次
#
# 三個詞元的因果遮罩，配上兩種填充：
#
# | | 因果 | 右填充 1 1 0 | 左填充 0 1 1 |
# | :-- | :-: | :-: | :-: |
# | 查詢 0 | 1 0 0 | 1 0 0 | **0 0 0** |
# | 查詢 1 | 1 1 0 | 1 1 0 | 0 1 0 |
# | 查詢 2 | 1 1 1 | 1 1 0 | 0 1 1 |
#
# 左填充的查詢 0 就是填充自己：前面沒有人，自己又不能看。第 1 題的空列，這裡又出現了，而且這次再平常不過。
#
# ### 輪到你
#
# 完成的樣子：`check` 全部通過；幾個遮罩都可以，形狀不同也可以；沒有任何限制時回傳 `None`；呼叫的人給的遮罩，之後還是原來的樣子。

# %% [markdown] tags=["lang-en"]
# ### The formula
#
# $$M = M^{(1)} \wedge M^{(2)} \wedge \dots \wedge M^{(n)}$$
#
# | symbol | meaning | shape |
# | :-- | :-- | :-- |
# | $M^{(1)}, \dots, M^{(n)}$ | the masks that are not `None` | any that broadcast together |
# | $\wedge$ | AND, cell by cell | |
# | $M$ | the result | the shape they broadcast to |
#
# ### Once on paper
#
# The causal mask of three tokens, with padding of either kind:
#
# | | causal | right padding 1 1 0 | left padding 0 1 1 |
# | :-- | :-: | :-: | :-: |
# | query 0 | 1 0 0 | 1 0 0 | **0 0 0** |
# | query 1 | 1 1 0 | 1 1 0 | 0 1 0 |
# | query 2 | 1 1 1 | 1 1 0 | 0 1 1 |
#
# With left padding, query 0 is padding itself: nobody stands before it, and it may not look at itself. There is the empty
# row of task 1 again, and this time in the most ordinary of batches.
#
# ### Your turn
#
# Done looks like this: the `check` passes; any number of masks will do, of any shapes that broadcast; with no constraint you
# return `None`; the caller's masks are afterwards what they were before.


# %% nbgrader={"grade": false, "grade_id": "combine_masks", "locked": false, "schema_version": 3, "solution": true, "task": false}
def combine_masks(*masks: Tensor | None) -> Tensor | None:
    """Allow only what every mask allows; None is a mask that forbids nothing.

    Args:
        masks: any number of masks, also none at all. Each is bool, True where attention is allowed, or None for no
            constraint. Their shapes broadcast by torch's rules. They are not modified.

    Returns:
        bool, of the shape to which the masks broadcast, on their device: True where all of them are True.
        None when there is no constraint: every argument is None, or there is no argument. Whether the result for a
        single mask is that tensor or a copy of it is yours to choose.

    Raises:
        RuntimeError: by torch itself, when the shapes do not broadcast.

    Example, 1 for True:
        a = [[1, 0],    b = [[0, 1]]    combine_masks(a, None, b) = [[0, 0],
             [1, 1]]                                                 [0, 1]]
    """
    ### BEGIN SOLUTION
    combined: Tensor | None = None
    for mask in masks:
        if mask is not None:
            combined = mask if combined is None else combined & mask
    return combined
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_combine_masks", "locked": true, "points": 15, "schema_version": 3, "solution": false, "task": false}
check("combine_masks")

# %% [markdown] tags=["lang-zh"]
# ### 看見它：一個解碼器，和一次翻譯
#
# 前兩張圖是「下雨 了」在純解碼器裡的遮罩，右填充和左填充各一張。第三張是編碼器-解碼器：把「下雨 了」翻成 *it is
# raining*，每個英文詞都可以看整句原文，但是不看原文的填充。
#
# 找一找：哪些列是空的？第三張圖為什麼不需要三角形？

# %% [markdown] tags=["lang-en"]
# ### See it: a decoder, and a translation
#
# The first two pictures are the mask of 下雨 了 in a decoder, padded on the right and on the left. The third is an
# encoder-decoder that translates 下雨 了 into *it is raining*: each English word may look at the whole source, but not at
# the source's padding.
#
# Look for these: which rows are empty? Why is there no triangle in the third picture?

# %% tags=["picture"]
translation = ["it", "is", "raining"]
with see():
    for side, batch, names in [
        ("causal + right padding", right_padded, short_sentence),
        ("causal + left padding", left_padded, short_sentence[2:] + short_sentence[:2]),
    ]:
        allowed = combine_masks(causal_mask(5), padding_mask(batch))
        assert allowed is not None  # two masks went in
        heat_map(allowed[1, 0], rows=names, columns=names, title=side)
    allowed = combine_masks(None, padding_mask(right_padded))
    assert allowed is not None
    heat_map(allowed[1, 0].expand(3, 5), rows=translation, columns=short_sentence, title="cross-attention")

# %% [markdown] tags=["lang-zh"]
# 左填充時，前三列是空的。翻譯時原文早就寫完了，沒有「後面」可以偷看，所以不需要三角形；而且 $L_q = 3$、$L_k = 5$，它連正方形都不是。
#
# ### 很多人在這裡犯的錯
#
# 他們用「或」(OR)。每個遮罩單獨看都對，合起來卻幾乎什麼都沒遮住：因果遮罩擋住的，填充遮罩又放行了。
#
# 另一個錯更難找：直接在第一個遮罩上修改。程式常常只建一次因果遮罩，給每一批、每一層重複使用。要是有人把這一批的填充寫了進去，下一批就會少看幾個詞元，而且沒有任何錯誤訊息。
#
# ### 通往哪裡
#
# - **下一題**：表已經有了，但是 softmax 還不認得它。特別是空列：沒有人可以分的時候，要怎麼分？
# - **原始論文**：Raffel 等人 (2020)，*T5*，3.2.1 節，圖 3 畫了三種遮罩。
# - **想一想（不計分）**：訓練時有人把好幾篇短文接成一長列，省下填充。要讓第二篇看不到第一篇，第三個遮罩該長什麼樣子？

# %% [markdown] tags=["lang-en"]
# With left padding the first three rows are empty. In a translation the source is finished: there is no "later" to peek at,
# hence no triangle; and with $L_q = 3$ and $L_k = 5$ it is not even a square.
#
# ### The mistake most people make here
#
# They use OR. Each mask by itself is right, and together they hide next to nothing: what the causal mask forbids, the padding mask
# lets through.
#
# Another is harder to find: the first mask is changed in place. Programs often make a causal mask once and use it for every
# batch and every layer. If someone writes this batch's padding into it, the next batch sees too little, and no error says so.
#
# ### Where it leads
#
# - **Next task**: the table is there, but softmax does not know it yet. Above all the empty row: how does one share out when
#   there is nobody to share with?
# - **Source**: Raffel et al. (2020), *T5*, section 3.2.1; its figure 3 draws three masks.
# - **Think about it (no points)**: to save padding, short texts are often strung together in one long row. Which third mask
#   keeps the second text from seeing the first?

# %% [markdown] tags=["lang-zh"]
# ---
# ## 第 4 題：帶遮罩的 softmax（30 分，約 40 分鐘）
#
# **目標**：只在允許的分數之間分配比例，其他的剛好得到 0。
#
# 課本說自注意力會「考慮輸入序列中所有其他詞元的上下文信息」。在這裡，「所有」要改成「允許的」。
#
# 想像你在分一塊蛋糕。有人沒受邀：他不是分得比較少，而是根本不算在內。剩下的人照樣把整塊蛋糕分完：
#
# ```text
#     scores        0        ln 3       9
#     mask          ■         ■         .
#                 e^0 = 1   e^ln3 = 3   —          sum = 4
#     weights      1/4       3/4        0
# ```
#
# 第三個分數最大，但是它沒受邀，所以它有多大都沒有關係。
#
# 那麼，如果**沒有人**受邀呢？上一課說過，softmax 沒有「誰都不看」這個選項。現在我們把這個選項補上：整列都是 0。

# %% [markdown] tags=["lang-en"]
# ---
# ## Task 4: softmax with a mask (30 points, about 40 minutes)
#
# **Objective**: share out among the allowed scores only; the others get exactly 0.
#
# The chapter says that self-attention considers "the context of all the other tokens of the input sequence" (our
# translation). Here "all" becomes "all that are allowed".
#
# Think of a cake. Somebody was not invited: his piece does not become smaller, he simply is not counted. The others still
# share the whole cake:
#
# ```text
#     scores        0        ln 3       9
#     mask          ■         ■         .
#                 e^0 = 1   e^ln3 = 3   —          sum = 4
#     weights      1/4       3/4        0
# ```
#
# The third score is by far the largest, but it was not invited, so its size does not matter.
#
# And if **nobody** was invited? Softmax, we said in the last lesson, has no way to say "at nobody". Now we add one: the
# whole row is 0.

# %% [markdown] tags=["lang-zh"]
# ### 公式
#
# $$A_i = \frac{m_i\, e^{x_i}}{\sum_{j=1}^{n} m_j\, e^{x_j}}, \qquad \text{而當 } m_1 = \dots = m_n = 0 \text{ 時，} A_i = 0$$
#
# | 符號 | 意思 | 形狀 |
# | :-- | :-- | :-- |
# | $x$ | 沿著 `dim` 取出的一列分數 | $(n,)$ |
# | $m$ | 同一列的遮罩；可以看是 1，不行是 0 | $(n,)$ |
# | $A$ | 權重 | $(n,)$ |
#
# 整個結果的形狀是 `scores` 與 `mask` 廣播之後的形狀。
#
# 公式說的是**意思**，不是做法。照著它原封不動寫成程式，會遇到兩個麻煩：
#
# - $e^{x_i}$ 會溢位，和上一課一樣。
# - 遮住的 $x_i$ 可能是 `inf` 或 `nan`，而在電腦裡 `0 * inf` 與 `0 * nan` 都是 `nan`，不是 0。
#
# 遮住的格子裡是什麼都不該有影響，是 `nan` 也一樣。

# %% [markdown] tags=["lang-en"]
# ### The formula
#
# $$A_i = \frac{m_i\, e^{x_i}}{\sum_{j=1}^{n} m_j\, e^{x_j}}, \qquad \text{and } A_i = 0 \text{ when } m_1 = \dots = m_n = 0$$
#
# | symbol | meaning | shape |
# | :-- | :-- | :-- |
# | $x$ | one line of scores, taken along `dim` | $(n,)$ |
# | $m$ | the mask of this line; 1 where a score may be seen, else 0 | $(n,)$ |
# | $A$ | the weights | $(n,)$ |
#
# The whole result has the shape to which `scores` and `mask` broadcast.
#
# The formula says what is **meant**, not how to do it. Put into code word by word it meets two troubles:
#
# - $e^{x_i}$ overflows, as in the last lesson.
# - A masked $x_i$ may be `inf` or `nan`, and on a computer `0 * inf` and `0 * nan` are not 0 but `nan`.
#
# Whatever is in a masked cell must not matter, not even a `nan`.

# %% [markdown] tags=["lang-zh"]
# ### 用紙筆算一次
#
# 分數是 $(0, \ln 3, 9)$，遮住第三個。正確答案是 $\left(\tfrac14, \tfrac34, 0\right)$。下面三種做法看起來都有道理：
#
# | 做法 | 得到 | 問題 |
# | :-- | :-- | :-- |
# | 先算 softmax，再把遮住的改成 0 | (0.0001, 0.0004, 0) | 加起來不是 1 |
# | 把遮住的分數改成 0，再算 softmax | $\left(\tfrac15, \tfrac35, \tfrac15\right)$ | $e^0 = 1$，照樣分走一份 |
# | 把遮住的分數改成 $-10^9$，再算 softmax | $\left(\tfrac14, \tfrac34, 0\right)$ | 這一列對了，但是…… |
#
# 第三種做法到處都看得到。請你先算算看這三列，再執行下一個儲存格：
#
# 1. 整列都遮住：$(-10^9, -10^9, -10^9)$。
# 2. 允許的分數更低：遮住第一個，第二個是 $-2 \times 10^9$，所以是 $(-10^9, -2 \times 10^9)$。
# 3. 型別是 `float16`，最大只到 65504。$-10^9$ 會變成什麼？

# %% [markdown] tags=["lang-en"]
# ### Once on paper
#
# The scores are $(0, \ln 3, 9)$ and the third is masked. The right answer is $\left(\tfrac14, \tfrac34, 0\right)$. Three ways
# that all sound sensible:
#
# | way | gives | trouble |
# | :-- | :-- | :-- |
# | softmax first, then put 0 under the mask | (0.0001, 0.0004, 0) | does not add up to 1 |
# | put 0 for the masked score, then softmax | $\left(\tfrac15, \tfrac35, \tfrac15\right)$ | $e^0 = 1$ still takes a share |
# | put $-10^9$ for the masked score, then softmax | $\left(\tfrac14, \tfrac34, 0\right)$ | right here, but … |
#
# The third way can be met everywhere. Work out these rows first, and then run the next cell:
#
# 1. A row that is masked throughout: $(-10^9, -10^9, -10^9)$.
# 2. A lower score that is allowed: the first is masked, the second is $-2 \times 10^9$; hence $(-10^9, -2 \times 10^9)$.
# 3. In `float16`, where numbers end at 65504: what becomes of $-10^9$?

# %% tags=["picture"]
print("1.", torch.softmax(torch.tensor([-1e9, -1e9, -1e9]), dim=0))
print("2.", torch.softmax(torch.tensor([-1e9, -2e9]), dim=0))
print("3.", torch.tensor(-1e9).to(torch.float16))

# %% [markdown] tags=["lang-zh"]
# 1. 空列變成**平均**：一個什麼都不准看的詞元，把所有不准看的都看了一遍。
# 2. 不准看的拿走**全部**。
# 3. 變成 `-inf`。要是直接往 `float16` 的張量裡填 $-10^9$，PyTorch 會拒絕。
#
# 所以 $-10^9$ 只是「很小」，不是「不算」。真正的「不算」是 $-\infty$：上一課說過，$e^{-\infty}$ 剛好是 0。
#
# ### 那麼 `nan` 是從哪裡來的？
#
# 換成 $-\infty$ 之後，其他列都好了，只剩下空列。穩定的 softmax 會先減去最大值，而空列的最大值也是 $-\infty$：
#
# $$-\infty - (-\infty) = \text{nan}$$
#
# 就算不減，分母也是 0，而 $0 / 0$ 一樣是 `nan`。`nan` 碰到什麼，什麼就變成 `nan`：一個填充，就能毀掉整批的損失。
#
# 很多人會想：算完之後把 `nan` 換成 0 不就好了？數值是好了，**梯度**沒有。先別急著信，做完這一題就會看到。
#
# ### 輪到你
#
# 完成的樣子：遮住的剛好是 0；其他的加起來是 1；空列整列是 0，梯度也是 0；不是 `bool` 的遮罩丟出
# `TypeError`。這一題**可以**用 torch 現成的 softmax。
#
# 給你一個方向：不要等 `nan` 出現了再補，要讓它從頭到尾都沒有機會出現。

# %% [markdown] tags=["lang-en"]
# 1. The empty row becomes **equal shares**: a token that may see nothing looks at everything that it may not see.
# 2. What is not allowed takes **everything**.
# 3. It becomes `-inf`. Fill it straight into a `float16` tensor, and PyTorch refuses.
#
# So $-10^9$ is merely "small", not "not counted". What truly does not count is $-\infty$: $e^{-\infty}$ is exactly 0, as we saw in
# the last lesson.
#
# ### Where does `nan` come from, then?
#
# With $-\infty$ all rows are well, except the empty one. A stable softmax first subtracts the maximum, and in an empty row
# that is $-\infty$, too:
#
# $$-\infty - (-\infty) = \text{nan}$$
#
# Without the subtraction the denominator is 0, and $0 / 0$ is `nan` as well. And what a `nan` touches becomes `nan`: one
# padding token can ruin the loss of a whole batch.
#
# Can one not put 0 for `nan` at the end? The values are then right. The **gradients** are not. Don't take our word for it;
# once you have done this task you will see.
#
# ### Your turn
#
# Done looks like this: exactly 0 under the mask; the rest adds up to 1; an empty row is 0 throughout, and so is its gradient;
# a mask that is not `bool` raises a `TypeError`. torch's own softmax **is** allowed in this task.
#
# One piece of advice: do not mend a `nan` once it is there. See to it that it never gets a chance.


# %% nbgrader={"grade": false, "grade_id": "masked_softmax", "locked": false, "schema_version": 3, "solution": true, "task": false}
def masked_softmax(scores: Tensor, mask: Tensor | None = None, dim: int = -1) -> Tensor:
    """Softmax over the allowed scores alone: exp(x_i) / sum of exp(x_j) over the allowed j; 0 for the others.

    Vaswani et al. 2017, Eq. 1 with the mask of section 3.2.3. A masked score counts as if its key did not exist.
    torch's own softmax is allowed here.

    Args:
        scores: floating, of any shape. Allowed scores are finite, of any size, or -inf: that one gets weight 0 when
            another allowed score of its line is finite. Under the mask there may be anything, NaN and inf included.
        mask: bool, True where the score counts; broadcasts with scores. None means that all of them count.
        dim: the dimension of the result along which it adds up to 1; negative counts from the end. It may have
            length 0.

    Returns:
        The shape to which scores and mask broadcast, the dtype and device of scores. Exactly 0 where the mask is
        False. A line in which nothing is allowed is 0 everywhere. No NaN, neither in values nor in gradients:
        gradients flow back to the scores that are allowed and are exactly 0 for those under the mask, whatever
        stands there, and throughout an empty line. float16 and bfloat16 are computed in float32 inside. No argument
        is modified.

    Raises:
        TypeError: when mask is neither bool nor None: 0 and 1, or 0 and -inf, mean opposite things to different people.
        RuntimeError: by torch itself, when scores and mask do not broadcast.
        IndexError: by torch itself, when the result has no dimension dim.

    Example, 1 for True:
        scores = [[0, ln 3, 9],    mask = [[1, 1, 0],    masked_softmax(scores, mask) = [[1/4, 3/4, 0],
                  [5,    5, 5]]            [0, 0, 0]]                                    [  0,   0, 0]]
    """
    ### BEGIN SOLUTION
    if mask is not None and mask.dtype != torch.bool:
        raise TypeError(f"mask must be bool, not {mask.dtype}")
    precise = scores.to(torch.promote_types(scores.dtype, torch.float32))
    if mask is not None:
        precise, mask = torch.broadcast_tensors(precise, mask)
        precise = precise.masked_fill(~mask, -torch.inf)
    if precise.shape[dim] == 0:
        return precise.to(scores.dtype)
    # In an empty line the maximum is -inf too. With 0 in its place exp(-inf - 0) is 0, and no gradient meets inf - inf.
    top = precise.detach().amax(dim, keepdim=True)
    powers = (precise - top.masked_fill(top == -torch.inf, 0.0)).exp()
    total = powers.sum(dim, keepdim=True)
    return (powers / total.masked_fill(total == 0.0, 1.0)).to(scores.dtype)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_masked_softmax", "locked": true, "points": 30, "schema_version": 3, "solution": false, "task": false}
check("masked_softmax")

# %% [markdown] tags=["lang-zh"]
# ### 看見它：同樣的分數，不同的遮罩
#
# 所有分數都是 0，也就是每個詞元都一樣重要。這樣一來，權重的差別全部來自遮罩。
#
# 先猜：因果遮罩的第一列是多少？最後一列呢？左填充的那三個空列呢？

# %% [markdown] tags=["lang-en"]
# ### See it: the same scores, different masks
#
# All scores are 0, so that no token matters more than another. Whatever differs in the weights comes from the mask.
#
# Guess first: what is in the first row of the causal mask? In the last? In the three empty rows of left padding?

# %% tags=["picture"]
left_names = short_sentence[2:] + short_sentence[:2]
with see():
    heat_map(masked_softmax(torch.zeros(5, 5), causal_mask(5)), rows=sentence, columns=sentence, title="causal")
    allowed = combine_masks(causal_mask(5), padding_mask(left_padded))
    shares = masked_softmax(torch.zeros(2, 1, 5, 5), allowed)
    heat_map(shares[1, 0], rows=left_names, columns=left_names, title="causal + left padding")

# %% [markdown] tags=["lang-zh"]
# 看得到幾個，就平分成幾份：1、½、⅓、¼、⅕。第一個詞元只看得到自己，所以不管分數是多少，它的權重一定是 1。空列全是 0，沒有平均，也沒有 `nan`。
#
# ### 看見它：事後補救為什麼不夠
#
# 兩列分數。第一列遮住第三個，第二列全部遮住。我們取第一欄的權重，往回算梯度。
#
# 前兩張圖是「先讓 `nan` 出現，再換成 0」的做法：一張權重，一張梯度。第三張是**你的**函式的梯度。畫斜線的格子是 `nan`。

# %% [markdown] tags=["lang-en"]
# Whoever sees $n$ tokens gives each a share of $1/n$: 1, ½, ⅓, ¼, ⅕. The first token sees only itself, so its weight is 1
# whatever the score. The empty rows are 0: no equal shares, and no `nan`.
#
# ### See it: why mending is not enough
#
# Two rows of scores. In the first the third score is masked, in the second all are. We take the weights of the first column
# and go backward from there.
#
# The first two pictures are of "let `nan` happen, then put 0": its weights and its gradient. The third is the gradient of
# **your** function. Hatched cells are `nan`.

# %% tags=["picture"]
ordinary_and_empty = torch.tensor([[True, True, False], [False, False, False]])
row_names, sides = ["1", "2 (empty)"], ("查詢 query", "鍵 key")
mended_scores = torch.tensor([[0.0, 0.0, -torch.inf], [-torch.inf, -torch.inf, -torch.inf]], requires_grad=True)
mended = torch.softmax(mended_scores, dim=-1).nan_to_num(0.0)
mended[:, 0].sum().backward()
heat_map(mended, rows=row_names, title="mended: weights", captions=sides)
heat_map(mended_scores.grad, rows=row_names, title="mended: gradient", captions=sides)
with see():
    own_scores = torch.zeros(2, 3, requires_grad=True)
    masked_softmax(own_scores, ordinary_and_empty)[:, 0].sum().backward()
    heat_map(own_scores.grad, rows=row_names, title="yours: gradient", captions=sides)

# %% [markdown] tags=["lang-zh"]
# 補過的權重看起來完全正確，梯度卻有一整列 `nan`。
#
# 原因是鏈鎖律 (chain rule)：換成 0 的那一步，傳回去的梯度是 0；但是再往前一步要乘上 `nan`，而 0 乘以 `nan` 還是 `nan`。模型的參數由所有列共用，只要更新一次，整個模型就毀了。
#
# ### 很多人在這裡犯的錯
#
# 除了 $-10^9$ 和事後補救，還有兩個：
#
# - 拿**權重是不是 0**、或**分數是不是 0** 來判斷遮住了沒有。允許的分數剛好是 0 的時候，就被誤殺了。
# - 在 `float16` 裡做完全部，最後才轉成 `float32`。順序反了：要先轉，再算，最後轉回去。
#
# ### 通往哪裡
#
# - **下一題**：把它放進注意力，整組遮罩就能用了。
# - **文獻**：Vaswani 等人 (2017)，3.2.3 節：把不合法的位置設成 $-\infty$。那裡沒有談到空列。
# - **想一想（不計分）**：空列的輸出是 0，但是 Transformer 的每一層還會把輸入加回來（殘差連接，residual connection）。那麼一個誰都不看的詞元，出了這一層之後是什麼？

# %% [markdown] tags=["lang-en"]
# The mended weights look perfectly right, and the gradient has a whole row of `nan`.
#
# The reason is the chain rule. The step that puts 0 passes back a gradient of 0; but the step before it multiplies by `nan`,
# and 0 times `nan` is `nan`. A model's parameters are shared by all rows: one update, and the whole model is ruined.
#
# ### The mistake most people make here
#
# Apart from $-10^9$ and from mending, there are two:
#
# - They tell what is masked by asking **whether a weight is 0**, or **whether a score is 0**. An allowed score that happens to
#   be 0 is then lost.
# - They work in `float16` throughout and convert to `float32` at the end. It is the other way round: convert, compute,
#   convert back.
#
# ### Where it leads
#
# - **Next task**: put it into attention, and all your masks are ready for use.
# - **Source**: Vaswani et al. (2017), section 3.2.3, which sets illegal connections to $-\infty$. It says nothing about empty
#   rows.
# - **Think about it (no points)**: the output of an empty row is 0, but every layer of a Transformer adds its input back
#   (the residual connection). What, then, leaves the layer for a token that looks at nobody?

# %% [markdown] tags=["lang-zh"]
# ---
# ## 第 5 題：帶遮罩的注意力（25 分，約 20 分鐘）
#
# **目標**：比對、遮住、分配、混合，一個函式做完。
#
# 課本的「純解碼器」與「純編碼器」聽起來像兩種機器。其實注意力是同一個函式，只是 `mask` 不同。
#
# ```text
#   q (Lq, D)  ──┐
#                ├──▶ scores (Lq, Lk) ──┐
#   k (Lk, D)  ──┘                      ├──▶ masked softmax ──▶ weights (Lq, Lk) ──┐
#   mask (Lq, Lk) ──────────────────────┘                                          ├──▶ out (Lq, Dv)
#   v (Lk, Dv) ────────────────────────────────────────────────────────────────────┘
# ```
#
# 和上一課的圖比較：只多了一條線。
#
# ### 公式
#
# $$A = \mathrm{masked\_softmax}\!\left(\frac{Q K^{\top}}{\sqrt{D}},\ M\right), \qquad O = A V$$
#
# | 符號 | 意思 | 形狀 |
# | :-- | :-- | :-- |
# | $Q$、$K$、$V$ | 查詢、鍵、值 | $(\dots, L_q, D)$、$(\dots, L_k, D)$、$(\dots, L_k, D_v)$ |
# | $M$ | 遮罩；`None` 表示全部可以看 | 可以廣播到 $(\dots, L_q, L_k)$ |
# | $A$ | 權重 | $(\dots, L_q, L_k)$ |
# | $O$ | 輸出；空列的輸出是 0 | $(\dots, L_q, D_v)$ |
#
# 呼叫的人給了 `scale`，就用它代替 $1/\sqrt{D}$。

# %% [markdown] tags=["lang-en"]
# ---
# ## Task 5: attention with a mask (25 points, about 20 minutes)
#
# **Objective**: compare, mask, share out and mix, all in one function.
#
# "Decoder-only" and "encoder-only" sound like two machines. Their attention is one function; only `mask` differs.
#
# ```text
#   q (Lq, D)  ──┐
#                ├──▶ scores (Lq, Lk) ──┐
#   k (Lk, D)  ──┘                      ├──▶ masked softmax ──▶ weights (Lq, Lk) ──┐
#   mask (Lq, Lk) ──────────────────────┘                                          ├──▶ out (Lq, Dv)
#   v (Lk, Dv) ────────────────────────────────────────────────────────────────────┘
# ```
#
# Compare it with the picture of the last lesson: one line is new.
#
# ### The formula
#
# $$A = \mathrm{masked\_softmax}\!\left(\frac{Q K^{\top}}{\sqrt{D}},\ M\right), \qquad O = A V$$
#
# | symbol | meaning | shape |
# | :-- | :-- | :-- |
# | $Q$, $K$, $V$ | queries, keys, values | $(\dots, L_q, D)$, $(\dots, L_k, D)$, $(\dots, L_k, D_v)$ |
# | $M$ | the mask; `None` allows everything | broadcasts to $(\dots, L_q, L_k)$ |
# | $A$ | the weights | $(\dots, L_q, L_k)$ |
# | $O$ | the output; 0 for an empty row | $(\dots, L_q, D_v)$ |
#
# Where the caller gives a `scale`, it takes the place of $1/\sqrt{D}$.

# %% [markdown] tags=["lang-zh"]
# ### 用紙筆算一次
#
# 上一課第 3 題的例子，多了第三個鍵，而它被遮住。$D = 4$，所以 $s = \tfrac12$。
#
# $$q = (2, 0, 0, 0), \qquad k_1 = (0, 1, 0, 0), \qquad k_2 = (\ln 3, 0, 5, 0), \qquad k_3 = (9, 9, 9, 9)$$
# $$v_1 = (4, 0), \qquad v_2 = (0, 8), \qquad v_3 = (100, 100), \qquad m = (1, 1, 0)$$
#
# 1. **比對**：分數是 $(0, \ln 3, 9)$。
# 2. **遮住再分配**：第 4 題算過了，$\left(\tfrac14, \tfrac34, 0\right)$。
# 3. **混合**：$\tfrac14 (4, 0) + \tfrac34 (0, 8) + 0 \cdot (100, 100) = (1, 6)$。
#
# 和沒有第三個鍵的時候一模一樣。**遮住一個鍵，等於把它刪掉。** 這句話可以當作你的檢查。
#
# ### 輪到你
#
# 完成的樣子：`check` 全部通過；回傳 `(out, weights)`；遮罩是 $(L_q, L_k)$、$(B, 1, 1, L_k)$ 或 `None` 都行。
#
# 可以呼叫你第 4 題的函式。上一課的函式不在這份筆記本裡，分數要自己算。這一題不可以用 torch 現成的注意力函式。

# %% [markdown] tags=["lang-en"]
# ### Once on paper
#
# The example of task 3 in the last lesson, with a third key that is masked. $D = 4$, so $s = \tfrac12$.
#
# $$q = (2, 0, 0, 0), \qquad k_1 = (0, 1, 0, 0), \qquad k_2 = (\ln 3, 0, 5, 0), \qquad k_3 = (9, 9, 9, 9)$$
# $$v_1 = (4, 0), \qquad v_2 = (0, 8), \qquad v_3 = (100, 100), \qquad m = (1, 1, 0)$$
#
# 1. **Compare**: the scores are $(0, \ln 3, 9)$.
# 2. **Mask and share out**: that was task 4, $\left(\tfrac14, \tfrac34, 0\right)$.
# 3. **Mix**: $\tfrac14 (4, 0) + \tfrac34 (0, 8) + 0 \cdot (100, 100) = (1, 6)$.
#
# Just what it was without the third key. **To mask a key is to delete it.** Use that sentence to test yourself.
#
# ### Your turn
#
# Done looks like this: the `check` passes; you return `(out, weights)`; the mask may be $(L_q, L_k)$, $(B, 1, 1, L_k)$ or
# `None`.
#
# You may call your function of task 4. Those of the last lesson are not in this notebook, so compute the scores yourself.
# torch's ready-made attention is not allowed in this task.


# %% nbgrader={"grade": false, "grade_id": "masked_attention", "locked": false, "schema_version": 3, "solution": true, "task": false}
def masked_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    """Attend to what the mask allows: A = masked_softmax(scale * Q K^T, mask) over the keys, O = A V.

    Vaswani et al. 2017, "Attention Is All You Need", Eq. 1 with the mask of section 3.2.3. torch's fused operator is
    not allowed here.

    Args:
        q: queries, floating, (..., Lq, D) with D >= 1; Lq may be 0.
        k: keys, floating, (..., Lk, D); Lk may be 0.
        v: values, floating, (..., Lk, Dv), one for each key. The batch dimensions of q, k, v and mask broadcast.
        mask: bool, broadcasts to (..., Lq, Lk); True where the query may attend to the key. None: everywhere.
        scale: what the dot products are multiplied by; None means 1 / sqrt(D). Any number is legal, 0.0 included.

    Returns:
        out: (..., Lq, Dv), the mixture of values that each query receives; zeros for a query that may attend to
            nothing. What k and v hold at a masked key does not matter, as long as it is finite.
        weights: (..., Lq, Lk), exactly 0 under the mask; for each other query they add up to 1. Batch dimensions as
            q, k and mask give them.
        Both have the dtype and device of q. float16 and bfloat16 are computed in float32 from end to end.
        Gradients flow back to q, k and v, without NaN, and are exactly 0 where a key or a value is masked for every
        query. No argument is modified.

    Raises:
        TypeError: when mask is neither bool nor None, as masked_softmax does.
        RuntimeError: by torch itself, when D or Lk disagree or the batch dimensions do not broadcast.

    Example, 1 for True: a query of zeros has no preference, so it receives the mean of the values that it may see.
        q = [[0, 0],    k = [[5, 1],    v = [[1],    mask = [[1, 1, 0],
             [0, 0]]         [2, 7],         [3],            [0, 0, 0]]
                             [4, 4]]         [8]]
        masked_attention(q, k, v, mask) = ([[2], [0]], [[1/2, 1/2, 0], [0, 0, 0]])
    """
    ### BEGIN SOLUTION
    precise = torch.promote_types(q.dtype, torch.float32)
    factor = 1.0 / math.sqrt(q.shape[-1]) if scale is None else scale
    scores = q.to(precise) @ k.to(precise).transpose(-2, -1) * factor
    weights = masked_softmax(scores, mask)
    out = weights @ v.to(precise)
    return out.to(q.dtype), weights.to(q.dtype)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_masked_attention", "locked": true, "points": 25, "schema_version": 3, "solution": false, "task": false}
check("masked_attention")

# %% [markdown] tags=["lang-zh"]
# ### 看見它：GPT 的一步
#
# 現在做一個實驗。每個詞元有一個隨機的向量，我們把它同時當作查詢、鍵、值。然後把句子裡的詞元**一個一個換成「貓」**，看看哪些位置的輸出跟著變。
#
# 圖上第 $i$ 列、第 $j$ 欄是 1，表示換掉第 $j$ 個詞元之後，第 $i$ 個輸出變了。
#
# 先猜：把最後的「茶」換掉，「我」的輸出會變嗎？反過來呢？

# %% [markdown] tags=["lang-en"]
# ### See it: one step of GPT
#
# Now an experiment. Each token has a random vector that serves as query, key and value. **One after the other, we replace
# each token of the sentence by 貓 (cat)** and see which outputs move.
#
# A 1 in row $i$, column $j$ means that output $i$ moved when token $j$ was replaced.
#
# Guess first: replace 茶 (tea), the last token. Does the output of 我 (I) move? And the other way round?

# %% tags=["picture"]
ids = {"[PAD]": 0, "我": 1, "想": 2, "喝": 3, "熱": 4, "茶": 5, "下雨": 6, "了": 7, "貓": 8, "[MASK]": 9}
word_vectors = torch.randn(len(ids), 8, generator=torch.Generator().manual_seed(0))


def who_moves(words: list[str], mask: Tensor | None) -> Tensor:
    """(L, L): whether output i (row) moves when token j (column) is replaced by a cat."""
    x = word_vectors[[ids[word] for word in words]]
    before, _ = masked_attention(x, x, x, mask)
    moved = []
    for j in range(len(words)):
        changed = x.clone()
        changed[j] = word_vectors[ids["貓"]]
        after, _ = masked_attention(changed, changed, changed, mask)
        moved.append((after - before).abs().amax(-1) > 1e-6)
    return torch.stack(moved, dim=-1)


with see():
    heat_map(
        who_moves(sentence, causal_mask(5)),
        rows=sentence,
        columns=sentence,
        title="decoder-only",
        captions=("輸出 output", "換掉 replaced"),
    )

# %% [markdown] tags=["lang-zh"]
# 這張圖你見過：它就是因果遮罩。我們沒有把遮罩畫出來，只是量了誰影響誰，遮罩自己就浮現了。
#
# 直直地看「茶」那一欄：換掉它，前面四個輸出一動也不動。所以模型預測「想」後面是什麼的時候，真的沒有偷看。
#
# ### 看見它：BERT 的一步
#
# 同樣的實驗，換成純編碼器：只有填充遮罩。第一張是五個真正的詞元，第二張是「下雨 了」加上三個填充。
#
# 先猜：第二張圖裡，換掉填充，「下雨」的輸出會變嗎？

# %% [markdown] tags=["lang-en"]
# You have seen this picture before: it is the causal mask. We did not draw the mask; we measured who has an effect on whom,
# and there it was.
#
# Look down the column of 茶: replace it, and the four outputs before it do not move at all. So when the model predicts what
# comes after 想, it truly has not peeked.
#
# ### See it: one step of BERT
#
# The same experiment with an encoder: the padding mask alone. First five real tokens, then 下雨 了 with three of padding.
#
# Guess first: in the second picture, does the output of 下雨 move when padding is replaced?

# %% tags=["picture"]
with see():
    for words, title in [(sentence, "encoder-only"), (short_sentence, "encoder-only + [PAD]")]:
        token_ids = torch.tensor([[ids[word] for word in words]])
        heat_map(
            who_moves(words, padding_mask(token_ids)[0, 0]),
            rows=words,
            columns=words,
            title=title,
            captions=("輸出 output", "換掉 replaced"),
        )

# %% [markdown] tags=["lang-zh"]
# 第一張全是 1：每個詞元都影響每個輸出。這就是課本說的「雙向上下文」。
#
# 第二張裡，填充影響不了「下雨」和「了」。但是右下角有三格亮著，為什麼？換掉一個填充，它自己的**查詢**也換了，所以它自己的輸出會變。遮罩管的是「被誰看」，不管「去看誰」。那三個輸出沒有人用，計算損失時也會略過。
#
# ### 看見它：一個一個寫，和一口氣讀完一樣
#
# 最後用快取。每一步只有一個新查詢，鍵和值是目前為止的全部。我們拿每一步的輸出，和一口氣讀完整句的輸出相比。

# %% [markdown] tags=["lang-en"]
# The first is 1 everywhere: every token has an effect on every output. That is the chapter's "context in both directions".
#
# In the second, padding has no effect on 下雨 and 了. But three cells at the bottom right are filled. Why? Replace a padding
# token and its own **query** changes with it, so its own output moves. A mask rules who is looked *at*, not who looks. Nobody uses
# these three outputs, and the loss leaves them out.
#
# ### See it: one by one is the same as all at once
#
# Last, a cache. Each step has a single new query; keys and values are all that there are so far. We compare the output of
# each step with that of reading the whole sentence at once.

# %% tags=["picture"]
with see():
    x = word_vectors[[ids[word] for word in sentence]]
    at_once, _ = masked_attention(x, x, x, causal_mask(5))
    for n in range(1, 6):
        newest = x[n - 1 : n]
        one_step, _ = masked_attention(newest, x[:n], x[:n], causal_mask(1, n))
        difference = (one_step[0] - at_once[n - 1]).abs().max().item()
        print(f"{n}:  max |difference| = {difference:.1e}   {' '.join(sentence[:n])}")

# %% [markdown] tags=["lang-zh"]
# 差距是 0，或是小到只剩浮點數的捨入誤差。GPT 能用快取，靠的就是這件事：前面的詞元看不到後面的，所以後面多寫了什麼，前面算過的都不必重算。BERT 就不行：多一個詞元，每個輸出都要重來。
#
# ### 很多人在這裡犯的錯
#
# - 在 softmax **之後**才乘上遮罩。未來的詞元雖然拿不到權重，卻還留在分母裡，所以改動它們，前面的輸出還是會變。上面「GPT 的一步」那張圖一眼就能看出來。
# - 遮罩轉置了：列變成被看的，欄變成看人的。因果遮罩一轉置，每個詞元就只看得到自己和未來。
# - `q` 是 $(B, L, D)$，遮罩卻是 $(B, 1, 1, L)$。廣播的結果是 $(B, B, L, L)$：每個句子都套上了別人的填充。要多一個頭的維度，讓 `q` 成為 $(B, H, L, D)$。
#
# ### 通往哪裡
#
# - **接下來**：用這些遮罩，看看 CLM 與 MLM 到底差在哪裡。
# - **原始論文**：Radford 等人 (2018)，*Improving Language Understanding by Generative Pre-Training*（GPT）；Devlin 等人 (2019)，*BERT*。
# - **想一想（不計分）**：遮住的值乘上權重 0，所以沒有影響。可是，如果填充的**值**裡有一個 `nan` 呢？

# %% [markdown] tags=["lang-en"]
# The difference is 0, or as small as the rounding of floats. This is why GPT can use a cache: earlier tokens do not see later
# ones, so whatever is written next, what has been computed stays valid. BERT cannot: one more token, and every output starts over.
#
# ### The mistake most people make here
#
# - The mask is multiplied in **after** the softmax. Future tokens then get no weight, but they remain in the denominator, so
#   that a change of theirs still moves earlier outputs. The picture of "one step of GPT" shows it at a glance.
# - The mask is transposed, with a row for who is looked at. A causal mask turned that way shows each token nothing but itself
#   and the future.
# - `q` is $(B, L, D)$ and the mask is $(B, 1, 1, L)$. That broadcasts to $(B, B, L, L)$: every sentence is given everybody's
#   padding. `q` needs a dimension of heads, $(B, H, L, D)$.
#
# ### Where it leads
#
# - **Next**: with these masks, what sets CLM and MLM apart.
# - **Sources**: Radford et al. (2018), *Improving Language Understanding by Generative Pre-Training* (GPT); Devlin et al.
#   (2019), *BERT*.
# - **Think about it (no points)**: a masked value is multiplied by a weight of 0 and has no effect. But what if the **value** of
#   a padding token is `nan`?

# %% [markdown] tags=["lang-zh"]
# ---
# ## 通往 CLM：目標往左移一格
#
# 課本這樣定義因果語言模型 (Causal Language Modeling, CLM)：
#
# > 預測序列中的下一個詞元。
#
# 題目和答案來自同一個句子，只差一格：
#
# | 位置 | 0 | 1 | 2 | 3 |
# | :-- | :-: | :-: | :-: | :-: |
# | 輸入 `inputs`：整句去掉最後一個 | 我 | 想 | 喝 | 熱 |
# | 目標 `targets`：整句去掉第一個 | 想 | 喝 | 熱 | 茶 |
#
# 位置 $i$ 的輸出，要猜的是位置 $i + 1$ 的詞元。所以位置 $i$ 可以看自己，卻**絕對不能**看 $i + 1$。
#
# 要是忘了遮呢？下一個儲存格做一個作弊的模型：每個位置的查詢都在說「我要找我右邊那一個」。兩張圖畫的是它的權重，一張沒有遮罩，一張有。

# %% [markdown] tags=["lang-en"]
# ---
# ## Where it leads: CLM, or targets shifted by one
#
# The chapter defines causal language modelling (CLM) like this (our translation):
#
# > to predict the next token of a sequence.
#
# Questions and answers come from one sentence, one place apart:
#
# | position | 0 | 1 | 2 | 3 |
# | :-- | :-: | :-: | :-: | :-: |
# | `inputs`: the sentence without its last | 我 | 想 | 喝 | 熱 |
# | `targets`: the sentence without its first | 想 | 喝 | 熱 | 茶 |
#
# The output at position $i$ has to guess the token at position $i + 1$. So position $i$ may look at itself, and must **never**
# look at $i + 1$.
#
# And if we forgot the mask? The next cell makes a model that cheats: the query at each position says "I want the one on my
# right". The two pictures are its weights, without a mask and with one.

# %% tags=["picture"]
inputs, targets = sentence[:-1], sentence[1:]
for position, target in enumerate(targets):
    print(f"{position}:  {' '.join(inputs[: position + 1])}  →  {target} ?")

places = torch.eye(5)
wants_the_next = 20 * torch.cat([places[1:], torch.zeros(1, 5)])  # the last has nobody on its right
with see():
    for name, mask in [("CLM without a mask", None), ("CLM with a causal mask", causal_mask(5))]:
        _, cheating = masked_attention(wants_the_next, places, places, mask)
        heat_map(cheating, rows=sentence, columns=sentence, title=name)

# %% [markdown] tags=["lang-zh"]
# 沒有遮罩時，每個位置都牢牢盯著自己的答案。訓練的損失會低得驚人，模型卻什麼也沒學到：等它真的要寫字，右邊是空的。
#
# 有了遮罩，答案那一格是 0，每個位置只好從前面找線索。這才叫預測。
#
# 填充在這裡還有第二件事要管。注意力遮罩讓人看不到填充，可是填充那些位置也會輸出、也有「下一個詞元」。算損失時要另外把它們略過。**遮住注意力和略過損失，是兩件事。**

# %% [markdown] tags=["lang-en"]
# Without a mask each position stares at its own answer. The training loss becomes wonderfully low, and the model has learnt
# nothing: when it has to write, there is nothing on its right.
#
# With the mask, the answer's cell is 0, and each position has to look for clues in what came before. That is prediction.
#
# Padding needs care in a second place. The attention mask keeps others from seeing it, but those positions have outputs, too,
# and a "next token". The loss must leave them out separately. **Masking attention and leaving out of the loss are two
# things.**

# %% [markdown] tags=["lang-zh"]
# ## 通往 MLM：被遮蓋，不等於看不見
#
# 課本這樣定義掩碼語言模型 (Masked Language Modeling, MLM)：
#
# > 隨機遮蓋輸入序列中的某些詞元，讓模型預測被遮蓋的詞元。
#
# 中文說「遮蓋」、「掩碼」，英文說 *masked*。這一課的遮罩，英文也叫 *mask*。名字一樣，卻是兩回事：
#
# | | 注意力遮罩 (attention mask) | MLM 遮蓋的位置 (hidden positions) |
# | :-- | :-- | :-- |
# | 它回答的問題 | 誰可以看誰？ | 哪些詞元被換掉，要模型猜？ |
# | 它改變的東西 | 每一層的注意力權重 | 輸入的詞元；還有哪些位置要算損失 |
# | `[MASK]` 那一格 | `True`：大家照樣看它，它也照樣看大家 | 是，要猜 |
# | `[PAD]` 那一格 | `False` | 否，不猜 |
#
# 「遮蓋」是把詞元**換成** `[MASK]`，像是在考卷上挖一個空格。空格還在那裡，看得到，也有位置。正因為 `[MASK]` 看得到整個句子，它的輸出才有線索可以猜。
#
# 下一個儲存格把這兩列畫在一起，第一列用的是你的 `padding_mask`。先想：哪幾格會不一樣？

# %% [markdown] tags=["lang-en"]
# ## Where it leads: MLM, or hidden is not invisible
#
# The chapter defines masked language modelling (MLM) like this (our translation):
#
# > to cover some tokens of the input sequence at random, and let the model predict what was covered.
#
# "Masked" here and the masks of this lesson share a word, and are two different things:
#
# | | attention mask | positions that MLM hides |
# | :-- | :-- | :-- |
# | the question it answers | who may look at whom? | which tokens are replaced, for the model to guess? |
# | what it changes | the attention weights in every layer | the input tokens, and which positions count in the loss |
# | at `[MASK]` | `True`: all look at it as ever, and it looks at all | yes, to be guessed |
# | at `[PAD]` | `False` | no, not guessed |
#
# To hide a token is to **replace** it by `[MASK]`, like a gap in an exam paper. The gap is there, can be seen, and has a
# position. And just because `[MASK]` sees the whole sentence, its output has something to guess from.
#
# The next cell draws both as rows of one picture, the first with your `padding_mask`. Think first: in which cells do they differ?

# %% tags=["picture"]
exam = ["我", "想", "[MASK]", "熱", "茶", "[PAD]"]
exam_ids = torch.tensor([[ids[word] for word in exam]])
hidden = exam_ids[0] == ids["[MASK]"]
with see():
    heat_map(
        torch.stack([padding_mask(exam_ids)[0, 0, 0], hidden]),
        rows=["attention mask", "hidden"],
        columns=exam,
        title="MLM",
        captions=("哪一種 which", "詞元 token"),
    )

# %% [markdown] tags=["lang-zh"]
# `[MASK]` 那一格兩列都是 1，`[PAD]` 那一格兩列都是 0：誰也不是誰的相反。
#
# 最常見的混淆，就是拿「要猜的位置」去當注意力遮罩，不准別人看 `[MASK]`。那樣等於把空格從句子裡剪掉，沒有人知道那裡少了一個詞。
#
# （BERT 會隨機選 15% 的詞元來猜。選中的裡面，八成換成 `[MASK]`，一成換成別的詞，一成保持原樣。所以要猜的位置，甚至不一定寫著
# `[MASK]`。）
#
# ### 看見它：同一個空格，再猜一次
#
# 回到最開始的問題：「我 想 ＿＿ 熱 茶」。`[MASK]` 的查詢在找三種線索：**願望、熱的、飲料**。「想」、「熱」、「茶」各帶一種。我們只讀
# `[MASK]` 的輸出，用它給三個候選打分數，再用你的 `masked_softmax` 變成機率。
#
# 第一列用 BERT 的遮罩。第二列硬是套上因果遮罩。先猜：第二列會選誰？

# %% [markdown] tags=["lang-en"]
# At `[MASK]` both rows are 1, at `[PAD]` both are 0: neither is the opposite of the other.
#
# The most common confusion is to make an attention mask of the positions to be guessed, so that nobody may look at `[MASK]`.
# That cuts the gap out of the sentence, and nobody knows that a word is missing.
#
# (BERT picks 15 % of the tokens at random. Of these it replaces eight in ten by `[MASK]` and one in ten by some other word; one
# in ten stays. So a position to be guessed need not even read `[MASK]`.)
#
# ### See it: the same gap, guessed once more
#
# Back to the question at the start: 我 想 ＿＿ 熱 茶. The query of `[MASK]` looks for three kinds of clues: **a wish, something
# hot, a drink**. 想 (want), 熱 (hot) and 茶 (tea) carry one each. We read nothing but the output of `[MASK]`, score three
# candidates with it, 喝 (drink), 吃 (eat) and 睡 (sleep), and let your `masked_softmax` turn that into probabilities.
#
# The first row uses BERT's mask, the second forces a causal mask on it. Guess first: which one does the second row choose?

# %% tags=["picture"]
clues = torch.zeros(5, 3)  # 我 想 [MASK] 熱 茶: a wish, something hot, a drink
clues[[1, 3, 4], [0, 1, 2]] = 1.0
gap_query = torch.full((1, 3), 8.0)  # [MASK] looks for any clue
candidates = torch.tensor(
    [
        [1.0, 1.0, 3.0],  # 喝 goes with a drink
        [1.0, 2.0, 0.0],  # 吃 goes with something hot
        [2.0, 0.0, 0.0],  # 睡 is a wish that needs nothing else
    ]
)
with see():
    probabilities = []
    for mask in [padding_mask(exam_ids[:, :5])[0, 0], causal_mask(5)[2:3]]:
        gap_output, _ = masked_attention(gap_query, clues, clues, mask)
        probabilities.append(masked_softmax(3 * gap_output @ candidates.T)[0])
    heat_map(
        torch.stack(probabilities),
        rows=["encoder-only", "causal"],
        columns=["喝", "吃", "睡"],
        title="[MASK] = ?",
        captions=("遮罩 mask", "候選 candidate"),
    )

# %% [markdown] tags=["lang-zh"]
# 看得到「熱」和「茶」，它猜「喝」。套上因果遮罩，它只看得到「我」、「想」和空格自己，就猜「睡」：和你一開始猜的第一次差不多。
#
# 同樣的查詢、同樣的值，只換了一張表。

# %% [markdown] tags=["lang-en"]
# Where 熱 and 茶 can be seen, the guess is 喝 (drink). With a causal mask it sees only 我, 想 and the gap itself, and
# guesses 睡 (sleep), much as you may have done the first time.
#
# The same query and the same values; only the table has changed.

# %% [markdown] tags=["lang-zh"]
# ---
# ## 回頭看
#
# | 函式 | 一句話 | 形狀 |
# | :-- | :-- | :-- |
# | `causal_mask` | 看自己和前面；對齊右下角 | $\to (L_q, L_k)$ |
# | `padding_mask` | 真正的詞元才可以看 | $(B, L) \to (B, 1, 1, L)$ |
# | `combine_masks` | 每一個都說可以，才可以 | 廣播之後的形狀 |
# | `masked_softmax` | 在允許的之間分完；沒有人可以分，就全是 0 | 廣播之後的形狀 |
# | `masked_attention` | 遮住一個鍵，等於把它刪掉 | $\to (L_q, D_v)$ 與 $(L_q, L_k)$ |
#
# 還有一句話要帶走：GPT 和 BERT 用的是同一種注意力，差別在一張寫著「可以」與「不行」的表。
#
# - **下一課**：`noise_schedule`。離開文字，看擴散模型怎麼把一張圖一步一步變成雜訊。
#
# 交作業之前：從選單選「重新啟動核心並執行所有儲存格」(Restart Kernel and Run All Cells)，再看一次五個 `check` 的結果。

# %% [markdown] tags=["lang-en"]
# ---
# ## Looking back
#
# | function | in a sentence | shapes |
# | :-- | :-- | :-- |
# | `causal_mask` | yourself and what came before, aligned at the bottom right | $\to (L_q, L_k)$ |
# | `padding_mask` | only real tokens may be looked at | $(B, L) \to (B, 1, 1, L)$ |
# | `combine_masks` | yes only when everyone says yes | what they broadcast to |
# | `masked_softmax` | all is shared out among the allowed; with nobody to share with, all is 0 | what they broadcast to |
# | `masked_attention` | to mask a key is to delete it | $\to (L_q, D_v)$ and $(L_q, L_k)$ |
#
# And one sentence to take away: GPT and BERT use the same attention; what sets them apart is a table of "may" and "may not".
#
# - **Next lesson**: `noise_schedule`. We leave language and watch a diffusion model turn an image into noise, step by step.
#
# Before you hand it in: choose "Restart Kernel and Run All Cells" from the menu, and look at what each `check` says once more.
