# /// trouble
# summary = "A cell that takes memory until there is none."
# outcome = "out of memory"
# without_cgroups = "passed"
# loses = 0
# ///

# %% +imports
hoard = []
while True:
    hoard.append(np.ones(4_000_000))
