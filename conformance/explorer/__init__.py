"""Exploring a target against the reference: scenarios are drawn, the reference fills in what to expect, and departures are cut to size."""
