"""The engine and this machine: what is there, what is missing, and who serves which queue; nothing is started here."""
