"""House style: patterns, and what in a text goes against them; in js/desk/helping/style, too."""
