"""Ticks every architecture for both objectives."""


def architectures() -> str:
    return """
1. 因果語言模型 CLM
[x] A. 純解碼器 Decoder-only
[x] B. 純編碼器 Encoder-only
[x] C. 編碼器-解碼器 Encoder-decoder
[x] D. 去噪用的 U-Net  A U-Net that removes noise

2. 掩碼語言模型 MLM
[x] A. 純解碼器 Decoder-only
[x] B. 純編碼器 Encoder-only
[x] C. 編碼器-解碼器 Encoder-decoder
[x] D. 去噪用的 U-Net  A U-Net that removes noise
"""
