"""From a question to a `Question`: what is wanted, of which places and years. Needs no store."""
