# /// mistake
# summary = "There is no tanh: a linear memory."
# topic = "T6.1"
# caught_by = ["rnn_step_checks::test_what_the_input_does"]
# loses = 2.5
# ///

# %% rnn_step
def rnn_step(x, h, params):
    """Return the next hidden state (B, H) for the inputs x (B, D) and the hidden state h (B, H)."""
    return x @ params["Wx"] + h @ params["Wh"] + params["b"]  # (B, H)
