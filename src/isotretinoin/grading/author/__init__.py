"""What an author of an assignment works with: sources, their release, keys, marking, and the trial of a key."""
