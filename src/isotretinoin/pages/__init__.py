"""What happens to a page after it was built: widgets are mounted, links to sources become links to pages.

Knows HTML that the site's build hands in. Must never know what a page says.
"""
