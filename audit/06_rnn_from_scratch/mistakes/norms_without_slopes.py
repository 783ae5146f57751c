# /// mistake
# summary = "The slopes of tanh are left out."
# topic = "T6.8"
# caught_by = ["gradient_norms_checks::test_norms"]
# loses = 0.5
# ///

# %% gradient_norms
def gradient_norms(dh_last, H, params):
    """Return T numbers (T,): the norm of the gradient that reaches each state, the first step first.

    dh_last (B, H) is the gradient of the last state, H (B, T, H) are the states of rnn_forward. The last of the
    numbers is the norm of dh_last itself.
    """
    dh, norms = dh_last, [np.linalg.norm(dh_last)]
    for t in range(H.shape[1] - 1, 0, -1):
        dh = dh @ params["Wh"].T  # (B, H)
        norms.append(np.linalg.norm(dh))
    return np.array(norms[::-1])  # (T,)
