"""From the brief to a shot list."""
