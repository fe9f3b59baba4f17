"""The trusted decoder under a coverage-guided fuzzer: `make fuzz`. Its corpus is replayed in tests/grader/test_wire_corpus.py."""
