"""Believes that only CLM does without labels, and that only MLM has a loss."""


def objectives() -> str:
    return """
1. 預測一個詞元時，只能依據它前面的詞元。
   Predicts a token from the tokens before it, and from no others.
   (x) A. CLM   ( ) B. MLM   ( ) C. 兩者都是 both   ( ) D. 兩者都不是 neither

2. 正確答案就在文本裡，不需要人工標註。
   The right answers are in the text itself; nobody has to label anything.
   (x) A. CLM   ( ) B. MLM   ( ) C. 兩者都是 both   ( ) D. 兩者都不是 neither

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
   ( ) A. CLM   (x) B. MLM   ( ) C. 兩者都是 both   ( ) D. 兩者都不是 neither
"""
