"""House style on the desk: its rules, what a story says to ignore, words of its own."""
