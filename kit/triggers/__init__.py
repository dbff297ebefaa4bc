"""When would each rule fire for each client? `rules` says what, `kernel` finds it in one pass."""
