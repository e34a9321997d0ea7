"""Where students' code runs: walls, containers, execution. Must never know an assignment, a key or a gradebook."""
