"""One folder a question: (company, sales) → Finding."""
