"""The image, built of a Debian base by buildah, and containers of it without a container's program."""
