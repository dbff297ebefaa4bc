"""Copies of what was read, kept beside company.yaml so that it need not be read again."""
