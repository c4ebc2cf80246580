"""The suite on trial: what it catches when the reference is made to break a rule, and that it raises no alarm where nothing is broken."""
