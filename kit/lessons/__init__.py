"""One folder a lesson's tool."""
