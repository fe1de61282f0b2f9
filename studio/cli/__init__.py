"""The command line: what it is asked, how it asks the service, what it prints."""
