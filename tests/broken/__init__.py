"""Targets that misbehave: real servers, each wrong in one way, in front of a hub that is right; and what a run says of each."""
