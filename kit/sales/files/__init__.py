"""Bytes to cells: every format a system exports."""
