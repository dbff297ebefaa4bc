"""Can we carry it, does it pay, which policy? What three questions work out together, once."""
