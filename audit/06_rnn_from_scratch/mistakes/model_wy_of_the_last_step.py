# /// mistake
# summary = "The readout gets the gradient of the last step only."
# topic = "T6.9"
# caught_by = ["model_checks::test_gradients_of_the_readout"]
# loses = 0.5
# ///

# %% model
def loss_and_gradients(params, inputs, targets, mask):
    """Return (loss, grads): the mean loss over real targets, and a dictionary of gradients for all of params.

    inputs, targets and mask are (B, T), as prepare returns them; params are as init_model returns them.
    """
    X = one_hot(inputs, len(params["Wx"]))  # (B, T, V)
    h0 = np.zeros((len(X), len(params["b"])))  # (B, H)
    H = rnn_forward(X, h0, params)  # (B, T, H)
    loss, dscores = sequence_loss(H @ params["Wy"] + params["by"], targets, mask)
    grads, _, _ = rnn_backward(dscores @ params["Wy"].T, X, h0, H, params)
    grads["Wy"] = H[:, -1].T @ dscores[:, -1]
    grads["by"] = dscores.sum(axis=(0, 1))
    return loss, grads
