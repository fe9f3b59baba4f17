from __future__ import annotations

import re
from html import unescape

import pytest

from grader.highlight import highlighted

CODE = '''@wraps(f)
def attention(q, k, *, scale: float | None = None):
    """Scores & weights."""
    # not <b>this</b>
    return q @ k.T * 1e-3 if scale is not None else print('it\\'s')
'''


def test_words_are_marked_as_what_they_are() -> None:
    html = highlighted(CODE)
    for word in ('<span class="k">def</span>', '<span class="nf">attention</span>', '<span class="kc">None</span>'):
        assert word in html


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
    marked = re.sub(r'<span class="[\w ]+">|</span>', "", highlighted(code))
    assert "<" not in marked
    assert ">" not in marked
    assert unescape(marked).removesuffix("\n") == code.removesuffix("\n")


def test_code_that_takes_long_to_mark_is_left_plain() -> None:
    assert highlighted("a." * 10_000 + "<b>") == "a." * 10_000 + "&lt;b&gt;"
