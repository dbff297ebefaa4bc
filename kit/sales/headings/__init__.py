"""Which column of a file is which canonical column."""
