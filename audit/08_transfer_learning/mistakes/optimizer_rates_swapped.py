# /// mistake
# summary = "The learning rates are swapped."
# topic = "T8.6"
# caught_by = ["optimizer_checks::test_two_learning_rates"]
# loses = 1.75
# ///

# %% optimizer
def make_optimizer(model, head_lr, body_lr, weight_decay):
    """Return a torch.optim.AdamW over the parameters of model that are not frozen, with this weight decay for all.

    Those of model.head have the learning rate head_lr, all others body_lr.
    """
    head, body = [], []
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            (head if name.startswith("head.") else body).append(parameter)
    groups = [{"params": head, "lr": body_lr}, {"params": body, "lr": head_lr}]
    return torch.optim.AdamW([group for group in groups if group["params"]], weight_decay=weight_decay)
