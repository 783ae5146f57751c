# /// mistake
# summary = "The biases are drawn like the weights instead of starting at 0."
# topic = "T2.16"
# caught_by = ["init_checks::test_names_shapes_and_biases"]
# loses = 0.3
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
        params[f"W{k}"] = rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))
        params[f"b{k}"] = rng.normal(0, np.sqrt(2 / fan_in), fan_out)
    return params
