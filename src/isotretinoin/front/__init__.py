"""What runs in a reader's browser: parts that every widget may import, and how modules become one script.

Sources are ECMAScript modules with real ``import`` lines, so that an editor, a type checker and Node's test runner read
them as they are. A page opened by double click can load no module, and an anywidget's code is one text: :func:`join`
writes the modules of one kind of widget in one scope, :func:`classic` makes a script of that which any page can load.

=============  =======================================================================================================
``dom.js``     ``make`` and ``makeSvg`` build elements, ``freshId`` ids, ``lifetime`` listeners that end together
``scale.js``   ``linear``, ``logarithmic``, ``named``: data to pixels and back; ``ticks`` as d3 chooses them; ``spell``
``axis.js``    ``plotBox`` finds the room that labels need, ``drawAxes`` draws axes at a width, letters of 12 px
``motion.js``  ``run`` moves something over 320 ms and can be ended at once, ``still`` knows who asked for no motion
``tip.js``     ``makeTip`` tells a mark's numbers beside it, ``rove`` lets arrow keys go from mark to mark
=============  =======================================================================================================
"""

from .modules import JoinError, classic, join

__all__ = ["JoinError", "classic", "join"]
