"""Target files: one TOML file that says how a target is reached, read strictly."""
