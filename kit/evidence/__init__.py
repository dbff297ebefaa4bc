"""What past handoffs did, as far as the records can show it: what several questions build on."""
