"""The ways to reach a target: transports that carry requests, and bindings that turn calls into them."""
