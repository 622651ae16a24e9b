package dev.berth.fuzzing;

import org.jspecify.annotations.Nullable;

/// What Jazzer calls, by the names that it looks for. The property `berth.fuzz.target` says which
/// target it drives; there is one in a process.
public final class JazzerEntry {
    static final String TARGET = "berth.fuzz.target";

    private static @Nullable Target target;

    private JazzerEntry() {}

    /// Before the first call.
    public static void fuzzerInitialize() {
        target = TargetName.of(System.getProperty(TARGET, "")).open();
    }

    /// With bytes of the fuzzer's.
    ///
    /// @throws Exception if the target does what it must not
    public static void fuzzerTestOneInput(byte[] bytes) throws Exception {
        if (target != null) {
            target.accept(bytes);
        }
    }

    /// After the last call.
    public static void fuzzerTearDown() {
        if (target != null) {
            target.close();
        }
    }
}
