"""What runs tell of chances: bounds, laws of what is rare, thresholds and where checks have them."""
