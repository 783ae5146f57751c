# /// mistake
# summary = "The recurrent matrix is a draw of normal numbers."
# topic = "T2.16"
# caught_by = ["init_checks::test_recurrent_matrix_is_orthogonal"]
# loses = 0.25
# ///

# %% init
def init_model(size, hidden, seed):
    """Return the parameters Wx (V, H), Wh (H, H), b (H,), Wy (H, V), by (V,) for V = size and H = hidden."""
    rng = np.random.default_rng(seed)
    return {
        "Wx": rng.normal(0, size**-0.5, (size, hidden)),
        "Wh": rng.normal(0, hidden**-0.5, (hidden, hidden)),
        "b": np.zeros(hidden),
        "Wy": rng.normal(0, hidden**-0.5, (hidden, size)),
        "by": np.zeros(size),
    }
