"""Writes how it is worked out in place of a number."""


def losses() -> str:
    return """
1. 因果語言模型
平均了幾個位置 CLM places: 4
損失 CLM loss: (0.693+1.386+1.386+0.693)/4

2. 掩碼語言模型
平均了幾個位置 MLM places: 2
損失 MLM loss: (1.386+2.079)/2
"""
