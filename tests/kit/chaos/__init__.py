"""Films of every kind made while whatever makes them is killed: the processes, the films, the kills, and what is asked of the end."""
