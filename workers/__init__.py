"""workers: take jobs from the streams, do them, report. A process of their own; no database.

In: `Job` (references), from `jobs:{district}:<kind>`. Out: `Taken`, `Done`, `Failed`, `Released`, `Dropped`
on `results:{district}`. What a job refers to is read from the object store.

    runner      consume, lease, renew, report, then acknowledge
    handlers    which kinds there are
    look        how sharp and how bright a photo is, and its fingerprint
    look_child  the same, inside a bounded child: the photo may be poison

    images      reads photos for the models, bounded and upright
    detection   faces of any size in a picture
    alignment   landmarks, and the upright face embeddings are made of
    quality     is a face good enough, and what should the person do
    face        the models put together: photo → face → embedding and scores
    certify     a photo → a verdict in three bands; enrol makes templates, search looks for one among many
    verdict     what was seen → band and reasons (pure); newspaper: lines → is it of today (pure)
    reading     OCR, offline
    references  templates in the sealed store
    eyes        the two pools of bounded children: face_child, reading_child; `asks` is what is said to them
    evaluate    `shequ models evaluate`: error rates on pictures of known people

What never happens: a decision about a job's attempts (PostgreSQL's row has them, the hub's sweeper counts); a
photo in a report; an import of anything of the hub but settings, the job and result structs, the streams and
the object store.
"""
