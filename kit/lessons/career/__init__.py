"""The career path on sliders, and the ceiling of a hunter's own base."""
