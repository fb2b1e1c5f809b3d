"""Stories of hostile text through everything that machines read: feeds in three formats with their
history, sitemaps, twins and heads.

Beside texts of its own it takes what others keep, where the environment names it: NAUGHTY (a list
in JSON, as minimaxir/big-list-of-naughty-strings has it) and FEEDVALIDATOR (`src` of the W3C's
validator, which asks for lxml, html5lib and rdflib).
"""
