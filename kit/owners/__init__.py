"""Who had which client, when, in which role."""
