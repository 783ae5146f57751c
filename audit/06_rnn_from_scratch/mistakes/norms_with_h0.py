# /// mistake
# summary = "One more number: that of h0."
# topic = "T6.8"
# caught_by = ["gradient_norms_checks::test_last_number_is_the_norm_of_the_given_gradient", "gradient_norms_checks::test_norms"]
# loses = 1
# ///

# %% gradient_norms
def gradient_norms(dh_last, H, params):
    """Return T numbers (T,): the norm of the gradient that reaches each state, the first step first.

    dh_last (B, H) is the gradient of the last state, H (B, T, H) are the states of rnn_forward. The last of the
    numbers is the norm of dh_last itself.
    """
    dh, norms = dh_last, [np.linalg.norm(dh_last)]
    for t in range(H.shape[1] - 1, -1, -1):
        dh = (dh * (1 - H[:, t] ** 2)) @ params["Wh"].T  # (B, H)
        norms.append(np.linalg.norm(dh))
    return np.array(norms[::-1])  # (T,)
