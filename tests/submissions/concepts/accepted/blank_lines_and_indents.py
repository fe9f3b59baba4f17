"""Spreads the forms out: blank lines, indents, and spaces at the ends of lines."""


def description_1() -> str:
    return """        1. 只憑這段描述，看得出這個模型具有基礎模型的核心特性嗎？選一個。   

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


def description_2() -> str:
    return """        1. 只憑這段描述，看得出這個模型具有基礎模型的核心特性嗎？選一個。   

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


def description_3() -> str:
    return """        1. 只憑這段描述，看得出這個模型具有基礎模型的核心特性嗎？選一個。   

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


def description_4() -> str:
    return """        1. 只憑這段描述，看得出這個模型具有基礎模型的核心特性嗎？選一個。   

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


def fresh_statements() -> str:
    return """        學號 student id: reference   

        1. ( ) A. 對 True    (x) B. 錯 False   

        2. (x) A. 對 True    ( ) B. 錯 False   

        3. (x) A. 對 True    ( ) B. 錯 False   

        4. ( ) A. 對 True    (x) B. 錯 False   

        5. (x) A. 對 True    ( ) B. 錯 False   

        6. ( ) A. 對 True    (x) B. 錯 False   
    """


def objectives() -> str:
    return """        1. 預測一個詞元時，只能依據它前面的詞元。   

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


def architectures() -> str:
    return """        1. 因果語言模型 CLM   

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


def mask_pictures() -> str:
    return """        1. 純解碼器：6 個詞元，沒有填充。   

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


def losses() -> str:
    return """        1. 因果語言模型   

        平均了幾個位置 CLM places: 4   

        損失 CLM loss: 1.040   

        2. 掩碼語言模型   

        平均了幾個位置 MLM places: 2   

        損失 MLM loss: 1.733   
    """
