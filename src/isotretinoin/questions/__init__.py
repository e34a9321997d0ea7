"""The question bank: stem, options, answers, feedback, misconceptions, and the formats of other systems.

Knows how a question is written, read and laid out. Must never know a notebook, a widget or a lesson's contract: what
it needs of them, titles and objectives, is handed in.
"""
