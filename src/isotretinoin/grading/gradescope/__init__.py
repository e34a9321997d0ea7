"""An assignment as an autograder of Gradescope. Nothing else in the library knows this folder."""
