"""What is chosen: a trigger with the terms on which clients are handed over, and its replay."""
