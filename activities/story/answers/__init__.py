"""What models answer: the object in their words, its fields, and why it cannot be used."""
