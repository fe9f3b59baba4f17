"""Remembers that the decoder of an encoder-decoder predicts the next token as well."""


def architectures() -> str:
    return """
1. 因果語言模型 CLM
[x] A. 純解碼器 Decoder-only
[ ] B. 純編碼器 Encoder-only
[x] C. 編碼器-解碼器 Encoder-decoder
[ ] D. 去噪用的 U-Net  A U-Net that removes noise

2. 掩碼語言模型 MLM
[ ] A. 純解碼器 Decoder-only
[x] B. 純編碼器 Encoder-only
[x] C. 編碼器-解碼器 Encoder-decoder
[ ] D. 去噪用的 U-Net  A U-Net that removes noise
"""
