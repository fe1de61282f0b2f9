"""What tools answer, where it is not what the command line says of the same (`studio/service/facts/`)."""
