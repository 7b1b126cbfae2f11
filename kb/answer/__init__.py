"""From a `Question` to an `Answer`: find the evidence, compare, compose, cite."""
