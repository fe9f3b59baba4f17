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
# # 觀念：什麼才算基礎模型？
#
# **做完這一課，你能夠**
#
# 1. 讀一段描述，說出它透露了基礎模型的哪些核心特性、否定了哪些、又有哪些沒有說。
# 2. 分辨課本 2.5 節的三個錯誤觀念，以及和它們相近的說法。
# 3. 說出 CLM 與 MLM 各看得到什麼、預測什麼、適合哪一種架構，並認出它們的遮罩。
# 4. 從機率算出兩種預訓練任務的損失 (loss)。
#
# **需要多久**：約一百分鐘。讀課本 2.1 到 2.6 節約 30 分鐘，練習一約 30 分鐘，六句敘述約 10 分鐘，練習二約 30 分鐘。
#
# **先備知識**：讀過課本這一章。不必會寫程式，只要會執行儲存格、在括號裡打勾。
#
# **深入課本的哪裡**：第 2.6 節的兩個練習。課本在別處這樣提醒：
#
# > 目前的基礎模型是極為強大的模式識別器、統計關聯器和語言生成器。（2.5.1 節）
#
# 這一課要你判斷得準，也要你說得出根據。

# %% [markdown] tags=["lang-en"]
# # Concepts: what counts as a foundation model?
#
# **When you are done, you can**
#
# 1. read a description and say which core characteristics of foundation models it shows, which it denies, and which it
#    leaves open;
# 2. recognise the three misconceptions of section 2.5, and claims that come close to them;
# 3. say what CLM and MLM see, what they predict and which architecture suits each, and tell their masks apart;
# 4. work out the losses of the two pre-training objectives from probabilities.
#
# **How long it takes**: about a hundred minutes. Some 30 for reading sections 2.1 to 2.6, 30 for exercise 1, 10 for the six
# statements and 30 for exercise 2.
#
# **What you need**: to have read the chapter. You write no program; you run cells and mark boxes.
#
# **What it deepens**: the two exercises of section 2.6. The chapter reminds you elsewhere (our translation):
#
# > Today's foundation models are extremely powerful recognisers of patterns, associators of statistics and generators of
# > language. (section 2.5.1)
#
# In this lesson you judge, and you say on what grounds.

# %% [markdown] tags=["lang-zh"]
# ## 怎麼作答
#
# 作答有兩種方式：填表單，以及寫一小段話。
#
# **表單**是一個函式，它回傳三引號之間的文字。你只要在括號裡打記號，再執行那一格：
#
# ```text
# 1. 水在攝氏幾度沸騰？（單選，用圓括號）
# ( ) A. 50
# (x) B. 100
#
# 2. 哪些是水果？（複選，用方括號）
# [x] A. 蘋果
# [ ] B. 石頭
# [x] C. 香蕉
# ```
#
# - `x`、`v`、`✓` 都可以，全形的也可以。不選的請讓括號空著。
# - 請不要改題號、選項的字母和其他文字。
# - 表單下面的 `check("…")` 只看**有沒有填好**，例如「第 2 題還沒有作答」。它不會說對或錯，也不計分。
#
# **寫一小段話**的地方是文字儲存格：按兩下，在「請在這裡作答」那一行寫，再執行它。
#
# 先執行下面這兩個儲存格。

# %% [markdown] tags=["lang-en"]
# ## How to answer
#
# You answer in two ways: you fill in forms, and you write a few sentences.
#
# **A form** is a function that returns the text between triple quotes. Put a mark into a box and run the cell:
#
# ```text
# 1. At how many degrees Celsius does water boil?   (choose one: round brackets)
# ( ) A. 50
# (x) B. 100
#
# 2. Which of these are fruit?                      (choose several: square brackets)
# [x] A. apple
# [ ] B. stone
# [x] C. banana
# ```
#
# - `x`, `v` and `✓` will all do. Leave the box empty where you do not choose.
# - Keep the numbers of the questions, the letters of the options and all other text.
# - `check("…")` below a form only looks **whether it is filled in**: "Question 2 has no answer yet." It never says what is
#   right, and carries no points.
#
# **A few sentences** go into a text cell: double-click it, write in the line "Write your answer here", and run it.
#
# Run the next two cells first.

# %%
from grader.notebook import check, heat_map, see, statements

# %% tags=["lang-zh"]
LANG = "zh-TW"

# %% tags=["lang-en"]
LANG = "en"

# %% [markdown] tags=["lang-zh"]
# ## 怎麼計分
#
# | 部分 | 分數 | 誰來評 |
# | :-- | :-: | :-- |
# | 練習一：四段描述的表單 | 4 × 5 | 自動 |
# | 練習一：四個理由 | 4 × 5 | 助教 |
# | 六句敘述 | 20 | 自動 |
# | 練習二：四張表單 | 8 + 6 + 6 + 8 | 自動 |
# | 練習二：兩段話 | 6 + 6 | 助教 |
#
# 要選好幾個的題目（複選、一列一列的配對、六句敘述），計分的規則只有一條：
#
# $$\text{得分} = \text{滿分} \times \frac{\max(0,\ \text{答對} - \text{答錯})}{\text{應該答對的數目}}$$
#
# 所以全部打勾得不到分；沒有把握的，空著比亂猜好。有些選項選不選都可以，不加分也不扣分。
#
# 助教評理由時看三件事，五分的題目是這樣分的：
#
# | 看什麼 | 分數 |
# | :-- | :-: |
# | **事實**：從描述裡挑出關鍵的字句 | 2 |
# | **連結**：說明這句話表示有（或沒有）哪個特性 | 2 |
# | **自己的話**：讀起來是你想過的，不是抄來的 | 1 |
#
# 課本印了參考答案。照抄它最多得 2 分；同意它、補充它、反駁它都可以，只要說得出根據。

# %% [markdown] tags=["lang-en"]
# ## How it is scored
#
# | part | points | graded |
# | :-- | :-: | :-- |
# | exercise 1: forms on four descriptions | 4 × 5 | by the grader |
# | exercise 1: four reasons | 4 × 5 | by a teaching assistant |
# | six statements | 20 | by the grader |
# | exercise 2: four forms | 8 + 6 + 6 + 8 | by the grader |
# | exercise 2: two short texts | 6 + 6 | by a teaching assistant |
#
# Wherever several marks are asked for (ticks, rows to match, the six statements) there is one rule:
#
# $$\text{points} = \text{full points} \times \frac{\max(0,\ \text{right} - \text{wrong})}{\text{how many there are to get right}}$$
#
# So ticking everything earns nothing, and a blank is better than a wild guess. A few options may be ticked or not; they
# neither gain nor lose.
#
# A teaching assistant looks for three things in a reason worth five points:
#
# | what | points |
# | :-- | :-: |
# | **fact**: you pick the words of the description that matter | 2 |
# | **link**: you say which characteristic these words show, or deny | 2 |
# | **your own words**: it reads as if you had thought about it | 1 |
#
# The chapter prints solutions of its own. Copying them earns 2 points at most; you may agree, add to them or object, as long
# as you say why.

