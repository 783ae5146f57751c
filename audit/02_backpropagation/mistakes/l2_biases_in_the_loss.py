# /// mistake
# summary = "The loss counts the biases, too."
# topic = "T2.9"
# caught_by = ["network_checks::test_l2_in_the_loss"]
# loses = 0.6
# ///

# %% network
def network_scores(params, X):
    """Return the scores (N, C) of the network for X (N, D)."""
    depth = len(params) // 2
    A = X
    for k in range(1, depth + 1):
        Z = linear_forward(A, params[f"W{k}"], params[f"b{k}"])
        A = relu_forward(Z) if k < depth else Z
    return A  # (N, C)


def loss_and_gradients(params, X, labels, l2=0.0):
    """Return (loss, grads): one number, and a dictionary with the keys and shapes of params.

    params comes from init_parameters and may have any number of layers; X is (N, D), labels is (N,).
    """
    depth = len(params) // 2
    inputs, sums = {}, {}
    A = X
    for k in range(1, depth + 1):
        inputs[k] = A  # (N, size of layer k-1)
        sums[k] = linear_forward(A, params[f"W{k}"], params[f"b{k}"])  # (N, size of layer k)
        A = relu_forward(sums[k])
    loss, dZ = softmax_cross_entropy(sums[depth], labels)
    grads = {}
    for k in range(depth, 0, -1):
        W = params[f"W{k}"]
        dX, dW, db = linear_backward(dZ, inputs[k], W)
        loss += 0.5 * l2 * ((W**2).sum() + (params[f"b{k}"] ** 2).sum())
        grads[f"W{k}"] = dW + l2 * W
        grads[f"b{k}"] = db
        if k > 1:
            dZ = relu_backward(dX, sums[k - 1])
    return loss, grads
