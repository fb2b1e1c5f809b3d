"""What the portal knows of a person: given out, and taken away where the law asks.

export.write(account, folder)       # all that names the account, as JSON
forgetting.forget(account)          # what is about the person goes; what was done stays
"""
