"""maps: what the areas of a district look like from above, down to the estate (小区); no tiles, no server of others.

In: the tree of areas, from which a schematic drawing is made (`schematic`), or a GeoJSON file with surveyed polygons
(`shequ map load`), which takes its place. Out: the shapes in an area's subtree over HTTP, for the wall and the console.
Topics: none; shapes change once in years.

Invariants
- All shapes of a district are of one source: a plan never stands beside measured land.
- The same tree gives the same schematic drawing.
- What lies in an area lies in its shape, when the drawing is schematic.
"""
