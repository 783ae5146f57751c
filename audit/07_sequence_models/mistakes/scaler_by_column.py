# /// mistake
# summary = "Each column has a mean of its own."
# topic = "X.shape"
# caught_by = ["scaler_checks::test_transform_uses_what_fit_has_seen"]
# loses = 0.4
# ///

# %% scaler
class Scaler:
    """Standardises numbers with the mean and the standard deviation of those it was fitted to."""

    def fit(self, values):
        """Remember mean and standard deviation of an array of any shape; return the scaler itself."""
        self.mean = np.mean(values, axis=0)
        self.deviation = np.std(values)
        return self

    def transform(self, values):
        """Return the values, an array of any shape, on the scale of the network."""
        return (values - self.mean) / self.deviation

    def inverse(self, values):
        """Return numbers on the scale of the network, an array of any shape, in their own units."""
        return values * self.deviation + self.mean
