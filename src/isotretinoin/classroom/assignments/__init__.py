"""What an assignment's notebook uses: the student's own data, visible checks, and handing in."""
