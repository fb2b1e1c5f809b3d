"""Pages as they are kept: made, compressed, judged, shared in parts."""
