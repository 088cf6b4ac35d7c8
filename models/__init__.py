"""models: what workers run, by name, version and hash; a card each in `cards/`.

    manifest.toml   the models: licence, source, what goes in, the thresholds and what set them
    manifest        reads it
    fetch           `python -m models.fetch`: puts the files into a folder, outside of git
    batch           makes a file's fixed batch of 1 a free one
    prelu           puts faster operators in the place of one, with the same numbers
    wire            protobuf as bytes, for both
    files           where the files are, and whether they are the right ones
    loader          a file whose hash is right → a warm session
    accuracy        error rates with their intervals, and the threshold for a rate

In: a folder of files. Out: `Session`s, which take and give numpy arrays.

Another model (SFace, ArcFace …) is a further entry of the manifest, named under `[roles]`.

What never happens: a file is run whose hash is not the manifest's; a file is committed; a template of one
model version is compared with one of another (`Model.tag` goes with each template).
"""
