# /// mistake
# summary = "The whole model is in evaluation mode, dropout included."
# topic = "T3.9"
# caught_by = ["mode_checks::test_the_rest_is_in_training_mode"]
# loses = 1.25
# ///

# %% mode
def train_mode(model, keep_statistics):
    """Put model in training mode, in place; with keep_statistics, its batch norm layers in evaluation mode.

    Batch norm layers are nn.BatchNorm1d, nn.BatchNorm2d and nn.BatchNorm3d, wherever in the model they are. Which
    parameters are frozen stays as it is.
    """
    model.train()
    if keep_statistics:
        model.eval()
        for layer in model.modules():
            if isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)):
                layer.eval()
