"""Marks every statement as true."""


def fresh_statements() -> str:
    return """
學號 student id: reference

1. (x) A. 對 True    ( ) B. 錯 False
2. (x) A. 對 True    ( ) B. 錯 False
3. (x) A. 對 True    ( ) B. 錯 False
4. (x) A. 對 True    ( ) B. 錯 False
5. (x) A. 對 True    ( ) B. 錯 False
6. (x) A. 對 True    ( ) B. 錯 False
"""
