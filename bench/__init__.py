"""Speed beside the tests: every figure is a ratio of two things measured in turn in one run, as the median of pairs."""
