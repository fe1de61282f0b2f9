"""Who draws the keyframes."""
