"""The rules of the book as tables and pure functions, one module a chapter."""
