# /// mistake
# summary = "The number of columns in place of that of the rows."
# topic = "T2.17"
# caught_by = ["init_checks::test_spread"]
# loses = 0.5
# ///

# %% init
def init_model(size, hidden, seed):
    """Return the parameters Wx (V, H), Wh (H, H), b (H,), Wy (H, V), by (V,) for V = size and H = hidden."""
    rng = np.random.default_rng(seed)
    return {
        "Wx": rng.normal(0, hidden**-0.5, (size, hidden)),
        "Wh": np.linalg.qr(rng.normal(size=(hidden, hidden)))[0],
        "b": np.zeros(hidden),
        "Wy": rng.normal(0, size**-0.5, (hidden, size)),
        "by": np.zeros(size),
    }
