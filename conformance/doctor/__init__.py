"""Finding out about a target before a run: whether it is reached, signs in, understands, and what a run will take."""
