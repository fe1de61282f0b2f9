"""The stages that models write: what each is asked, and what its answer amounts to."""
