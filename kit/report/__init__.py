"""How Findings leave the notebook: the HTML report and the files for machines."""
