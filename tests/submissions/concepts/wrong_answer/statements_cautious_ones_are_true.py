"""Goes by words: takes what says may or usually for true, and all else for false."""


def fresh_statements() -> str:
    return """
學號 student id: reference

1. (x) A. 對 True    ( ) B. 錯 False
2. ( ) A. 對 True    (x) B. 錯 False
3. (x) A. 對 True    ( ) B. 錯 False
4. ( ) A. 對 True    (x) B. 錯 False
5. (x) A. 對 True    ( ) B. 錯 False
6. (x) A. 對 True    ( ) B. 錯 False
"""
