# /// trouble
# summary = "A function that never returns and swallows every interrupt."
# outcome = "timeout"
# loses = 2
# ///

# %% correlate2d
def correlate2d(image, kernel):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
