"""media: photos and voice notes people send, checked, cleaned, sealed and stored; served by expiring signed links.

In: bytes nobody has looked at yet. Out: a `Photo` (types) whose links anybody may follow until they expire.

    check     what the first bytes say: kind and size, before anything is decoded (pure)
    reencode  the decoding itself: turned upright, two JPEG sizes, position read out, metadata gone (pure;
              runs only inside a child)
    sound     voice notes: their containers read and written anew without metadata, nothing decoded (pure; the same)
    voices    the same as `actions`, for voice notes
    bounded   a small pool of child processes with limits of memory, processor time and wall time
    confine   the child's side of that: sets the limits, answers one question after the other
    child     the program such a child runs for photos
    objects   the store: a local folder or S3-compatible, every object sealed with AES-256-GCM
    links     expiring signed links
    actions   upload, attach, erase, sweep
    look      what the worker's look at a photo found, applied to its row

What never happens: a byte of the sender's picture is stored or served (only pixels pass; of a voice note its packets of
sound); the hub's own process decodes an image or sound; a photo's position is kept without the sender's agreement; an
object lies unsealed at rest; a photo of somebody else is attached.

Topics: `own/<account>` gets `photo.looked` when the quality of a photo is known.
"""
