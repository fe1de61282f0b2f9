"""What the doors take: how soon those who follow hear of something, a long film read by pages, a board that is looked at."""
