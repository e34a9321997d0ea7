"""Grade assignments: nbgrader's gradebook and feedback, with a marker that the student's code cannot reach."""
