"""Leaves an endless experiment in a cell that no answer needs; the answers are right."""

step = 0
while True:
    step += 1
