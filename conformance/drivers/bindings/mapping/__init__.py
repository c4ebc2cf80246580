"""A wire described as data: which requests an operation takes, and where the values of its answers are. No code of the target's own."""
