package dev.berth.benchmarks.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Kind of start.
///
/// @param secondsMax time limit of the first prediction
/// @param environment variables that select it in the launcher
record StartKind(String name, double secondsMax, Map<String, String> environment) {
    private static final String SWITCH = "BERTH_AOT";
    private static final double SECONDS_MAX_PLAIN = 2;
    private static final double SECONDS_MAX_AOT = 0.7;

    StartKind {
        environment = Map.copyOf(environment);
    }

    /// Copy for the first start, where needed files are created before the process serves.
    StartKind first() {
        return environment.containsKey(SWITCH)
                ? this
                : new StartKind(name, secondsMax, Map.of(SWITCH, "now"));
    }

    /// The kinds that a launcher supports: with and without an AOT cache.
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
