"""Judges the statements and leaves the line of the id empty."""


def fresh_statements() -> str:
    return """
學號 student id: ____

1. ( ) A. 對 True    (x) B. 錯 False
2. (x) A. 對 True    ( ) B. 錯 False
3. (x) A. 對 True    ( ) B. 錯 False
4. ( ) A. 對 True    (x) B. 錯 False
5. (x) A. 對 True    ( ) B. 錯 False
6. ( ) A. 對 True    (x) B. 錯 False
"""
