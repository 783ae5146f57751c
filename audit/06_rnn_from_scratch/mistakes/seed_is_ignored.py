# /// mistake
# summary = "The seed is always 0."
# topic = "cross-cutting: seed inside the function"
# caught_by = ["init_checks::test_seed", "init_checks::test_recurrent_matrix_is_orthogonal"]
# loses = 0.5
# ///

# %% init
def init_model(size, hidden, seed):
    """Return the parameters Wx (V, H), Wh (H, H), b (H,), Wy (H, V), by (V,) for V = size and H = hidden."""
    rng = np.random.default_rng(0)
    return {
        "Wx": rng.normal(0, size**-0.5, (size, hidden)),
        "Wh": np.linalg.qr(rng.normal(size=(hidden, hidden)))[0],
        "b": np.zeros(hidden),
        "Wy": rng.normal(0, hidden**-0.5, (hidden, size)),
        "by": np.zeros(size),
    }
