"""certification (身份认证 · 高龄认证): a photo, a verdict in seconds, a person when in doubt.

In: people on a programme's roster, photos of them taken by themselves, by family, at a desk or at home. Out: until
when each is certified.

The workers look (`workers/certify.py`), this room decides what follows. `types.py` holds the contract of both: jobs
carry names of sealed objects, results carry verdicts. Templates go from worker to store and back, sealed, never
through a stream; who has the key ring of the settings and the store opens them, in memory.
"""
