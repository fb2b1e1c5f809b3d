"""What the desk is told of fronts: where a story stands, what an edition changes, what to mind."""
