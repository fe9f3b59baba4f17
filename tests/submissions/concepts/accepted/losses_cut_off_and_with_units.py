"""Cuts the losses off after two decimals and writes a unit."""


def losses() -> str:
    return """
1. 因果語言模型
平均了幾個位置 CLM places: 4 個
損失 CLM loss: 1.03 nats

2. 掩碼語言模型
平均了幾個位置 MLM places: 2 個
損失 MLM loss: ≈ 1.73
"""
