package dev.berth.deploy.image;

import java.nio.file.Path;
import java.util.List;

/// One layer of an image.
///
/// @param name for people, such as `libraries` or `model sentences@1`
/// @param files staged files, ordered by their paths
record ImageLayer(String name, List<Path> files) {
    /// Beginning of the name of a model version's layer, before its reference.
    static final String MODEL = "model ";

    ImageLayer {
        files = files.stream().sorted().toList();
    }
}
