"""What can be asked of films, whichever door asks it."""
