# /// mistake
# summary = "The step counter is still 0 in the first step, which divides 0 by 0."
# topic = "T2.12"
# caught_by = ["adam_checks::test_first_step", "adam_checks::test_steps"]
# loses = 8
# ///

# %% adam
class Adam:
    """Adam with learning rate lr and forgetting factors beta1 and beta2."""

    def __init__(self, lr, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m, self.v = {}, {}
        self.t = 0

    def step(self, params, grads):
        """Return the parameters after one step, as a new dictionary."""
        new = {}
        for name, value in params.items():
            g = grads[name]
            self.m[name] = self.beta1 * self.m.get(name, 0) + (1 - self.beta1) * g
            self.v[name] = self.beta2 * self.v.get(name, 0) + (1 - self.beta2) * g**2
            m_hat = self.m[name] / (1 - self.beta1**self.t)
            v_hat = self.v[name] / (1 - self.beta2**self.t)
            new[name] = value - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
        self.t += 1
        return new
