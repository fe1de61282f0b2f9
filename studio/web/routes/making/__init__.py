"""Routes that change something: films begun, decided on, changed, released and forgotten, files sent in, subjects kept."""