# %% [markdown] tags=["lang-zh"]
# ---
# ## 練習一：基礎模型特性辨析（40 分，約 30 分鐘）
#
# 課本 2.6 節的題目是：
#
# > 請判斷以下描述是否符合「基礎模型」的核心特性。若符合，請簡述原因；若不符合，請說明基礎模型的相關特性。
#
# **核心特性**指的是 2.1.1 節列出的五個核心觀念。讀一段描述的時候，可以一項一項問：
#
# | 特性 | 問自己 |
# | :-- | :-- |
# | 規模 (scale) | 資料、參數或計算資源，有沒有說多大？ |
# | 預訓練 (pre-training) | 有沒有說先在廣泛的資料上學過？ |
# | 通用性 (generality) | 它做一件事，還是許多件不同的事？ |
# | 適應性 (adaptation) | 有沒有說怎樣讓它改做別的任務？ |
# | 湧現能力 (emergent abilities) | 有沒有說哪種能力是隨著規模突然出現的？ |
#
# 每一項都有三種可能：描述**說出**它、**否定**它，或者**沒有提**。例如「每換一個任務就得重新訓練」否定了適應性；
# 「這個模型很受歡迎」什麼都沒有提。描述不必五項都提到，你判斷的是描述，不是你印象中的哪一個產品。

# %% [markdown] tags=["lang-en"]
# ---
# ## Exercise 1: is it a foundation model? (40 points, about 30 minutes)
#
# Section 2.6 of the chapter asks (our translation):
#
# > Judge whether each description below agrees with the core characteristics of a "foundation model". If it does, say briefly
# > why; if it does not, name the characteristics of foundation models that matter here.
#
# **Core characteristics** are the five core ideas of section 2.1.1. As you read a description, ask for one after the other:
#
# | characteristic | ask yourself |
# | :-- | :-- |
# | scale | Does it say how large the data, the parameters or the computing power are? |
# | pre-training | Does it say that the model first learned from broad data? |
# | generality | Does it do one thing, or many different things? |
# | adaptation | Does it say how the model is brought to do another task? |
# | emergent abilities | Does it say that an ability appeared suddenly as the model grew? |
#
# Each time there are three possibilities: the description **states** it, **denies** it, or **does not mention** it. "It has to be
# trained anew for every task" denies adaptation; "this model is very popular" mentions nothing. A description need not speak
# of all five. You judge the description, not a product that it reminds you of.

# %% [markdown] tags=["lang-zh"]
# ### 一個例子
#
# > 一個語音模型，先聽過一百萬小時、幾十種語言、沒有標註的錄音。之後微調，就能聽寫、辨認說話的人、判斷是哪一種語言。
#
# | 描述裡的話 | 說出的特性 |
# | :-- | :-- |
# | 一百萬小時、幾十種語言 | 規模 |
# | **先**聽過沒有標註的錄音 | 預訓練 |
# | **之後微調** | 適應性 |
# | 聽寫、辨認說話的人、判斷語言 | 通用性 |
# | （沒有提） | 湧現能力：不勾 |
#
# 所以看得出來，它具有核心特性。理由可以這樣寫（71 個字）：
#
# > 它先從一百萬小時未標註的錄音學起，這是大規模的預訓練；微調之後，同一個模型能做三種任務，可見有適應性和通用性。描述沒提湧現能力，但已足以判斷。
#
# 注意它怎麼寫：先引事實，再說這個事實表示什麼。只寫「因為它符合定義」，就沒有事實，也沒有連結。

# %% [markdown] tags=["lang-en"]
# ### An example
#
# > A speech model first listened to a million hours of recordings in dozens of languages, without labels. After fine-tuning it
# > can take dictation, recognise who is speaking, and tell which language it is.
#
# | words of the description | characteristic that they state |
# | :-- | :-- |
# | a million hours, dozens of languages | scale |
# | **first** listened to recordings without labels | pre-training |
# | **after fine-tuning** | adaptation |
# | dictation, speakers, languages | generality |
# | (not mentioned) | emergent abilities: no tick |
#
# So one can tell that it has the core characteristics. A reason might read (48 words):
#
# > It first learned from a million hours of unlabelled recordings, which is pre-training on a large scale. After fine-tuning, one and
# > the same model does three tasks, so it is general and can be adapted. Emergent abilities are not mentioned, but what is said is
# > enough to decide.
#
# See how it goes: first a fact, then what the fact shows. "Because it fits the definition" has neither fact nor link.

# %% [markdown] tags=["lang-zh"]
# ### 描述 1
#
# > 一個針對手寫數字識別（MNIST）數據集從零開始訓練，並僅用於識別數字的卷積神經網絡。
#
# MNIST 有七萬張 28 × 28 的小圖，每張是一個手寫的阿拉伯數字。

# %% [markdown] tags=["lang-en"]
# ### Description 1
#
# > A convolutional neural network trained from scratch on the data set for handwritten digits (MNIST), and used only to recognise digits.
#
# MNIST has 70,000 small pictures, 28 × 28, each of one handwritten digit.


# %% nbgrader={"grade": false, "grade_id": "description_1", "locked": false, "schema_version": 3, "solution": true, "task": false} tags=["form"]
def description_1() -> str:
    """表單：在括號裡打 x，其他文字不要改。 Put an x into the brackets; leave the rest as it is."""
    ### BEGIN SOLUTION
    return """
1. 只憑這段描述，看得出這個模型具有基礎模型的核心特性嗎？選一個。
   From this description alone, can one tell that the model has the core characteristics? Choose one.
( ) A. 看得出來，它具有 One can tell that it has them
(x) B. 看得出來，它不具有 One can tell that it lacks them
( ) C. 無法判斷 It cannot be told

2. 你的判斷是哪些特性決定的？只勾描述說出或否定的；如果關鍵在於描述沒有提，勾 H。
   Which characteristics decide that? Tick what the description states or denies;
   if what matters is not mentioned, tick H.
[ ] A. 規模 Scale
[x] B. 預訓練 Pre-training
[ ] C. 通用性 Generality
[ ] D. 適應性 Adaptation
[ ] E. 湧現能力 Emergent abilities
[x] F. 資料小而特定 Small, specific data
[x] G. 只做單一任務 A single task
[ ] H. 資訊不足 Too little information
[ ] I. 開放原始碼 Open source
[ ] J. 意識 Consciousness
"""
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_description_1", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check("description_1")

