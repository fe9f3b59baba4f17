"""Adds up and does not divide."""


def losses() -> str:
    return """
1. 因果語言模型
平均了幾個位置 CLM places: 4
損失 CLM loss: 4.159

2. 掩碼語言模型
平均了幾個位置 MLM places: 2
損失 MLM loss: 3.466
"""
