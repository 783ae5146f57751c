# /// trouble
# summary = "A solution that Python cannot parse."
# outcome = "student error"
# loses = 2
# says = "SyntaxError"
# ///

# %% correlate2d
def correlate2d(image, kernel)
    return image