# %% [markdown] nbgrader={"grade": true, "grade_id": "reason_1", "locked": false, "points": 5, "schema_version": 3, "solution": true, "task": false}
# **理由 1 Reason 1**（5 分 points）
#
# 用 60–120 個字寫出你的理由；如果你認為無法判斷，寫還需要知道什麼，為什麼。
#
# Give your reason in 40–80 words (60–120 Chinese characters); if it cannot be told, say what one would need to know, and why.
#
# ### BEGIN SOLUTION
# **要點 Key points**
#
# - 事實（2 分）：引出「從零開始訓練」「MNIST」「僅用於識別數字」之中的兩個得 2 分，一個得 1 分。
# - 連結（2 分）：從零開始 → 沒有預訓練；僅用於識別數字 → 單一任務，沒有通用性（或不能適應別的任務）；MNIST → 資料小而特定，沒有規模。說清楚兩條得 2 分，一條得 1 分。
# - 自己的話（1 分）：不是課本詳解的改寫。整段照抄詳解，全題最多 2 分。
#
# **部分給分 Partial credit**：只說「它是傳統模型」或「它不符合定義」而沒有引描述，最多 1 分。超出或不足 60–120 字而內容完整，不扣分；英文約 40–80 個字。
#
# **常見的錯 Typical mistakes**：因為是卷積網路、不是 Transformer（架構不是核心特性，這一句不給分）；因為準確率不夠；因為它沒有意識。
#
# **English**: facts 2 (two of: from scratch, MNIST, only digits), links 2 (no pre-training; one task, so no generality; small and specific data), own words 1. "It is a CNN" is no reason. 40–80 words are the same length in English.
#
# **參考答案 A model answer**：它從零開始訓練，所以沒有預訓練；資料只有 MNIST，小而特定；又僅用來認數字，是單一任務，看不到通用性，換一個任務就幫不上忙。這些話正好和基礎模型的特性相反。
# ### END SOLUTION

# %% [markdown] tags=["lang-zh"]
# ### 描述 2
#
# > 一個在數百 GB 文本數據上預訓練，之後能透過微調或提示工程執行文本摘要、問答、翻譯等多種任務的模型。

# %% [markdown] tags=["lang-en"]
# ### Description 2
#
# > A model that was pre-trained on hundreds of gigabytes of text and can afterwards, through fine-tuning or prompt engineering, carry out many tasks, such as summaries, answers to questions, and translations.


# %% nbgrader={"grade": false, "grade_id": "description_2", "locked": false, "schema_version": 3, "solution": true, "task": false} tags=["form"]
def description_2() -> str:
    """表單：在括號裡打 x，其他文字不要改。 Put an x into the brackets; leave the rest as it is."""
    ### BEGIN SOLUTION
    return """
1. 只憑這段描述，看得出這個模型具有基礎模型的核心特性嗎？選一個。
   From this description alone, can one tell that the model has the core characteristics? Choose one.
(x) A. 看得出來，它具有 One can tell that it has them
( ) B. 看得出來，它不具有 One can tell that it lacks them
( ) C. 無法判斷 It cannot be told

2. 你的判斷是哪些特性決定的？只勾描述說出或否定的；如果關鍵在於描述沒有提，勾 H。
   Which characteristics decide that? Tick what the description states or denies;
   if what matters is not mentioned, tick H.
[x] A. 規模 Scale
[x] B. 預訓練 Pre-training
[x] C. 通用性 Generality
[x] D. 適應性 Adaptation
[ ] E. 湧現能力 Emergent abilities
[ ] F. 資料小而特定 Small, specific data
[ ] G. 只做單一任務 A single task
[ ] H. 資訊不足 Too little information
[ ] I. 開放原始碼 Open source
[ ] J. 意識 Consciousness
"""
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_description_2", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check("description_2")

# %% [markdown] nbgrader={"grade": true, "grade_id": "reason_2", "locked": false, "points": 5, "schema_version": 3, "solution": true, "task": false}
# **理由 2 Reason 2**（5 分 points）
#
# 用 60–120 個字寫出你的理由；如果你認為無法判斷，寫還需要知道什麼，為什麼。
#
# Give your reason in 40–80 words (60–120 Chinese characters); if it cannot be told, say what one would need to know, and why.
#
# ### BEGIN SOLUTION
# **要點 Key points**
#
# - 事實（2 分）：引出「數百 GB」「預訓練」「微調或提示工程」「多種任務」之中的兩個得 2 分，一個得 1 分。
# - 連結（2 分）：數百 GB → 規模；先預訓練、之後才做任務 → 通用的知識；微調或提示 → 適應性；摘要、問答、翻譯 → 通用性。說清楚兩條得 2 分，一條得 1 分。只把特性的名字抄一遍，不算連結。
# - 自己的話（1 分）：不是課本詳解的改寫。整段照抄詳解，全題最多 2 分。
#
# **部分給分 Partial credit**：說「因為是大型語言模型」而沒有根據，最多 1 分。質疑參數量沒有寫、但仍說明哪些特性成立，可得滿分。
#
# **常見的錯 Typical mistakes**：把多種任務說成湧現能力；以為微調等於從頭訓練；以為它「懂」文章。
#
# **English**: facts 2 (two of: hundreds of GB, pre-trained, fine-tuning or prompts, many tasks), links 2, own words 1. A bare list of names of characteristics is no link. Many tasks are not emergence. 40–80 words.
#
# **參考答案 A model answer**：「數百 GB」說的是規模，「預訓練」說的是先學一般的知識；之後不必重來，只要微調或換個提示就能改做摘要、問答、翻譯，可見它能適應，也有通用性。
# ### END SOLUTION

# %% [markdown] tags=["lang-zh"]
# ### 描述 3
#
# > 一個只能理解圖像，但無法處理文本資訊的模型。

# %% [markdown] tags=["lang-en"]
# ### Description 3
#
# > A model that can understand only images and cannot handle text.


