# /// trouble
# summary = "A file that was cut off while it was uploaded."
# outcome = "student error"
# loses = 40
# says = "not JSON"
# cut = 5000
# ///
