# /// mistake
# summary = "Bad updates are counted over the whole training instead of in a row."
# topic = "T3.21"
# caught_by = ["early_stopping_checks::test_when_to_stop"]
# loses = 0.3
# ///

# %% early_stopping
class EarlyStopping:
    """Remembers the best validation loss.

    Attributes: best_loss (infinity before the first update), best_params (None before the first update).
    """

    def __init__(self, patience):
        self.patience = patience
        self.best_loss, self.best_params = np.inf, None
        self.waited = 0

    def update(self, loss, params):
        """Take note of one validation loss and its parameters; return True when training should stop."""
        if loss < self.best_loss:
            self.best_loss = loss
            self.best_params = {name: value.copy() for name, value in params.items()}
        else:
            self.waited += 1
        return self.waited >= self.patience