# %% nbgrader={"grade": false, "grade_id": "description_3", "locked": false, "schema_version": 3, "solution": true, "task": false} tags=["form"]
def description_3() -> str:
    """表單：在括號裡打 x，其他文字不要改。 Put an x into the brackets; leave the rest as it is."""
    ### BEGIN SOLUTION
    return """
1. 只憑這段描述，看得出這個模型具有基礎模型的核心特性嗎？選一個。
   From this description alone, can one tell that the model has the core characteristics? Choose one.
( ) A. 看得出來，它具有 One can tell that it has them
( ) B. 看得出來，它不具有 One can tell that it lacks them
(x) C. 無法判斷 It cannot be told

2. 你的判斷是哪些特性決定的？只勾描述說出或否定的；如果關鍵在於描述沒有提，勾 H。
   Which characteristics decide that? Tick what the description states or denies;
   if what matters is not mentioned, tick H.
[ ] A. 規模 Scale
[ ] B. 預訓練 Pre-training
[ ] C. 通用性 Generality
[ ] D. 適應性 Adaptation
[ ] E. 湧現能力 Emergent abilities
[ ] F. 資料小而特定 Small, specific data
[ ] G. 只做單一任務 A single task
[x] H. 資訊不足 Too little information
[ ] I. 開放原始碼 Open source
[ ] J. 意識 Consciousness
"""
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_description_3", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check("description_3")

# %% [markdown] nbgrader={"grade": true, "grade_id": "reason_3", "locked": false, "points": 5, "schema_version": 3, "solution": true, "task": false}
# **理由 3 Reason 3**（5 分 points）
#
# 用 60–120 個字寫出你的理由；如果你認為無法判斷，寫還需要知道什麼，為什麼。
#
# Give your reason in 40–80 words (60–120 Chinese characters); if it cannot be told, say what one would need to know, and why.
#
# ### BEGIN SOLUTION
# **這一題的判斷有爭議 The verdict is open**：課本印「不符合」，理由卻是「過於籠統」。所以「無法判斷」和「不符合」都可以得滿分，評的是理由；「符合」只有在說明了額外的假設時才給分（最多 3 分）。
#
# **要點 Key points**
#
# - 事實（2 分）：指出描述只說了模態（能看圖像、不能處理文本）得 1 分；指出它沒有提資料多大、怎麼訓練、能做幾種任務，至少兩項，再得 1 分。
# - 連結（2 分）：單一模態不等於單一任務：只看圖像的模型也可能有規模和通用性（1 分）；還需要知道什麼才能判斷，例如預訓練用了多少圖像、能不能微調去做別的視覺任務（1 分）。答「不符合」的人，說明描述沒有展現通用性或規模，也算這 2 分。
# - 自己的話（1 分）。整段照抄詳解，全題最多 2 分。
#
# **常見的錯 Typical mistakes**：「因為不是多模態」「因為只做一件事」：把模態當成任務，連結不給分。「因為它真的理解圖像」：課本 2.5.1 節否定這種理解，不給分。
#
# **English**: "cannot tell" and "no" both earn full points; the reason is what is graded. Facts 2 (only the modality is stated; data, training or tasks are not), links 2 (one modality is not one task; what one would need to know), own words 1. 40–80 words.
#
# **參考答案 A model answer**：這句話只說它看得懂圖像、不處理文字，那是模態，不是任務的數目。用了多少資料、有沒有預訓練、能不能改做分割或偵測，都沒有說；知道這些才能判斷規模和通用性。
# ### END SOLUTION

# %% [markdown] tags=["lang-zh"]
# ### 描述 4
#
# > 一個隨著其參數規模達到數十億後，突然展現出複雜程式碼生成能力的模型。

# %% [markdown] tags=["lang-en"]
# ### Description 4
#
# > A model that suddenly showed the ability to generate complex program code once it had grown to billions of parameters.


# %% nbgrader={"grade": false, "grade_id": "description_4", "locked": false, "schema_version": 3, "solution": true, "task": false} tags=["form"]
def description_4() -> str:
    """表單：在括號裡打 x，其他文字不要改。 Put an x into the brackets; leave the rest as it is."""
    ### BEGIN SOLUTION
    return """
1. 只憑這段描述，看得出這個模型具有基礎模型的核心特性嗎？選一個。
   From this description alone, can one tell that the model has the core characteristics? Choose one.
(x) A. 看得出來，它具有 One can tell that it has them
( ) B. 看得出來，它不具有 One can tell that it lacks them
( ) C. 無法判斷 It cannot be told

2. 你的判斷是哪些特性決定的？只勾描述說出或否定的；如果關鍵在於描述沒有提，勾 H。
   Which characteristics decide that? Tick what the description states or denies;
   if what matters is not mentioned, tick H.
[x] A. 規模 Scale
[ ] B. 預訓練 Pre-training
[ ] C. 通用性 Generality
[ ] D. 適應性 Adaptation
[x] E. 湧現能力 Emergent abilities
[ ] F. 資料小而特定 Small, specific data
[ ] G. 只做單一任務 A single task
[ ] H. 資訊不足 Too little information
[ ] I. 開放原始碼 Open source
[ ] J. 意識 Consciousness
"""
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_description_4", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check("description_4")

# %% [markdown] nbgrader={"grade": true, "grade_id": "reason_4", "locked": false, "points": 5, "schema_version": 3, "solution": true, "task": false}
# **理由 4 Reason 4**（5 分 points）
#
# 用 60–120 個字寫出你的理由；如果你認為無法判斷，寫還需要知道什麼，為什麼。
#
# Give your reason in 40–80 words (60–120 Chinese characters); if it cannot be told, say what one would need to know, and why.
#
# ### BEGIN SOLUTION
# **要點 Key points**
#
# - 事實（2 分）：引出「數十億參數」得 1 分，「突然展現」（或「規模達到之後才有」）得 1 分。
# - 連結（2 分）：數十億參數 → 規模（1 分）；隨規模突然出現、小的時候沒有 → 湧現能力，是質變而不是線性的進步（1 分）。
# - 自己的話（1 分）。整段照抄詳解，全題最多 2 分。
#
# **答「無法判斷」的人 Those who say "cannot tell"**：承認規模與湧現能力，並指出描述沒有提預訓練、通用性或適應性，可得滿分。只說「資訊不足」得 1 分。
#
# **常見的錯 Typical mistakes**：因為會寫程式所以有理解力或意識；把「突然」略過，只說能力變強；把程式碼生成說成通用性。
#
# **English**: facts 2 (billions of parameters; suddenly), links 2 (scale; absent in smaller models, so emergence, a change in kind), own words 1. "Cannot tell" may earn full points if it grants scale and emergence and says what is missing. 40–80 words.
#
# **參考答案 A model answer**：參數到了數十億，這是規模；關鍵是「突然」：小的時候不會寫複雜的程式，過了某個規模才會，不是慢慢變好，所以是湧現能力。描述沒提怎麼微調，但這兩項已是核心特性。
# ### END SOLUTION

