"""areas: the tree from district (区) over street (街道), community (社区), grid (网格), estate (小区), building (栋)
and unit (单元) to dwelling (户); organisations (单位) and the areas they serve.

In: seeds and, later, edits by the platform operator. Out: areas by id, children, search, and the reading of
"12栋3单元1-6" as a place in the tree. Topics: none.

Invariants
- An area's id never changes; its official code is a dated attribute, and topics carry the id.
- `path` lists the ids from the district down to the area itself: "in the subtree of x" is "x is in path".
- Names are labels: dwelling "1-6" is the sixth of the first floor, not a range.
- An estate may have no property firm: then nobody is found for its duty, and the community keeps the matter.
"""
