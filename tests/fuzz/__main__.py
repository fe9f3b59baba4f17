"""`make fuzz`: let atheris look for bytes that the decoder of the wire cannot bear.

    python -m tests.fuzz --runs 10000000

It stops at the first input that raises what it should not, takes more than a second, or makes the process grow beyond its bound,
and leaves it in this folder as crash-*, timeout-* or oom-*. Put such a file into tests/fuzz/corpus/ with the repair: it is replayed
in `make test` from then on. With --keep, inputs that reach something new are added to the corpus.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile

from .structure import changed_message, changed_tensors

try:
    import atheris
except ImportError:
    sys.exit("atheris is not installed; run: pip install -e '.[fuzz]'")

with atheris.instrument_imports(include=["grader.lane", "grader.conversation", "tests.fuzz"]):
    from grader.lane import wire

    from . import seeds
    from .target import LIMIT, NONCE, take

TIMEOUT_SECONDS = 1  # an input took 0.05 to 0.4 ms
RSS_MB = 1024  # ten million inputs took 251
MAX_BYTES = 4096


def mutate(data: bytes, size: int, seed: int) -> bytes:
    """Change the message, the tensors, or both; and most often say their lengths and the nonce right, or nothing gets far."""
    chance = random.Random(seed)
    body, blob = _parts(data)
    if chance.random() < 0.1:
        return bytes(atheris.Mutate(data, size))
    if chance.random() < 0.7:
        body = changed_message(body, chance) if chance.random() < 0.7 else atheris.Mutate(body, MAX_BYTES)
    if chance.random() < 0.5:
        blob = changed_tensors(blob, chance) if chance.random() < 0.7 else atheris.Mutate(blob, MAX_BYTES)
    return (wire.HEADER.pack(len(body), len(blob), NONCE) + body + blob)[:size]


def _parts(data: bytes) -> tuple[bytes, bytes]:
    if len(data) < wire.HEADER.size:
        return data, b""
    body = min(int.from_bytes(data[:4], "big"), LIMIT)
    rest = data[wire.HEADER.size :]
    return rest[:body], rest[body:]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=1_000_000, help="inputs to try (default: a million, one to six minutes)")
    parser.add_argument("--keep", action="store_true", help="add what reaches something new to the corpus")
    chosen = parser.parse_args()
    seeds.write()
    with tempfile.TemporaryDirectory(prefix="fuzz.") as fresh:
        folders = [str(seeds.CORPUS)] if chosen.keep else [fresh, str(seeds.CORPUS)]
        limits = [f"-runs={chosen.runs}", f"-timeout={TIMEOUT_SECONDS}", f"-rss_limit_mb={RSS_MB}", f"-max_len={MAX_BYTES}"]
        atheris.Setup([sys.argv[0], *limits, *folders], lambda data: take(data) and None, custom_mutator=mutate)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
