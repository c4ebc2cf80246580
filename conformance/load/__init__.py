"""Conformance under load: users on Locust who live scenarios of the book, each on customers of their own, and judge every answer."""
