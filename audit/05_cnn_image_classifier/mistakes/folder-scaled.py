# /// mistake
# summary = "The values are scaled to 0..1 here, and once more in the model."
# topic = "T3.17"
# caught_by = ["folder_checks::test_batches"]
# loses = 1.25
# ///

# %% folder
def load_folder(folder, size, batch_size, share, seed):
    """Return (train, validation, class_names): two tf.data datasets of batches, and a list of names.

    Pictures get the size (size, size); `share` of the files go to validation, chosen by the seed.
    """
    train, validation = keras.utils.image_dataset_from_directory(
        folder,
        image_size=(size, size),
        batch_size=batch_size,
        validation_split=share,
        subset="both",
        seed=seed,
        verbose=False,
    )
    def scaled(pictures, targets):
        return pictures / 255, targets

    return train.map(scaled), validation.map(scaled), train.class_names
