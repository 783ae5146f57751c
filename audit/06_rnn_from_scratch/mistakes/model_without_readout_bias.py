# /// mistake
# summary = "The readout has no bias."
# topic = "T6.1"
# caught_by = ["model_checks::test_loss"]
# loses = 1.25
# ///

# %% model
def loss_and_gradients(params, inputs, targets, mask):
    """Return (loss, grads): the mean loss over real targets, and a dictionary of gradients for all of params.

    inputs, targets and mask are (B, T), as prepare returns them; params are as init_model returns them.
    """
    X = one_hot(inputs, len(params["Wx"]))  # (B, T, V)
    h0 = np.zeros((len(X), len(params["b"])))  # (B, H)
    H = rnn_forward(X, h0, params)  # (B, T, H)
    loss, dscores = sequence_loss(H @ params["Wy"], targets, mask)
    grads, _, _ = rnn_backward(dscores @ params["Wy"].T, X, h0, H, params)
    grads["Wy"] = np.einsum("bth,btv->hv", H, dscores)
    grads["by"] = dscores.sum(axis=(0, 1))
    return loss, grads
