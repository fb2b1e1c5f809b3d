"""Former addresses that no noun of ours knows: of another system, or typed on posters."""
