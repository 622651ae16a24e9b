package dev.berth.placement.verification;

import java.io.IOException;
import java.nio.file.Path;

/// A verification in a process of its own, to be killed.
final class AbandonedVerification {
    private AbandonedVerification() {}

    /// Runs a verification of two minutes.
    ///
    /// @param words the system's directory
    public static void main(String[] words) throws IOException, InterruptedException {
        try (PlacementRun run = SmallSystem.in(Path.of(words[0])).run()) {
            var _ = run.run(SmallSystem.length(120), _ -> {});
        }
    }
}
