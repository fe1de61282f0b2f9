"""What length costs: films of ten thousand shots, an hour's cut, a novel, ten thousand jobs that wait, looking at all that."""
