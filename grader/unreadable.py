"""`UnreadableSubmission`: why a file is no submission and what to do about it, in sentences for student and instructor."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .legible import written_out

_PROBLEMS: Mapping[str, tuple[str, str]] = {
    "missing": ("there is no such file; hand the notebook in again", "找不到這個檔案；請重新繳交筆記本。"),
    "empty": (
        "the file is empty; save the notebook again in JupyterLab and hand it in again",
        "這是空的檔案；請在 JupyterLab 重新存檔，再交一次。",
    ),
    "link": (
        "the file, or a folder that it is in, is a symbolic link; hand in the notebook file itself",
        "這個檔案或它所在的資料夾是捷徑（符號連結）；請直接繳交筆記本檔案本身。",
    ),
    "nowhere": (
        "what it should lie in is no folder; make it a folder and put the notebook into it",
        "筆記本應該放在資料夾裡，這裡卻不是資料夾；請把筆記本放進資料夾再交一次。",
    ),
    "irregular": (
        "this is a folder, a pipe or a device and not a file; hand in the notebook file itself",
        "這是資料夾或特殊裝置，不是檔案；請直接繳交筆記本檔案本身。",
    ),
    "unopened": ("the file cannot be opened ({what}); hand the notebook in again", "檔案無法開啟；請重新繳交筆記本。"),
    "large": (
        "the file is larger than {what} MiB; clear all outputs in JupyterLab, save and hand it in again",
        "檔案超過 {what} MiB；請在 JupyterLab 清除所有輸出、存檔後再交一次。",
    ),
    "crowded": (
        "there are more than {what} lists and objects in the file; clear all outputs in JupyterLab, save and hand it in again",
        "檔案裡的串列和物件超過 {what} 個；請在 JupyterLab 清除所有輸出、存檔後再交一次。",
    ),
    "json": (
        "the file is not a notebook ({what}); save the notebook again in JupyterLab and hand in that file",
        "檔案的內容不是筆記本；請在 JupyterLab 重新存檔，並繳交那個檔案。",
    ),
    "old": (
        "the notebook is in an old format (nbformat 3 or earlier); open and save it in JupyterLab and hand it in again",
        "筆記本是舊格式（nbformat 3 或更早）；請在 JupyterLab 開啟並存檔，再交一次。",
    ),
    "cells": (
        "the notebook has more than {what} cells; delete those that are not needed and hand it in again",
        "筆記本超過 {what} 格；請刪除不需要的格子，再交一次。",
    ),
    "other": (
        "this is not the notebook of '{wanted}', it looks like '{what}'; hand in the notebook of '{wanted}'",
        "這不是「{wanted}」的筆記本，看起來是「{what}」；請改交「{wanted}」的筆記本。",
    ),
    "unknown": (
        "nothing of '{wanted}' is in this notebook; write your answers in the released notebook and hand that in",
        "這份筆記本裡沒有任何「{wanted}」的內容；請在發下來的筆記本裡作答，並繳交那一份。",
    ),
}


class UnreadableSubmission(Exception):
    """A file that is no submission: `str` is for the person who grades, `zh` and `en` are for the student."""

    digest: str = ""  # of the bytes that were judged, where there were any

    def __init__(self, path: Path, problem: str, **filled: str) -> None:
        english, chinese = (sentence.format(**filled) for sentence in _PROBLEMS[problem])
        self.zh = f"{written_out(path.name)}：{chinese}"
        self.en = f"{written_out(path.name)}: {english}."
        super().__init__(f"{written_out(str(path))}: {english}")
