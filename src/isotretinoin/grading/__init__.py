"""From an assignment's source to marks: author, intake, kernel, marks, and Gradescope as a door of its own.

Knows assignments and, by their ids, the misconceptions that mistakes name. Must never know lessons or their pages.
Words: a *wall* keeps a submission's kernel from everything else, a *key* says what is right for one student's data, a
*book* is a folder of marks, a *case* is one student's data with what the key computes from them.
"""
