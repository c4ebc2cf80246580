"""Bindings: a call of the book into requests of one wire, and the responses back into an answer."""
