"""`grader audit`: the hidden checks tested: by known submissions, by mutants of the reference, over many seeds."""
