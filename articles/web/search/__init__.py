"""The readers' search: what is asked, what is found, what may be asked instead."""
