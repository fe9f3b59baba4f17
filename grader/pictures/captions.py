"""Every fixed word in a picture, in both languages. `{…}` is filled in with `str.format`."""

from __future__ import annotations

from dataclasses import dataclass

from ..result import Language


@dataclass(frozen=True, slots=True)
class Captions:
    """The words of one language."""

    queries: str
    keys: str
    heat_map: str
    no_number: str

    curves: str
    step: str  # under the axis that counts steps from 0
    share: str  # under the axis that runs from 0 to 1
    no_curve: str  # what was given in place of one
    gaps: str
    gaps_log: str

    images: str
    no_image: str
    no_pixels: str
    measured: str  # of an image, where it cannot be seen


_ZH = Captions(
    queries="查詢 query",
    keys="鍵 key",
    heat_map="熱圖",
    no_number="不是數字 (NaN)",
    curves="曲線圖",
    step="步 t",
    share="全程的幾成 t / (T − 1)",
    no_curve="「{name}」畫不出來：要的是一列實數，拿到的是 {found}。",
    gaps="「{name}」有 {count} 個值畫不出來：是 NaN 或無限大。",
    gaps_log="「{name}」有 {count} 個值畫不出來：對數軸只容得下大於 0 的有限數。",
    images="圖片",
    no_image="「{name}」畫不出來：要的是一張圖，形狀 (C, H, W)、(H, W, C) 或 (H, W)；拿到的是 {found}。",
    no_pixels="「{name}」有 {count} 個值是 NaN，畫成紫紅色。",
    measured="{name}：{height} × {width}，平均 {mean:.2f}，標準差 {std:.2f}",
)

_EN = Captions(
    queries="query",
    keys="key",
    heat_map="heat map",
    no_number="not a number (NaN)",
    curves="curves",
    step="step t",
    share="share of the way, t / (T − 1)",
    no_curve="{name} cannot be drawn: it should be a row of real numbers, and is {found}.",
    gaps="{name}: {count} of its values cannot be drawn; they are NaN or infinite.",
    gaps_log="{name}: {count} of its values cannot be drawn; a logarithmic axis takes finite numbers above 0.",
    images="images",
    no_image="{name} cannot be drawn: it should be an image, (C, H, W), (H, W, C) or (H, W), and is {found}.",
    no_pixels="{name}: {count} of its values are NaN; they are painted magenta.",
    measured="{name}: {height} × {width}, mean {mean:.2f}, standard deviation {std:.2f}",
)


def captions_in(language: Language) -> Captions:
    return _EN if language == "en" else _ZH
