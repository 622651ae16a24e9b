package dev.berth.benchmarks.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A way to start Berth.
///
/// @param secondsMax what it may take to the first prediction
/// @param environment that makes the launcher start it this way
record StartKind(String name, double secondsMax, Map<String, String> environment) {
    private static final String SWITCH = "BERTH_AOT";
    private static final double SECONDS_MAX_PLAIN = 2;
    private static final double SECONDS_MAX_AOT = 0.7;

    StartKind {
        environment = Map.copyOf(environment);
    }

    /// The same, and what it needs is made before the process serves, not beside.
    StartKind first() {
        return environment.containsKey(SWITCH)
                ? this
                : new StartKind(name, secondsMax, Map.of(SWITCH, "now"));
    }

    /// The ways that a launcher knows: with and without an AOT cache, if it makes one.
    static List<StartKind> of(Path launcher) throws IOException {
        return ofText(Files.readString(launcher));
    }

    static List<StartKind> ofText(String launcher) {
        var plain = new StartKind("no AOT cache", SECONDS_MAX_PLAIN, Map.of(SWITCH, "off"));
        return launcher.contains(SWITCH)
                ? List.of(new StartKind("AOT cache", SECONDS_MAX_AOT, Map.of()), plain)
                : List.of(plain);
    }
}
