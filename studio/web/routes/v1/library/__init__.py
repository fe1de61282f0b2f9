"""What can be read of what outlives a film: assets and saved subjects."""
