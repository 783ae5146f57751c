# /// mistake
# summary = "The new layer is called fc, and nothing uses it."
# topic = "T8.11"
# caught_by = ["head_checks::test_number_of_scores"]
# loses = 2
# ///

# %% head
def reset_classifier(model, num_classes):
    """Put a new head for num_classes classes into model, in place, and set model.num_classes.

    model.num_features is the number of features, and model.head the layer that they go to.
    """
    model.num_classes = num_classes
    model.fc = nn.Linear(model.num_features, num_classes) if num_classes else nn.Identity()
