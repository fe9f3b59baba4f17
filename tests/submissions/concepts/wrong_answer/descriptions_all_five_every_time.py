"""Ticks the five core characteristics every time, whatever the description says."""


def description_1() -> str:
    return """
1. 只憑這段描述，看得出這個模型具有基礎模型的核心特性嗎？選一個。
   From this description alone, can one tell that the model has the core characteristics? Choose one.
( ) A. 看得出來，它具有 One can tell that it has them
(x) B. 看得出來，它不具有 One can tell that it lacks them
( ) C. 無法判斷 It cannot be told

2. 你的判斷是哪些特性決定的？只勾描述說出或否定的；如果關鍵在於描述沒有提，勾 H。
   Which characteristics decide that? Tick what the description states or denies;
   if what matters is not mentioned, tick H.
[x] A. 規模 Scale
[x] B. 預訓練 Pre-training
[x] C. 通用性 Generality
[x] D. 適應性 Adaptation
[x] E. 湧現能力 Emergent abilities
[ ] F. 資料小而特定 Small, specific data
[ ] G. 只做單一任務 A single task
[ ] H. 資訊不足 Too little information
[ ] I. 開放原始碼 Open source
[ ] J. 意識 Consciousness
"""


def description_2() -> str:
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
[x] E. 湧現能力 Emergent abilities
[ ] F. 資料小而特定 Small, specific data
[ ] G. 只做單一任務 A single task
[ ] H. 資訊不足 Too little information
[ ] I. 開放原始碼 Open source
[ ] J. 意識 Consciousness
"""


def description_3() -> str:
    return """
1. 只憑這段描述，看得出這個模型具有基礎模型的核心特性嗎？選一個。
   From this description alone, can one tell that the model has the core characteristics? Choose one.
( ) A. 看得出來，它具有 One can tell that it has them
( ) B. 看得出來，它不具有 One can tell that it lacks them
(x) C. 無法判斷 It cannot be told

2. 你的判斷是哪些特性決定的？只勾描述說出或否定的；如果關鍵在於描述沒有提，勾 H。
   Which characteristics decide that? Tick what the description states or denies;
   if what matters is not mentioned, tick H.
[x] A. 規模 Scale
[x] B. 預訓練 Pre-training
[x] C. 通用性 Generality
[x] D. 適應性 Adaptation
[x] E. 湧現能力 Emergent abilities
[ ] F. 資料小而特定 Small, specific data
[ ] G. 只做單一任務 A single task
[ ] H. 資訊不足 Too little information
[ ] I. 開放原始碼 Open source
[ ] J. 意識 Consciousness
"""


def description_4() -> str:
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
[x] E. 湧現能力 Emergent abilities
[ ] F. 資料小而特定 Small, specific data
[ ] G. 只做單一任務 A single task
[ ] H. 資訊不足 Too little information
[ ] I. 開放原始碼 Open source
[ ] J. 意識 Consciousness
"""
