"""Every fixed sentence that a student reads, in both languages, and nothing else.

One field a sentence, so that a translation that was forgotten is a type error and not a gap on the page. `{…}` in a
sentence is filled in with `str.format`; what is filled in is escaped by whoever puts it on a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .result import Language, Verdict

# What a verdict looks like beside its name, so that colour is never the only sign.
SYMBOLS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.INTERNAL: "…",
        Verdict.TAMPERED: "…",
        Verdict.CRASHED: "✗",
        Verdict.MEMORY: "✗",
        Verdict.TIMEOUT: "✗",
        Verdict.ERROR: "✗",
        Verdict.FAILED: "✗",
        Verdict.MISSING: "○",
        Verdict.PENDING: "…",
        Verdict.PASSED: "✓",
    }
)


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of one language."""

    verdicts: Mapping[Verdict, str]  # the name of each verdict
    advice: Mapping[Verdict, str]  # what to look at next; the hint of the first failing check goes on behind it

    # the feedback page
    feedback: str
    student: str
    assignment: str
    score: str
    unscored: str
    provisional: str
    late: str
    summary: str
    task: str
    points: str
    verdict: str
    check: str
    at: str
    hidden: str
    hidden_passed: str
    hidden_passed_one: str
    next: str
    colon: str  # between a name and what is said of it
    answer: str
    empty_answer: str
    printed: str
    cut: str
    comment: str
    ungraded: str
    graded_by_hand: str
    adjusted: str
    no_tasks: str
    repairs: str
    repairs_note: str

    # the notebook
    all_passed: str
    some_passed: str
    not_written_name: str
    not_run_name: str
    raised: str
    in_line: str
    cell_raised: str
    join: str
    no_checks_file: str
    unreadable_checks: str
    unknown_task: str
    no_public_checks: str
    check_broke: str

    # pictures
    queries: str
    keys: str
    heat_map: str
    no_number: str


_ZH = Wording(
    verdicts={
        Verdict.INTERNAL: "待人工處理",
        Verdict.TAMPERED: "待人工確認",
        Verdict.CRASHED: "程式中途中止",
        Verdict.MEMORY: "超過記憶體上限",
        Verdict.TIMEOUT: "超過時限",
        Verdict.ERROR: "執行時出錯",
        Verdict.FAILED: "結果不正確",
        Verdict.MISSING: "還沒寫",
        Verdict.PENDING: "等待評分",
        Verdict.PASSED: "通過",
    },
    advice={
        Verdict.INTERNAL: "評分系統在這一題出了問題，不是你的錯；會有人來處理並補上分數，你不必做任何事。",
        Verdict.TAMPERED: "這一題會由老師或助教親自看過再決定分數，你現在不必做任何事。",
        Verdict.CRASHED: "執行到一半，整個程式就結束了：看看有沒有呼叫 exit()，或停不下來的遞迴。",
        Verdict.MEMORY: "它要的記憶體超過上限：看看有沒有建立遠大於輸入的張量，或不斷變長的串列。",
        Verdict.TIMEOUT: "它沒能在時限內跑完：看看有沒有停不下來的迴圈，或可以改成張量運算的逐元素迴圈。",
        Verdict.ERROR: "先讓函式能夠跑完，再看結果對不對。",
        Verdict.FAILED: "先從這一點看起：",
        Verdict.MISSING: "這一題還沒寫，或找不到這個名字的函式。先用手算一遍說明裡的小例子，再動手寫。",
        Verdict.PENDING: "這一題還在等人工評分，或等一台有所需設備的機器；分數之後會補上，你不必做任何事。",
        Verdict.PASSED: "全部通過，沒有要改的地方。",
    },
    feedback="作業回饋",
    student="學號",
    assignment="作業",
    score="得分",
    unscored="尚未評分",
    provisional="暫定分數：有題目還在等人處理，分數可能會再調整。",
    late="已扣除遲交的 {points} 分。",
    summary="各題總覽",
    task="題目",
    points="得分",
    verdict="結果",
    check="檢查項目",
    at="出在這一項：",
    hidden="隱藏檢查",
    hidden_passed="{count} 項隱藏檢查通過",
    hidden_passed_one="1 項隱藏檢查通過",
    next="接下來看哪裡",
    colon="：",
    answer="你的作答",
    empty_answer="（空白）",
    printed="這一格印出的內容",
    cut="……（以下省略）",
    comment="老師的評語",
    ungraded="還沒有評分結果；會有人來看。",
    graded_by_hand="由人工評分",
    adjusted="分數經人工調整；自動評分的結果是 {points} 分。",
    no_tasks="這份筆記本裡找不到計分的題目；請把這一頁拿給老師或助教看。",
    repairs="評分前對筆記本做的修復",
    repairs_note="你交的檔案與發下來的不完全相同，所以評分前先修復了以下幾處。你寫的答案沒有被改動。",
    all_passed="{count} 項公開檢查全部通過。",
    some_passed="{total} 項公開檢查通過了 {passed} 項。",
    not_written_name="還沒寫：{name}。寫好後重新執行這一格，就看得到結果。",
    not_run_name="還沒有 {name}：先執行前面定義它的那一格，再回來執行這一格。",
    raised="{name} 丟出了 {error}",
    cell_raised="這一格丟出了 {error}",
    join="；",
    in_line="你的程式第 {line} 行：{text}",
    no_checks_file="這個資料夾裡沒有 test_public.py：請把它和筆記本放在同一個資料夾（發下來時就在一起），再執行一次。",
    unreadable_checks="test_public.py 讀不進來（{error}）：請從發下來的作業重新複製一份。",
    unknown_task="沒有叫做 {name} 的題目；這份作業有：{known}。",
    no_public_checks="{name} 沒有公開檢查，交出後才會評分。",
    check_broke="檢查沒能跑完（{error}）。你的答案不受影響；可以重新啟動核心再試一次，或告訴老師。",
    queries="查詢 query",
    keys="鍵 key",
    heat_map="熱圖",
    no_number="不是數字 (NaN)",
)

