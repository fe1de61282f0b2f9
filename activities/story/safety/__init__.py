"""Which shots may not be drawn: by a guard model, an endpoint, or the local word list."""
