"""Averages the loss of MLM over all places, hidden or not."""


def losses() -> str:
    return """
1. 因果語言模型
平均了幾個位置 CLM places: 4
損失 CLM loss: 1.04

2. 掩碼語言模型
平均了幾個位置 MLM places: 5
損失 MLM loss: 0.769
"""
