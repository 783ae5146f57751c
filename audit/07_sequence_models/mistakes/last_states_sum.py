# /// mistake
# summary = "The two halves are added."
# topic = "X.shape"
# caught_by = ["last_states_checks::test_forward"]
# loses = 1
# ///

# %% last_states
def summaries(forward, backward, ids):
    """Return (N, 2 D): for each text the forward output at its last word beside the backward output at its first.

    forward and backward are (N, T, D), both in the order of the text; ids (N, T) are 0 after the words of a text.
    A text without words gives zeros.
    """
    counts = (ids != 0).sum(axis=1)  # (N,)
    rows = np.arange(len(ids))
    both = forward[rows, counts - 1] + backward[:, 0]  # (N, 2 D)
    return both * (counts > 0)[:, None]
