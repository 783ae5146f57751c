# /// trouble
# summary = "A solution cell was turned into markdown."
# outcome = "passed"
# loses = 0
# retype = ["conv2d"]
# notes = ["'conv2d' was turned into markdown"]
# ///
