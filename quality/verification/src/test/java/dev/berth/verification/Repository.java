package dev.berth.verification;

import java.nio.file.Files;
import java.nio.file.Path;

/// Files of this repository.
public final class Repository {
    private Repository() {}

    /// The directory of the launcher, wherever in the repository the tests were started.
    public static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isRegularFile(folder.resolve("berth"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new AssertionError("started outside Berth's repository");
        }
        return folder;
    }

    static Path launcher() {
        return root().resolve("berth");
    }

    static Path example(String name) {
        return root().resolve("examples").resolve(name);
    }
}
