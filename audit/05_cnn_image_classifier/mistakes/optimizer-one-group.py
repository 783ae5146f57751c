# /// mistake
# summary = "All parameters are shrunk, biases and norms too."
# topic = "T3.11"
# caught_by = ["optimizer_checks::test_biases_and_norms_do_not_shrink"]
# loses = 0.2
# ///

# %% optimizer
def make_optimizer(model, lr, weight_decay):
    """Return an AdamW for all parameters of model, where only those with two or more dimensions are shrunk."""
    return torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=weight_decay)
