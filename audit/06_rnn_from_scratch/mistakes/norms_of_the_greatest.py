# /// mistake
# summary = "The largest entry in place of the norm."
# topic = "T6: norms"
# caught_by = ["gradient_norms_checks::test_last_number_is_the_norm_of_the_given_gradient"]
# loses = 1
# ///

# %% gradient_norms
def gradient_norms(dh_last, H, params):
    """Return T numbers (T,): the norm of the gradient that reaches each state, the first step first.

    dh_last (B, H) is the gradient of the last state, H (B, T, H) are the states of rnn_forward. The last of the
    numbers is the norm of dh_last itself.
    """
    dh, norms = dh_last, [np.abs(dh_last).max()]
    for t in range(H.shape[1] - 1, 0, -1):
        dh = (dh * (1 - H[:, t] ** 2)) @ params["Wh"].T  # (B, H)
        norms.append(np.abs(dh).max())
    return np.array(norms[::-1])  # (T,)
