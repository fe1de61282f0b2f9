"""The embedded Temporal server: its program, its ports, its database."""
