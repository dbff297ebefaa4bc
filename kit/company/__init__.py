"""What was decided: a company, its folder, what may be written there."""

KEEP = "keep"  # instead of a rule: the hunter keeps everyone; here, so that rules need no model
