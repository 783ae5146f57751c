# /// mistake
# summary = "Every call draws something else."
# topic = "cross-cutting: ignores an argument"
# caught_by = ["init_checks::test_seed"]
# loses = 0.25
# ///

# %% init
def init_model(size, hidden, seed):
    """Return the parameters Wx (V, H), Wh (H, H), b (H,), Wy (H, V), by (V,) for V = size and H = hidden."""
    rng = np.random.default_rng()
    return {
        "Wx": rng.normal(0, size**-0.5, (size, hidden)),
        "Wh": np.linalg.qr(rng.normal(size=(hidden, hidden)))[0],
        "b": np.zeros(hidden),
        "Wy": rng.normal(0, hidden**-0.5, (hidden, size)),
        "by": np.zeros(size),
    }
