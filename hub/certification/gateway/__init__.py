"""gateway: public security compares a photo with its own record, where there is no reference.

Asked is only what has passed everything else: consent, a face, freshness. Out go name, number and photo, signed, to
one configured address; in come a verdict and a score, and nothing else is kept of the answer.

    asking   same            passed
    asking   not the same    review, `gateway_unlike`: a person decides, never the gateway alone
    asking   away, or odd    asked again after a pause, five times; then review, `gateway_away`
"""
