"""Types the id in capitals and leaves the underscores around it."""


def fresh_statements() -> str:
    return """
學號 student id: __ REFERENCE __

1. ( ) A. 對 True    (x) B. 錯 False
2. (x) A. 對 True    ( ) B. 錯 False
3. (x) A. 對 True    ( ) B. 錯 False
4. ( ) A. 對 True    (x) B. 錯 False
5. (x) A. 對 True    ( ) B. 錯 False
6. ( ) A. 對 True    (x) B. 錯 False
"""
