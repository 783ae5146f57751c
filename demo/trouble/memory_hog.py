# /// trouble
# summary = "A cell that takes memory until there is none."
# outcome = "out of memory"
# needs_cgroups = true  # without them the hoard stays, and what else of the notebook still runs is chance
# loses = 0
# ///

# %% +imports
hoard = []
while True:
    hoard.append(np.ones(4_000_000))
