# /// mistake
# summary = "Inputs and readout begin with equal weights."
# topic = "T2.16"
# caught_by = ["init_checks::test_spread", "init_checks::test_seed"]
# loses = 0.75
# ///

# %% init
def init_model(size, hidden, seed):
    """Return the parameters Wx (V, H), Wh (H, H), b (H,), Wy (H, V), by (V,) for V = size and H = hidden."""
    rng = np.random.default_rng(seed)
    return {
        "Wx": np.full((size, hidden), size**-0.5),
        "Wh": np.linalg.qr(rng.normal(size=(hidden, hidden)))[0],
        "b": np.zeros(hidden),
        "Wy": np.full((hidden, size), hidden**-0.5),
        "by": np.zeros(size),
    }
