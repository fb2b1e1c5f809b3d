"""Templates for stories: chosen, made of a story, looked after."""