_EN = Wording(
    verdicts={
        Verdict.INTERNAL: "A person will see to it",
        Verdict.TAMPERED: "A person will look at it",
        Verdict.CRASHED: "Ended abruptly",
        Verdict.MEMORY: "Out of memory",
        Verdict.TIMEOUT: "Out of time",
        Verdict.ERROR: "Raised an error",
        Verdict.FAILED: "Not right yet",
        Verdict.MISSING: "Not written yet",
        Verdict.PENDING: "Waiting to be graded",
        Verdict.PASSED: "Passed",
    },
    advice={
        Verdict.INTERNAL: "The grader itself failed on this task. It is no fault of yours: a person will see to it and"
        " add the score, and there is nothing that you need to do.",
        Verdict.TAMPERED: "A teacher will look at this task in person before its score is settled;"
        " there is nothing that you need to do now.",
        Verdict.CRASHED: "The whole program ended in the middle of it: look for a call of exit(), or a recursion that never stops.",
        Verdict.MEMORY: "It asked for more memory than it may have: look for a tensor much larger than the input,"
        " or a list that keeps growing.",
        Verdict.TIMEOUT: "It did not finish in time: look for a loop that never stops,"
        " or a loop over elements that could be one tensor operation.",
        Verdict.ERROR: "Get the function to run to its end first; then look at what it returns.",
        Verdict.FAILED: "Start here:",
        Verdict.MISSING: "This task is not written yet, or there is no function of this name."
        " Do the small example in its docstring by hand, then write it.",
        Verdict.PENDING: "This task waits for a person, or for a machine with the device that it needs."
        " Its score will be added; there is nothing that you need to do.",
        Verdict.PASSED: "Everything passed; there is nothing to mend.",
    },
    feedback="Feedback",
    student="Student",
    assignment="Assignment",
    score="Score",
    unscored="Not graded yet",
    provisional="A provisional score: a task still waits for a person, and the score may change.",
    late="{points} points were taken off for handing in late.",
    summary="All tasks",
    task="Task",
    points="Points",
    verdict="Result",
    check="Check",
    at="It happened in this check:",
    hidden="hidden check",
    hidden_passed="{count} hidden checks passed",
    hidden_passed_one="1 hidden check passed",
    next="What to look at next",
    colon=": ",
    answer="Your answer",
    empty_answer="(empty)",
    printed="What this cell printed",
    cut="… (the rest is left out)",
    comment="Your teacher's comment",
    ungraded="There is no result yet; a person will look at it.",
    graded_by_hand="Graded by a person",
    adjusted="A person adjusted this score; automatic grading gave {points}.",
    no_tasks="No graded task was found in this notebook; please show this page to your teacher.",
    repairs="Repairs made to the notebook before grading",
    repairs_note="The file that you handed in was not quite the one that was given out, so it was repaired in these"
    " places first. The answers that you wrote were not changed.",
    all_passed="All {count} public checks passed.",
    some_passed="{passed} of {total} public checks passed.",
    not_written_name="Not written yet: {name}. Write it, then run this cell again to see what it does.",
    not_run_name="There is no {name} yet: run the cell above that defines it, then run this one again.",
    raised="{name} raised {error}",
    cell_raised="This cell raised {error}",
    join="; ",
    in_line="line {line} of your code: {text}",
    no_checks_file="There is no test_public.py in this folder: put it beside the notebook, as it was given out,"
    " and run this cell again.",
    unreadable_checks="test_public.py cannot be read ({error}): copy it afresh from the assignment as given out.",
    unknown_task="There is no task called {name}; this assignment has: {known}.",
    no_public_checks="{name} has no public checks; it is graded after you hand it in.",
    check_broke="The checks could not be run ({error}). Your answer is not affected; restart the kernel and try again,"
    " or tell your teacher.",
    queries="query",
    keys="key",
    heat_map="heat map",
    no_number="not a number (NaN)",
)


def wording(language: Language) -> Wording:
    """The sentences of `language`; Chinese, the course's own language, for one that is not known."""
    return _EN if language == "en" else _ZH
