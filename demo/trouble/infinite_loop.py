# /// trouble
# summary = "A function that never returns; it stops when it is interrupted."
# outcome = "timeout"
# loses = 2
# ///

# %% correlate2d
def correlate2d(image, kernel):
    while True:
        pass
