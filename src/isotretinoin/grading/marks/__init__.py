"""From executed answers to marks: gradebook, batch, status and report."""
