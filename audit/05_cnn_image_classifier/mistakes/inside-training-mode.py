# /// mistake
# summary = "The model runs in the mode that it was in: norms use the batch, and learn from it."
# topic = "T3.7"
# caught_by = ["inside_checks::test_output_of_the_layer"]
# loses = 0.5
# ///

# %% inside
def layer_output(model, layer, batch):
    """Return what layer, a part of model, gives while model runs on batch: a tensor without gradient."""
    seen = []
    hook = layer.register_forward_hook(lambda module, inputs, output: seen.append(output))
    was_training = model.training
    try:
        with torch.no_grad():
            model(batch)
    finally:
        hook.remove()
        model.train(was_training)
    return seen[-1]


def as_pictures(weights):
    """Return an array (K, h, w, 3) with values 0 to 1 for weights (K, 3, h, w), an array."""
    low = weights.min(axis=(1, 2, 3), keepdims=True)
    span = weights.max(axis=(1, 2, 3), keepdims=True) - low
    scaled = (weights - low) / np.where(span == 0, 1, span)
    return np.moveaxis(scaled, 1, -1)
