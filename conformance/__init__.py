"""The conformance suite for customer-profile integrations: a specification that runs."""

__version__ = "0.1.0"
