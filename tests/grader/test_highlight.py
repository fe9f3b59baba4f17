from __future__ import annotations

import re

import pytest

from grader.highlight import highlighted

CODE = '''@wraps(f)
def attention(q, k, *, scale: float | None = None):
    """Scores & weights."""
    # not <b>this</b>
    return q @ k.T * 1e-3 if scale is not None else print('it\\'s')
'''


def text(html: str) -> str:
    """What a reader sees."""
    for sign, entity in (("<", "&lt;"), (">", "&gt;"), ('"', "&#34;"), ("'", "&#39;"), ("&", "&amp;")):
        html = (re.sub(r"</?span[^>]*>", "", html) if sign == "<" else html).replace(entity, sign)
    return html


def marked(code: str) -> list[tuple[str, str]]:
    return [(kind, text(word)) for kind, word in re.findall(r'<span class="(\w+)">(.*?)</span>', highlighted(code), re.DOTALL)]


def test_words_are_marked_as_what_they_are() -> None:
    assert marked(CODE) == [
        ("nd", "@wraps"),
        ("k", "def"),
        ("nf", "attention"),
        ("nb", "float"),
        ("kc", "None"),
        ("kc", "None"),
        ("s", '"""Scores & weights."""'),
        ("c1", "# not <b>this</b>"),
        ("k", "return"),
        ("mi", "1e-3"),
        ("k", "if"),
        ("ow", "is"),
        ("ow", "not"),
        ("kc", "None"),
        ("k", "else"),
        ("nb", "print"),
        ("s1", r"'it\'s'"),
    ]


@pytest.mark.parametrize(
    "code",
    [
        CODE,
        "",
        "def",
        "x = '''never closed\n<script>alert(1)</script>",
        "s = 'cut off\nclass <img onerror=x>:",
        '"\\',
        "</span><script>alert('&lt;')</script>",
        "分數 = q＠k  # 註解 <b>",
        "x = 0xFF_FF + 1_000.5e+10j",
        "rb'' f\"{x!r}\" u'...'",
    ],
)
def test_nothing_of_the_code_is_lost_and_all_of_it_is_escaped(code: str) -> None:
    html = highlighted(code)
    assert text(html) == code
    assert re.sub(r'<span class="\w+">|</span>', "", html).count("<") == 0


def test_long_code_takes_no_longer_than_its_length() -> None:
    for code in ("'" * 20_000, '"""' + "a" * 20_000, "@" * 20_000, "1" * 20_000 + "e" * 20_000):
        assert text(highlighted(code)) == code
