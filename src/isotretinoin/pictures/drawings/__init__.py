"""The drawings, one module each: ``draw(**values)`` returns the picture."""
