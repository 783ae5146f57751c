# /// mistake
# summary = "Biases do not decay, though the text says that every parameter does."
# topic = "T2.15"
# caught_by = ["adamw_checks::test_decay_alone"]
# loses = 0.75
# ///

# %% adamw
class AdamW(Adam):
    """Adam with decoupled weight decay."""

    def __init__(self, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
        super().__init__(lr, beta1, beta2, eps)
        self.weight_decay = weight_decay

    def step(self, params, grads):
        """Return the parameters after one step, as a new dictionary."""
        moved = super().step(params, grads)
        share = self.lr * self.weight_decay
        return {
            name: moved[name] - share * params[name] * (not name.startswith("b")) for name in params
        }
