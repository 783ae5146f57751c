# /// trouble
# summary = "A function that ends the process when a check calls it, with the status that a memory kill has."
# outcome = "crashed"
# loses = 2
# ///

# %% correlate2d
def correlate2d(image, kernel):
    import os

    os._exit(137)
