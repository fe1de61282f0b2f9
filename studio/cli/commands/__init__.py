"""The commands of `longtake`: each reads its arguments, calls the studio, prints, and gives an exit code."""