# %% [markdown] tags=["lang-zh"]
# ---
# ## 六句敘述（20 分，約 10 分鐘）
#
# 每位同學判斷六句敘述，由自己的學號抽出，所以和鄰座的大多不一樣。
#
# 1. 在下面的表單填上**交作業用的學號**，執行那一格。
# 2. 執行再下面一格，就會看到你的六句敘述。
# 3. 回到表單，依照**課本這一章**的說法判斷：對，還是錯？一句打一個記號，再執行一次。
#
# 沒有陷阱題：把課本 2.1 到 2.5 節讀清楚，就答得出來。敘述裡有「只」或「總是」不代表錯，有「可能」也不代表對。
#
# 學號寫錯的話，你答的就不是自己的敘述。那樣不會算零分，會有人來看；但請先核對一次。

# %% [markdown] tags=["lang-en"]
# ---
# ## Six statements (20 points, about 10 minutes)
#
# Each student judges six statements, drawn by the student's id, so your neighbours have mostly others.
#
# 1. Fill in **the id under which you hand in your work** below, and run that cell.
# 2. Run the cell after it to see your six statements.
# 3. Go back to the form and judge by what **this chapter** says: true or false? One mark for each; run the cell again.
#
# There are no trick questions: whoever has read sections 2.1 to 2.5 carefully can answer. "Only" or "always" does not make a
# statement false, and "may" does not make it true.
#
# With a wrong id you answer somebody else's statements. That does not count as zero; a person will look at it. Still,
# check your id once more.


# %% nbgrader={"grade": false, "grade_id": "fresh_statements", "locked": false, "schema_version": 3, "solution": true, "task": false} tags=["form"]
def fresh_statements() -> str:
    """表單：在括號裡打 x，其他文字不要改。 Put an x into the brackets; leave the rest as it is."""
    ### BEGIN SOLUTION
    return """
學號 student id: __reference__

1. ( ) A. 對 True    (x) B. 錯 False
2. (x) A. 對 True    ( ) B. 錯 False
3. (x) A. 對 True    ( ) B. 錯 False
4. ( ) A. 對 True    (x) B. 錯 False
5. (x) A. 對 True    ( ) B. 錯 False
6. ( ) A. 對 True    (x) B. 錯 False
"""
    ### END SOLUTION


# %% tags=["picture"]
with see():
    statements(fresh_statements())


# %% nbgrader={"grade": true, "grade_id": "test_fresh_statements", "locked": true, "points": 20, "schema_version": 3, "solution": false, "task": false}
check("fresh_statements")

# %% [markdown] tags=["lang-zh"]
# ---
# ## 練習二：理解 LLM 的預訓練任務（40 分，約 30 分鐘）
#
# 課本 2.6 節的題目是：
#
# > 最常見的兩種預訓練任務是「因果語言模型 (Causal Language Modeling, CLM)」和「掩碼語言模型 (Masked Language Modeling, MLM)」。請簡述這兩種任務的核心目標，並說明它們各自適合什麼樣的 LLM 架構。
#
# 我們分四張表單和兩段話來做。
#
# ### 行為與目標
#
# 下面八種行為，各屬於哪一種預訓練任務？有些兩種都有，有些兩種都沒有。第 1 到 4 列、第 5 到 8 列各占 4 分，分開計算。

# %% [markdown] tags=["lang-en"]
# ---
# ## Exercise 2: how large language models are pre-trained (40 points, about 30 minutes)
#
# Section 2.6 of the chapter asks (our translation):
#
# > The two most common pre-training objectives are causal language modelling (CLM) and masked language modelling (MLM). Describe
# > briefly what each aims at, and say which architecture of language models suits each.
#
# We do it in four forms and two short texts.
#
# ### Behaviours
#
# To which objective does each of these eight behaviours belong? Some belong to both, and some to neither. Rows 1 to 4 and rows 5 to 8
# carry 4 points each and are counted apart.


# %% nbgrader={"grade": false, "grade_id": "objectives", "locked": false, "schema_version": 3, "solution": true, "task": false} tags=["form"]
def objectives() -> str:
    """表單：在括號裡打 x，其他文字不要改。 Put an x into the brackets; leave the rest as it is."""
    ### BEGIN SOLUTION
    return """
1. 預測一個詞元時，只能依據它前面的詞元。
   Predicts a token from the tokens before it, and from no others.
   (x) A. CLM   ( ) B. MLM   ( ) C. 兩者都是 both   ( ) D. 兩者都不是 neither

2. 正確答案就在文本裡，不需要人工標註。
   The right answers are in the text itself; nobody has to label anything.
   ( ) A. CLM   ( ) B. MLM   (x) C. 兩者都是 both   ( ) D. 兩者都不是 neither

3. 隨機遮蓋輸入裡的一些詞元，再猜被遮蓋的是什麼。
   Hides some tokens of the input at random and guesses what was hidden.
   ( ) A. CLM   (x) B. MLM   ( ) C. 兩者都是 both   ( ) D. 兩者都不是 neither

4. 由人替每個句子標上「正面」或「負面」，學的就是這個標籤。
   People mark each sentence as positive or negative, and this mark is what is learned.
   ( ) A. CLM   ( ) B. MLM   ( ) C. 兩者都是 both   (x) D. 兩者都不是 neither

5. 猜一個詞元時，可以同時參考它前面和後面的詞元。
   Guesses a token from the tokens before it and from those after it.
   ( ) A. CLM   (x) B. MLM   ( ) C. 兩者都是 both   ( ) D. 兩者都不是 neither

6. 從帶有雜訊的圖像裡，預測並去除雜訊。
   Predicts the noise in a noisy image and removes it.
   ( ) A. CLM   ( ) B. MLM   ( ) C. 兩者都是 both   (x) D. 兩者都不是 neither

7. 訓練時做的事就是續寫：看著開頭，猜下一個詞元。
   Practises continuing a text: it sees the beginning and guesses the token that comes next.
   (x) A. CLM   ( ) B. MLM   ( ) C. 兩者都是 both   ( ) D. 兩者都不是 neither

8. 給正確詞元的機率越高，損失就越低。
   The more probability it gives to the right token, the lower its loss.
   ( ) A. CLM   ( ) B. MLM   (x) C. 兩者都是 both   ( ) D. 兩者都不是 neither
"""
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_objectives", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
check("objectives")

