# /// mistake
# summary = "All weights of a layer start at the same number."
# topic = "T2.16"
# caught_by = ["init_checks::test_draw"]
# loses = 5.7
# ///

# %% init
def init_parameters(sizes, seed):
    """Return {"W1": (sizes[0], sizes[1]), "b1": (sizes[1],), "W2": (sizes[1], sizes[2]), ...}.

    The same seed gives the same numbers, another seed others.
    """
    rng = np.random.default_rng(seed)
    params = {}
    for k in range(1, len(sizes)):
        fan_in, fan_out = sizes[k - 1], sizes[k]
        params[f"W{k}"] = np.full((fan_in, fan_out), np.sqrt(2 / fan_in))
        params[f"b{k}"] = np.zeros(fan_out)
    return params
