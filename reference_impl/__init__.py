"""The reference implementation of customer-profile integrations: pure tables and functions, every value with its rule."""

__version__ = "0.1.0"
