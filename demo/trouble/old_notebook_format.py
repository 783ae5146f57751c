# /// trouble
# summary = "A notebook of format 3."
# outcome = "student error"
# loses = 40
# says = "format 4"
# nbformat = 3
# ///
