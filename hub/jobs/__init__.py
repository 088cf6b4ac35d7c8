"""jobs: work done beside the hub, by the workers. One row a job; it ends once, whatever dies on the way.

    enqueue ─► row + event on `jobs/<kind>` ─► relay ─► stream jobs:{district}:<kind> ─► worker
    row ◄─ intake ◄─ stream results:{district} ◄─ taken · done · failed · released · dropped
    sweeper: what expired goes out again as attempt + 1; after five attempts it is a dead letter with an alarm

    row          by                                          becomes
    pending      taken, or taken again (lease renewed)       pending, lease until now + 15 s
    pending      done, same attempt                          done; the room applies it, in one transaction
    pending      failed, same attempt                        pending, lease until now + a pause
    pending      released (a worker stops)                   pending, no lease, looked at now
    pending      dropped (its entry was left behind)         pending, looked at now unless leased
    pending      sweeper: lease over, attempt < 5            pending, attempt + 1, sent again
    pending      sweeper: lease over, attempt = 5            dead, alarm on the console
    pending      sweeper: not taken, and not in the stream   pending, same attempt, sent again

The fencing token is `attempt`: a report of another attempt changes nothing. Times are PostgreSQL's. A job
that no worker takes is never counted as tried, however long the workers are away: only work that began can
kill one.

What never happens: a photo, template or ID number in a payload, a stream or a result (references and verdicts
only); a result applied twice; a hub that imports a worker.

Topics: `jobs/<kind>` (internal: nobody may subscribe), `staff/<area>/alarms` for dead letters (policy).
"""
