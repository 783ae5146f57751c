# /// trouble
# summary = "A cell that prints some hundred megabytes."
# outcome = "passed"
# loses = 0
# ///

# %% +imports
for number in range(300_000):
    print("all work and no play " * 20, number)
