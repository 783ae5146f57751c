# /// mistake
# summary = "Equal numbers are divided by a deviation of 0."
# topic = "X.edge"
# caught_by = ["scaler_checks::test_equal_numbers"]
# loses = 0.1
# ///

# %% scaler
class Scaler:
    """Standardises numbers with the mean and the standard deviation of those it was fitted to."""

    def fit(self, values):
        """Remember mean and standard deviation of an array of any shape; return the scaler itself."""
        self.mean = np.mean(values)
        self.deviation = np.std(values)
        return self

    def transform(self, values):
        """Return the values, an array of any shape, on the scale of the network."""
        return (values - self.mean) / self.deviation

    def inverse(self, values):
        """Return numbers on the scale of the network, an array of any shape, in their own units."""
        return values * self.deviation + self.mean
