"""From paragraphs to facts: every figure with what it counts, when, where, and how exactly."""
