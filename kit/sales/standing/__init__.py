"""Which rows of a file are orders, or contracts: what says so, and what is asked about it."""
