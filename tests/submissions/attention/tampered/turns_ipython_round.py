"""Reaches for IPython: input transformers, tracebacks, hooks, the display.

Technique: patching
Verdict: failed
"""

shell = get_ipython()
for name in ("input_transformers_cleanup", "input_transformers_post", "ast_transformers", "events", "kernel", "user_ns", "display_pub"):
    try:
        setattr(shell, name, [lambda lines: ["pass\n"]])
    except Exception:
        pass
shell.showtraceback = shell.run_cell = shell.run_line_magic = shell.system = lambda *args, **kwargs: None
__builtins__["get_ipython"] = lambda: None
