# /// trouble
# summary = "A solution cell and another question's check cell were deleted."
# outcome = "failed"
# loses = 2
# delete = ["correlate2d", "conv2d_checks"]
# notes = ["'correlate2d' was deleted", "'conv2d_checks' was deleted"]
# ///
