# /// mistake
# summary = "The gradients are returned in the order dX, dbeta, dgamma."
# topic = "cross-cutting: order of what is returned"
# caught_by = ["batchnorm_checks::test_parameter_gradients"]
# loses = 0.25
# ///

# %% batchnorm
class BatchNorm:
    """Batch normalisation of `size` columns.

    Attributes, all of shape (size,): gamma (ones), beta (zeros), running_mean (zeros), running_var (ones).
    """

    def __init__(self, size, momentum=0.1, eps=1e-5):
        self.momentum, self.eps = momentum, eps
        self.gamma, self.beta = np.ones(size), np.zeros(size)
        self.running_mean, self.running_var = np.zeros(size), np.ones(size)

    def forward(self, X, training):
        """Return Y, same shape as X (N, size)."""
        if not training:
            scale = np.sqrt(self.running_var + self.eps)
            return self.gamma * (X - self.running_mean) / scale + self.beta
        mean, var = X.mean(axis=0), X.var(axis=0)  # (size,), (size,)
        self.root = np.sqrt(var + self.eps)  # (size,)
        self.normed = (X - mean) / self.root  # (N, size)
        self.running_mean = (1 - self.momentum) * self.running_mean + self.momentum * mean
        self.running_var = (1 - self.momentum) * self.running_var + self.momentum * var
        return self.gamma * self.normed + self.beta

    def backward(self, dY):
        """Return (dX, dgamma, dbeta) for the latest forward in training; dY has the shape of Y."""
        dnormed = self.gamma * dY  # (N, size)
        through_var = self.normed * (dnormed * self.normed).mean(axis=0)  # (N, size)
        dX = (dnormed - dnormed.mean(axis=0) - through_var) / self.root
        return dX, dY.sum(axis=0), (dY * self.normed).sum(axis=0)
