"""One shot's moving picture."""
