package dev.berth.verification;

import java.lang.management.ManagementFactory;
import java.util.List;

/// Options of this JVM for its compilers, for the JVMs that it starts: tests do with quick
/// compilers, measurements with the best.
public final class CompilerOptions {
    private CompilerOptions() {}

    public static List<String> ofThisJvm() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-XX:TieredStopAtLevel="))
                .toList();
    }
}
