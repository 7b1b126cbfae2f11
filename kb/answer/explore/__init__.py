"""What is looked at instead of asked: matrices of figures, places, reports, and what is held. No question is understood here."""
