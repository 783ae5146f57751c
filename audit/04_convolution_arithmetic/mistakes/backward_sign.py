# /// mistake
# summary = "All gradients point downhill: their signs are swapped."
# topic = "T4.17"
# caught_by = ["conv2d_backward_checks::asserts", "conv2d_backward_checks::test_bias_gradient"]
# loses = 5
# ///

# %% conv2d_backward
def conv2d_backward(grad_out, x, weights, stride=1, padding=0, dilation=1):
    grad_out = -grad_out
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    grad_padded = np.zeros_like(padded)
    grad_weights = np.zeros_like(weights)
    reach_rows = dilation * (weights.shape[2] - 1) + 1
    reach_columns = dilation * (weights.shape[3] - 1) + 1
    for i in range(grad_out.shape[2]):
        for j in range(grad_out.shape[3]):
            rows = slice(i * stride, i * stride + reach_rows, dilation)
            columns = slice(j * stride, j * stride + reach_columns, dilation)
            grad = grad_out[:, :, i, j]
            grad_padded[:, :, rows, columns] += np.einsum("nf,fcuv->ncuv", grad, weights)
            grad_weights += np.einsum("nf,ncuv->fcuv", grad, padded[:, :, rows, columns])
    grad_x = grad_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return grad_x, grad_weights, grad_out.sum(axis=(0, 2, 3))
