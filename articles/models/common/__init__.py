"""What nouns are made of: columns for what people type, names, addresses that lead on, slices."""
