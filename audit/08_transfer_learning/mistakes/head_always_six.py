# /// mistake
# summary = "The head has six outputs, whatever is asked for."
# topic = "cross-cutting: hard-coded"
# caught_by = ["head_checks::test_number_of_scores"]
# loses = 1.25
# ///

# %% head
def reset_classifier(model, num_classes):
    """Put a new head for num_classes classes into model, in place, and set model.num_classes.

    model.num_features is the number of features, and model.head the layer that they go to.
    """
    model.num_classes = num_classes
    model.head = nn.Linear(model.num_features, 6) if num_classes else nn.Identity()
