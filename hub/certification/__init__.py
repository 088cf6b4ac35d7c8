"""certification (身份认证 · 高龄认证): a photo, a verdict in seconds, a person when in doubt.

In: people on a programme's roster, photos of them taken by themselves, by family, at a desk or at home. Out: until
when each is certified.

The workers look (`workers/certify.py`), this room decides what follows. `types.py` holds the contract of both: jobs
carry names of sealed objects, results carry verdicts. Templates go from worker to store and back, sealed, never
through a stream; who has the key ring of the settings and the store opens them, in memory.

    try from   by                                                  to
    –          submit: she, or a phone that she lets act for her   checking, a job
    checking   pass, with all that a pass needs                    passed: certified until
    checking   retake, with advice; not the last of her tries      retake
    checking   retake of the last try; doubt; a dead job           review
    checking   only the reference is missing, and a gateway is on  asking (`gateway/`)
    retake     hand over                                           review
    review …   a person                                            `reviews.py`
    refused    appeal                                              appealed
    open       consent withdrawn, or seen by an official           withdrawn
    –          seen at the desk or at home                         passed

`benefits/` reminds and proposes, `imports/` fills rosters, `twins/` looks for one face with two people.

Topics
- `staff/<area>/certification`: every change, for the person's area and each ancestor.
- `own/<account>`: the same for her phones, without figures, officials, and what reviewers say among themselves; to
  her own also on `kin/<account>`.
- `org/<authority>/certification`: proposals about benefits.

Invariants
- Nothing is computed of a face before its person agreed to the text that counts now; family cannot agree for her.
- A verdict counts once: by the job's attempt at the intake, and only for a try that still waits for it.
- What goes wrong in a machine ends with a person, never with a pass and never with a refusal; a refusal takes two.
- A photo is dropped in the transaction of its final verdict and deleted within seconds, a template in that of the
  withdrawal. Names and numbers are sealed, masked in answers, in no event; to see them is written down.
- A person's tries are counted apart from a job's attempts.
"""