# %% [markdown] tags=["lang-zh"]
# ### 架構
#
# 根據**這一章**，每一種任務主要用在哪些架構？可能不只一種。

# %% [markdown] tags=["lang-en"]
# ### Architectures
#
# According to **this chapter**, for which architectures is each objective mainly used? It may be more than one.


# %% nbgrader={"grade": false, "grade_id": "architectures", "locked": false, "schema_version": 3, "solution": true, "task": false} tags=["form"]
def architectures() -> str:
    """表單：在括號裡打 x，其他文字不要改。 Put an x into the brackets; leave the rest as it is."""
    ### BEGIN SOLUTION
    return """
1. 因果語言模型 CLM
[x] A. 純解碼器 Decoder-only
[ ] B. 純編碼器 Encoder-only
[ ] C. 編碼器-解碼器 Encoder-decoder
[ ] D. 去噪用的 U-Net  A U-Net that removes noise

2. 掩碼語言模型 MLM
[ ] A. 純解碼器 Decoder-only
[x] B. 純編碼器 Encoder-only
[x] C. 編碼器-解碼器 Encoder-decoder
[ ] D. 去噪用的 U-Net  A U-Net that removes noise
"""
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_architectures", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check("architectures")

# %% [markdown] tags=["lang-zh"]
# ### 認出遮罩
#
# 注意力的遮罩 (mask) 是一張表：每一**列**是一個查詢 (query)，每一**欄**是一個鍵 (key)。1 表示這個查詢可以看這個鍵，0 表示不可以。
#
# 句子長短不一，放進同一批計算時要補到一樣長。補上的空位叫**填充** (padding)，裡面什麼都沒有，所以誰都不該看它。
#
# 下面畫出六張遮罩 A 到 F。先自己想：如果由你來畫，三種情況各會是什麼樣子？再去圖裡找。

# %% [markdown] tags=["lang-en"]
# ### Recognise a mask
#
# A mask of attention is a table: each **row** is a query, each **column** is a key. 1 means that this query may look at this key,
# 0 that it may not.
#
# Sentences differ in length; to be computed together, they are filled up to the same length. The places that are filled up are
# called **padding**. There is nothing in them, so nobody should look at them.
#
# Below are six masks, A to F. Think first: if you had to draw them, what would the three cases look like? Then find your
# drawings.

# %% tags=["picture"]
masks = {
    "A": "111111 011111 001111 000111 000011 000001",
    "B": "1111000 1111000 1111000 1111000 1111000",
    "C": "111111 111111 111111 111111 000000 000000",
    "D": "100000 110000 111000 111100 111110 111111",
    "E": "11111 11111 11111 11111 00000 00000 00000",
    "F": "111100 111100 111100 111100 111100 111100",
}
with see():
    for letter, mask in masks.items():
        heat_map([[int(cell) for cell in row] for row in mask.split()], title=letter)


# %% nbgrader={"grade": false, "grade_id": "mask_pictures", "locked": false, "schema_version": 3, "solution": true, "task": false} tags=["form"]
def mask_pictures() -> str:
    """表單：在括號裡打 x，其他文字不要改。 Put an x into the brackets; leave the rest as it is."""
    ### BEGIN SOLUTION
    return """
1. 純解碼器：6 個詞元，沒有填充。
   A decoder: 6 tokens, no padding.
   ( ) A.   ( ) B.   ( ) C.   (x) D.   ( ) E.   ( ) F.

2. 純編碼器：6 個位置，前 4 個是真正的詞元，後 2 個是填充。
   An encoder: 6 places, of which the first 4 are real tokens and the last 2 padding.
   ( ) A.   ( ) B.   ( ) C.   ( ) D.   ( ) E.   (x) F.

3. 交叉注意力：圖像的 5 個區塊是查詢，提示的 7 個位置是鍵；後 3 個位置是填充。
   Cross-attention: 5 patches of an image are the queries, 7 places of a prompt the keys;
   the last 3 places are padding.
   ( ) A.   (x) B.   ( ) C.   ( ) D.   ( ) E.   ( ) F.
"""
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_mask_pictures", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check("mask_pictures")

# %% [markdown] tags=["lang-zh"]
# ### 算出損失
#
# 預訓練的**損失** (loss) 說的是：模型給正確詞元的機率，離 1 有多遠。機率是 $p$，這一個位置的損失就是 $-\ln p$（自然對數）。
#
# | $p$ | 1 | 0.8 | 0.5 | 0.25 | 0.125 |
# | :-- | :-: | :-: | :-: | :-: | :-: |
# | $-\ln p$ | 0 | 0.223 | 0.693 | 1.386 | 2.079 |
#
# 兩種任務都把損失平均起來，但是平均的位置不同：
#
# $$L_{\mathrm{CLM}} = -\frac{1}{n-1} \sum_{i=2}^{n} \ln p(x_i \mid x_1, \dots, x_{i-1}) \qquad\qquad L_{\mathrm{MLM}} = -\frac{1}{|M|} \sum_{i \in M} \ln p(x_i \mid \tilde{x})$$
#
# | 符號 | 意思 |
# | :-- | :-- |
# | $x_1, \dots, x_n$ | 句子的 $n$ 個詞元 |
# | $M$、$\lvert M \rvert$ | 被遮蓋的位置、有幾個 |
# | $\tilde{x}$ | 遮蓋以後的句子 |
#
# **用紙筆算一次**：句子是「貓 愛 魚」，$n = 3$。
#
# - CLM：看到「貓」，給「愛」0.5；看到「貓 愛」，給「魚」0.125。「貓」前面沒有詞元，不預測它。
#   $L_{\mathrm{CLM}} = (0.693 + 2.079)/2 = 1.386$。
# - MLM：遮住「愛」，輸入是「貓 ▢ 魚」。模型在三個位置給正確詞元的機率是 0.99、0.2、0.97，
#   但只有遮住的位置算數。$L_{\mathrm{MLM}} = -\ln 0.2 = 1.609$。

