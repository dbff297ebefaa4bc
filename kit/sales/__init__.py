"""What the company's systems recorded: files in, canonical `Sales` out."""
