"""What runs inside a lane of the sandbox; this folder, and nothing else of the project, is bound there (at /lane).

`parent` is the warm process that imports torch and forks; `worker` is the sealed fork that holds one notebook; `seal` is what the
fork does to itself first, `seccomp` a part of it; `perform` runs cells and calls; `wire` is the language between the two sides. The
trusted side imports `wire`, and `perform` for the reference; it never imports the others.
"""
