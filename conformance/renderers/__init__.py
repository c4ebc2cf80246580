"""Views of a record: pure functions to text."""
