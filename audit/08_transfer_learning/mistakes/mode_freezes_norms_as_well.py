# /// mistake
# summary = "Batch norm's scale and shift are frozen on the way."
# topic = "T8.5"
# caught_by = ["mode_checks::test_parameters_stay_as_they_are"]
# loses = 0.75
# ///

# %% mode
def train_mode(model, keep_statistics):
    """Put model in training mode, in place; with keep_statistics, its batch norm layers in evaluation mode.

    Batch norm layers are nn.BatchNorm1d, nn.BatchNorm2d and nn.BatchNorm3d, wherever in the model they are. Which
    parameters are frozen stays as it is.
    """
    model.train()
    if keep_statistics:
        for layer in model.modules():
            if isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)):
                layer.eval()
                layer.requires_grad_(False)
