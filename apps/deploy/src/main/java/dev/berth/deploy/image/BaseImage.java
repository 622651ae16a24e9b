package dev.berth.deploy.image;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The image below Berth's layers: the C library, the C++ library and certificates.
sealed interface BaseImage {
    /// The default: Debian 13's C and C++ libraries and certificates, by digest.
    String DEFAULT =
            "gcr.io/distroless/cc-debian13@sha256:e792ab3d241a468a4fd7519ddbbebe66b49b5f365771716ea688ad40b6c6f1c2";

    /// An image in a registry.
    record InRegistry(String reference) implements BaseImage {}

    /// An OCI layout, or a tar: of an OCI layout, of `docker save`, or of a root file system.
    record Local(Path path) implements BaseImage {}

    /// What the text names: a file or folder if there is one, or if it is written as a path.
    static BaseImage of(String text) {
        Path path = Path.of(text);
        if (Files.exists(path)) {
            return new Local(path);
        }
        if (text.startsWith("/") || text.startsWith(".") || text.endsWith(".tar")) {
            throw new ProblemException(
                    ProblemCode.BASE_IMAGE_INVALID,
                    "there is no base image '" + text + "'",
                    "name an OCI layout, a tar, or an image in a registry");
        }
        return new InRegistry(text);
    }
}
