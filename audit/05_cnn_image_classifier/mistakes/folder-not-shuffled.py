# /// mistake
# summary = "The files are not shuffled before they are split: validation gets the last class only."
# topic = "T5.15"
# caught_by = ["folder_checks::test_order", "folder_checks::test_seed"]
# loses = 1.5
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
        shuffle=False,
        verbose=False,
    )
    return train, validation, train.class_names
