"""docker-compose.yml as it is resolved, and as it is carried out without containers."""
