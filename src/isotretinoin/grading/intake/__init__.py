"""From whatever a platform hands over to one rebuilt notebook a student. Never runs anything."""
