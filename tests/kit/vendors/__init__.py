"""Doubles of vendors: servers that speak their protocols over sockets, and are stricter than they are."""
