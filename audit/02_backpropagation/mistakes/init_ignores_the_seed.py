# /// mistake
# summary = "The generator is made from 0, whatever seed is given."
# topic = "cross-cutting: ignores an argument"
# caught_by = ["init_checks::test_draw"]
# loses = 0.7
# ///

# %% init
def init_parameters(sizes, seed):
    """Return {"W1": (sizes[0], sizes[1]), "b1": (sizes[1],), "W2": (sizes[1], sizes[2]), ...}.

    The same seed gives the same numbers, another seed others.
    """
    rng = np.random.default_rng(0)
    params = {}
    for k in range(1, len(sizes)):
        fan_in, fan_out = sizes[k - 1], sizes[k]
        params[f"W{k}"] = rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))
        params[f"b{k}"] = np.zeros(fan_out)
    return params
