"""Models that workers run: a manifest, a loader that checks hashes, a card each.

Empty until certification needs its first model.
"""
