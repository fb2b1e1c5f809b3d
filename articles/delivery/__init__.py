"""Pages on their way to readers: kept, exactly dropped, never made twice at once, never down."""
