# /// trouble
# summary = "A solution cell and a check cell are there twice."
# outcome = "passed"
# loses = 0
# duplicate = ["conv2d", "conv2d_checks"]
# notes = ["'conv2d' is there more than once", "'conv2d_checks' is there more than once"]
# ///
