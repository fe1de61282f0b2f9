"""A film: started, watched, decided on, retaken, and written into a folder. Before it is begun, see `requests`."""
