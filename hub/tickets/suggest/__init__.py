"""suggest: which kind of report this is likely to be, so that most people need not look through the list.

In: a place and perhaps a few words. Out: at most six categories, the likeliest first: those whose words are in what
she wrote, then what she reported last, then what her estate reports most. Nothing is learnt and nobody is named;
complaints and emergencies are suggested only by her own words.
"""
