"""Clients spelt in several ways: what is proposed as one client, and what a person takes as one."""
