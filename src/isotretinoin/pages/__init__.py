"""What happens to a page after it was built: widgets are mounted, figures get their numbers.

Knows HTML that the site's build hands in. Must never know what a page says.
"""
