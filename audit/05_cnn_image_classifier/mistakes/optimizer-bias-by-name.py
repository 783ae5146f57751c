# /// mistake
# summary = "Whatever is not called a bias is shrunk, the scales of the norms too."
# topic = "T3.11"
# caught_by = ["optimizer_checks::test_biases_and_norms_do_not_shrink"]
# loses = 0.2
# ///

# %% optimizer
def make_optimizer(model, lr, weight_decay):
    """Return an AdamW for all parameters of model, where only those with two or more dimensions are shrunk."""
    shrunk = [p for name, p in model.named_parameters() if "bias" not in name]
    free = [p for name, p in model.named_parameters() if "bias" in name]
    groups = [{"params": shrunk, "weight_decay": weight_decay}, {"params": free, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=lr)
