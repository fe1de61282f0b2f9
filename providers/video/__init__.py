"""Who moves the picture."""
