package dev.berth.fuzzing;

import org.jspecify.annotations.Nullable;

/// Entry point with the method names that Jazzer requires. The property `berth.fuzz.target` selects
/// the target; one per process.
public final class JazzerEntry {
    static final String TARGET = "berth.fuzz.target";

    private static @Nullable Target target;

    private JazzerEntry() {}

    /// Called before the first input.
    public static void fuzzerInitialize() {
        target = TargetName.of(System.getProperty(TARGET, "")).open();
    }

    /// Called with an input of the fuzzer.
    ///
    /// @throws Exception if the target violates its invariants
    public static void fuzzerTestOneInput(byte[] bytes) throws Exception {
        if (target != null) {
            target.accept(bytes);
        }
    }

    /// Called after the last input.
    public static void fuzzerTearDown() {
        if (target != null) {
            target.close();
        }
    }
}
