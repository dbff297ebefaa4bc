"""People who do both jobs: their hours, what comes of them, and what becomes of it."""