# %% [markdown] tags=["lang-en"]
# ### Work out the losses
#
# The **loss** of pre-training says how far from 1 the probability is that the model gives to the right token. With a probability
# of $p$, the loss at this place is $-\ln p$ (natural logarithm).
#
# | $p$ | 1 | 0.8 | 0.5 | 0.25 | 0.125 |
# | :-- | :-: | :-: | :-: | :-: | :-: |
# | $-\ln p$ | 0 | 0.223 | 0.693 | 1.386 | 2.079 |
#
# Both objectives average such losses, but over different places:
#
# $$L_{\mathrm{CLM}} = -\frac{1}{n-1} \sum_{i=2}^{n} \ln p(x_i \mid x_1, \dots, x_{i-1}) \qquad\qquad L_{\mathrm{MLM}} = -\frac{1}{|M|} \sum_{i \in M} \ln p(x_i \mid \tilde{x})$$
#
# | symbol | meaning |
# | :-- | :-- |
# | $x_1, \dots, x_n$ | the $n$ tokens of the sentence |
# | $M$, $\lvert M \rvert$ | the hidden places, and how many there are |
# | $\tilde{x}$ | the sentence with these places hidden |
#
# **Once on paper**: the sentence is 貓 愛 魚 (cats love fish), $n = 3$.
#
# - CLM: having seen 貓, the model gives 0.5 to 愛; having seen 貓 愛, it gives 0.125 to 魚. Nothing stands before 貓, so it is not
#   predicted. $L_{\mathrm{CLM}} = (0.693 + 2.079)/2 = 1.386$.
# - MLM: 愛 is hidden, the input is 貓 ▢ 魚. At the three places the model gives 0.99, 0.2 and 0.97 to the right token, but only the
#   hidden one counts. $L_{\mathrm{MLM}} = -\ln 0.2 = 1.609$.

# %% [markdown] tags=["lang-zh"]
# ### 輪到你
#
# 句子是「我 想 喝 熱 茶」，詞彙表裡就只有這五個詞元。
#
# **CLM 模型**：每一列是它看到的詞元，每一欄是它給下一個詞元的機率。
#
# | 看到的詞元 | 我 | 想 | 喝 | 熱 | 茶 |
# | :-- | :-: | :-: | :-: | :-: | :-: |
# | 我 | 0.05 | 0.50 | 0.25 | 0.10 | 0.10 |
# | 我 想 | 0.05 | 0.05 | 0.25 | 0.05 | 0.60 |
# | 我 想 喝 | 0.05 | 0.05 | 0.05 | 0.25 | 0.60 |
# | 我 想 喝 熱 | 0.05 | 0.05 | 0.15 | 0.25 | 0.50 |
#
# **MLM 模型**：輸入是「我 ▢ 喝 熱 ▢」。下面是它在每個位置給**正確詞元**的機率。
#
# | 位置 | 1 | 2 | 3 | 4 | 5 |
# | :-- | :-: | :-: | :-: | :-: | :-: |
# | 輸入 | 我 | ▢ | 喝 | 熱 | ▢ |
# | 正確的詞元 | 我 | 想 | 喝 | 熱 | 茶 |
# | 機率 | 0.90 | 0.25 | 0.80 | 0.95 | 0.125 |
#
# 每種任務回答兩件事：平均了**幾個**位置，損失是多少。損失請算到小數點後兩位或三位。
#
# 可以用計算機，也可以開一個新的儲存格讓 Python 算。答案直接寫在冒號後面，取代底線，例如 `CLM loss: 1.39`。

# %% [markdown] tags=["lang-en"]
# ### Your turn
#
# The sentence is 我 想 喝 熱 茶, word by word: I · want · drink · hot · tea. The vocabulary has these five tokens and no more.
#
# **The CLM model**: each row is what it has seen, each column the probability that it gives to the next token.
#
# | tokens seen | 我 | 想 | 喝 | 熱 | 茶 |
# | :-- | :-: | :-: | :-: | :-: | :-: |
# | 我 | 0.05 | 0.50 | 0.25 | 0.10 | 0.10 |
# | 我 想 | 0.05 | 0.05 | 0.25 | 0.05 | 0.60 |
# | 我 想 喝 | 0.05 | 0.05 | 0.05 | 0.25 | 0.60 |
# | 我 想 喝 熱 | 0.05 | 0.05 | 0.15 | 0.25 | 0.50 |
#
# **The MLM model**: its input is 我 ▢ 喝 熱 ▢. Below is the probability that it gives to **the right token** at each place.
#
# | place | 1 | 2 | 3 | 4 | 5 |
# | :-- | :-: | :-: | :-: | :-: | :-: |
# | input | 我 | ▢ | 喝 | 熱 | ▢ |
# | right token | 我 | 想 | 喝 | 熱 | 茶 |
# | probability | 0.90 | 0.25 | 0.80 | 0.95 | 0.125 |
#
# Say two things for each: over **how many** places you averaged, and what the loss is, to two or three decimals.
#
# Use a pocket calculator, or let Python work it out in a new cell. Write the answer behind the colon in place of the underscores:
# `CLM loss: 1.39`.


# %% nbgrader={"grade": false, "grade_id": "losses", "locked": false, "schema_version": 3, "solution": true, "task": false} tags=["form"]
def losses() -> str:
    """表單：把底線換成數字，其他文字不要改。 Put numbers in place of the lines; leave the rest as it is."""
    ### BEGIN SOLUTION
    return """
1. 因果語言模型
平均了幾個位置 CLM places: __4__
損失 CLM loss: __1.040__

2. 掩碼語言模型
平均了幾個位置 MLM places: __2__
損失 MLM loss: __1.733__
"""
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_losses", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
check("losses")

# %% [markdown] tags=["lang-zh"]
# ### 用自己的話
#
# 最後兩段由助教評。不必寫長，80 到 160 個字就夠了；評的是你說的道理，不是文筆。

# %% [markdown] tags=["lang-en"]
# ### In your own words
#
# A teaching assistant grades the last two texts. 50 to 100 words are enough; what counts is what you say, not how well you write.

