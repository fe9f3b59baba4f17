"""Leaves the mask of cross-attention open."""


def mask_pictures() -> str:
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
   ( ) A.   ( ) B.   ( ) C.   ( ) D.   ( ) E.   ( ) F.
"""
