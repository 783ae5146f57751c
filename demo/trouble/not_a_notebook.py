# /// trouble
# summary = "A list of numbers under a notebook's name."
# outcome = "student error"
# loses = 40
# says = "no notebook"
# text = "[1, 2, 3]"
# ///
