# /// mistake
# summary = "h0 and c0 are ignored."
# topic = "cross-cutting: ignores an argument"
# caught_by = ["lstm_sequence_checks::test_forward"]
# loses = 1.5
# ///

# %% lstm_sequence
def lstm_forward(X, h0, c0, params):
    """Return (H, C, caches): the states (B, T, H) and cell states (B, T, H) after each step, and what you need."""
    h, c = 0 * h0, 0 * c0
    states, cells, caches = [], [], []
    for t in range(X.shape[1]):
        h, c, cache = lstm_step(X[:, t], h, c, params)
        states.append(h)
        cells.append(c)
        caches.append(cache)
    return np.stack(states, axis=1), np.stack(cells, axis=1), caches


def lstm_backward(dH, caches, params):
    """Return (grads, dX, dh0, dc0); dH (B, T, H) reaches the states from the outputs of their own steps.

    The loss does not look at cell states. grads is a dictionary with the gradients of Wx, Wh and b.
    """
    grads = {name: np.zeros(params[name].shape) for name in ("Wx", "Wh", "b")}
    dh, dc = np.zeros(dH[:, 0].shape), np.zeros(dH[:, 0].shape)  # (B, H) each
    dX = []
    for t in reversed(range(dH.shape[1])):
        dx, dh, dc, step_grads = lstm_step_backward(dH[:, t] + dh, dc, caches[t], params)
        dX.append(dx)
        for name in grads:
            grads[name] += step_grads[name]
    return grads, np.stack(dX[::-1], axis=1), dh, dc
