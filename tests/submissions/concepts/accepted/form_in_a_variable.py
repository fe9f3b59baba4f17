"""Keeps a form in a variable of a cell above and marks it with code."""

FORM = """
1. 因果語言模型 CLM
[ ] A. 純解碼器 Decoder-only
[ ] B. 純編碼器 Encoder-only
[ ] C. 編碼器-解碼器 Encoder-decoder
[ ] D. 去噪用的 U-Net  A U-Net that removes noise

2. 掩碼語言模型 MLM
[ ] A. 純解碼器 Decoder-only
[ ] B. 純編碼器 Encoder-only
[ ] C. 編碼器-解碼器 Encoder-decoder
[ ] D. 去噪用的 U-Net  A U-Net that removes noise
"""


def mark(form: str, number: int) -> str:
    pieces = form.split("[ ]")
    return "[ ]".join(pieces[:number]) + "[x]" + "[ ]".join(pieces[number:])


def architectures() -> str:
    return mark(mark(mark(FORM, 7), 6), 1)
