"""Grades notebooks of strangers with checks that they cannot read. See README.md."""

__version__ = "0.1.0"
