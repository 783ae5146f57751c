# /// mistake
# summary = "The recurrent matrix is transposed."
# topic = "T2.1"
# caught_by = ["rnn_step_checks::test_against_another_implementation"]
# loses = 2
# ///

# %% rnn_step
def rnn_step(x, h, params):
    """Return the next hidden state (B, H) for the inputs x (B, D) and the hidden state h (B, H)."""
    return np.tanh(x @ params["Wx"] + h @ params["Wh"].T + params["b"])  # (B, H)
