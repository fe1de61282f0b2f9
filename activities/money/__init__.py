"""What films cost, kept after they end."""
