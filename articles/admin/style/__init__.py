"""House style on the desk: its rules, trying them out, and what the editor asks of them."""