# %% [markdown] nbgrader={"grade": true, "grade_id": "objectives_in_words", "locked": false, "points": 6, "schema_version": 3, "solution": true, "task": false}
# **CLM 與 MLM Two objectives**（6 分 points）
#
# 用 80–160 個字說明：CLM 與 MLM 各看得到什麼、要預測什麼？為什麼各自適合它的架構？
#
# In 50–100 words: what does each of CLM and MLM see, what does it predict, and why does its architecture suit it?
#
# ### BEGIN SOLUTION
# **要點 Key points**
#
# - CLM 的目標（1 分）：預測下一個詞元，只看前面（左邊）的詞元。「看到什麼」和「預測什麼」缺一項得 0.5 分。
# - MLM 的目標（1 分）：預測被遮蓋的詞元，前後兩邊都看得到。缺一項得 0.5 分。
# - CLM 與純解碼器（1.5 分）：解碼器的遮罩只讓人看到前面，而寫作也是一次接一個詞元；說出架構 0.5 分，說出為什麼 1 分。
# - MLM 與純編碼器或編碼器-解碼器（1.5 分）：編碼器每個位置都看得到整句，適合需要理解整句的任務；說出其中一種架構 0.5 分，說出為什麼 1 分。
# - 自己的話（1 分）：不是課本詳解的改寫。整段照抄詳解，全題最多 3 分。
#
# **常見的錯 Typical mistakes**：把兩者對調（目標與架構都對調而前後一致，最多 2 分）；說 MLM 預測「下一個」詞元；說 CLM 需要人工標註；說遮罩 (attention mask) 就是 MLM 的遮蓋。
#
# **English**: CLM 1, MLM 1 (what is seen, what is predicted), decoder-only and why 1.5, encoder-only or encoder-decoder and why 1.5, own words 1. Consistently exchanged: 2 at most. 50–100 words.
#
# **參考答案 A model answer**：CLM 看著前面的詞元猜下一個，後面的看不到；純解碼器的每個位置本來就只看得到前面，訓練和寫作做的是同一件事，所以適合。MLM 挖掉幾個詞元，看著前後文把它們補回來；純編碼器讓每個位置看到整句，補空格需要的正是這個，所以學到的表示適合分類、問答等理解的任務。
# ### END SOLUTION

# %% [markdown] nbgrader={"grade": true, "grade_id": "why_mlm_is_awkward", "locked": false, "points": 6, "schema_version": 3, "solution": true, "task": false}
# **為什麼 MLM 不順手 Why MLM is awkward**（6 分 points）
#
# 假設要用只受過 MLM 訓練的模型，一個詞元接一個詞元地寫一篇文章。哪裡不順手？為什麼？用 80–160 個字說明。
#
# Suppose that a model trained by MLM alone is to write an article, one token after another. Where is it awkward, and why? 50–100 words.
#
# ### BEGIN SOLUTION
# **要點 Key points**：兩個不同的困難，各 2.5 分：說出困難 1 分，說明它從 MLM 的訓練方式來 1.5 分。自己的話 1 分。下面任何兩個都可以：
#
# - 寫作時右邊還沒有文字：MLM 訓練時前後文都在，寫作時只有前文，和訓練的情況不同。
# - 它學的是補空格，不是接下去：要先決定有幾個空格、在哪裡；寫多長、什麼時候停，訓練裡沒有。
# - 一次猜好幾個空格時，各猜各的，放在一起不一定通順；一個一個猜，又得不斷在句尾加一個遮蓋。
# - 訓練只遮一小部分，其餘都是真正的詞元；寫作時幾乎都是自己寫的，或者全是空格。
# - 雙向注意力：每多一個詞元，前面每個位置的表示都要重算；純解碼器前面的結果可以留著用。
# - 損失只算被遮蓋的位置，所以它不是整句話由左到右的機率，不能直接照著抽樣。
#
# **部分給分 Partial credit**：只說「因為它是雙向的」得 1 分，說明雙向為什麼妨礙寫作才有後面的分數。只說「因為 BERT 是編碼器」得 1 分。說「完全做不到」扣 0.5 分：不順手，不是不可能。
#
# **常見的錯 Typical mistakes**：說 MLM 看不到前文；說它不懂語意；把不順手歸因於模型太小或資料太少。
#
# **English**: two different difficulties, 2.5 each (name it 1, trace it to how MLM is trained 1.5), own words 1. "It is bidirectional" alone: 1. "Impossible": minus 0.5. 50–100 words.
#
# **參考答案 A model answer**：MLM 訓練時前後文都在，只缺中間幾個；寫文章時後面什麼都沒有，每一步都是它沒練過的情況。它學的又是補空格：要先說好有幾個空格，不會自己接下去，也不知道何時停。硬要用，只能在句尾放一個遮蓋、猜完再放下一個，而每放一次，前面每個位置都要重算。
# ### END SOLUTION

# %% [markdown] tags=["lang-zh"]
# ---
# ## 回頭看
#
# | 你做的事 | 帶走的一句話 |
# | :-- | :-- |
# | 四段描述 | 先引事實，再說它表示哪個特性；沒有提的，就說還需要知道什麼 |
# | 六句敘述 | 判斷靠的是課本說了什麼，不是語氣強弱 |
# | 行為、架構、遮罩 | 看得到什麼，決定了能學什麼，也決定了適合做什麼 |
# | 兩種損失 | 都是正確詞元的負對數機率，只是平均的位置不同 |
#
# **通往哪裡**：`attention` 與 `masking` 兩課，你會寫出這些遮罩背後的程式；`noise_schedule` 換成擴散模型的前向過程。
#
# **原始論文**：Bommasani 等人 (2021) 提出「基礎模型」這個詞；Devlin 等人 (2019) 的 BERT 用了 MLM。
#
# **想一想（不計分）**：課本說湧現能力是突然出現的。如果換一種評分方法，例如從「全對才給分」改成「對一步給一步的分」，曲線還會那麼突然嗎？
#
# 交作業之前：從選單選「重新啟動核心並執行所有儲存格」(Restart Kernel and Run All Cells)，看看每個 `check` 都說填好了，四個理由與兩段話也都寫了。

# %% [markdown] tags=["lang-en"]
# ---
# ## Looking back
#
# | what you did | one sentence to keep |
# | :-- | :-- |
# | four descriptions | first the fact, then the characteristic that it shows; where nothing is said, say what one would need to know |
# | six statements | what decides is what the chapter says, not how strongly a sentence is put |
# | behaviours, architectures, masks | what a model may see decides what it can learn, and what it is good for |
# | two losses | both are negative log probabilities of right tokens, averaged over different places |
#
# **Where it leads**: in `attention` and `masking` you write the code behind these masks; `noise_schedule` turns to the forward
# process of diffusion models.
#
# **Sources**: Bommasani et al. (2021) coined the term "foundation model"; BERT, by Devlin et al. (2019), was trained by MLM.
#
# **Think about it (no points)**: the chapter says that emergent abilities appear suddenly. Suppose that an answer no longer has to be
# right in every step, and each right step earns something. Would the curve still be as sudden?
#
# Before you hand it in: choose "Restart Kernel and Run All Cells" from the menu, see that every `check` says that the form is filled
# in, and that all four reasons and both texts are written.
