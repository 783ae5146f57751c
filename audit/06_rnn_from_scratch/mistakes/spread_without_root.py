# /// mistake
# summary = "The variance is taken for the standard deviation."
# topic = "T2.16"
# caught_by = ["init_checks::test_spread"]
# loses = 0.5
# ///

# %% init
def init_model(size, hidden, seed):
    """Return the parameters Wx (V, H), Wh (H, H), b (H,), Wy (H, V), by (V,) for V = size and H = hidden."""
    rng = np.random.default_rng(seed)
    return {
        "Wx": rng.normal(0, 1 / size, (size, hidden)),
        "Wh": np.linalg.qr(rng.normal(size=(hidden, hidden)))[0],
        "b": np.zeros(hidden),
        "Wy": rng.normal(0, 1 / hidden, (hidden, size)),
        "by": np.zeros(size),
    }
