"""What a person's text says: sentences, clauses, language, places, what tells most."""
