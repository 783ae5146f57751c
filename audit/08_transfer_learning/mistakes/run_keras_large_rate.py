# /// mistake
# summary = "The last stage is tuned with a very large learning rate."
# topic = "T8.6"
# caught_by = ["run_keras_checks::test_new_letters_are_read"]
# loses = 1
# ///

# %% run_keras
keras.utils.set_random_seed(0)
body = keras_body("letternet.safetensors")
keras_model = None
pictures = images.astype("float32")  # (60, 16, 16, 3)
keras_model = build_keras(body, (16, 16, 3), 6, config["mean"], config["std"])
compile_keras(keras_model, lr=2e-2)
keras_model.fit(pictures, labels, batch_size=20, epochs=15, verbose=0)
unfreeze_keras(keras_model, body, "stage2_first_padding", lr=1.0)
keras_model.fit(pictures, labels, batch_size=20, epochs=6, verbose=0)
