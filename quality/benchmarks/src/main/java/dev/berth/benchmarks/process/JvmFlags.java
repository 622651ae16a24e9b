package dev.berth.benchmarks.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// JVM flags that affect speed, used for all compared processes.
public record JvmFlags(List<String> flags) {
    public JvmFlags {
        flags = List.copyOf(flags);
    }

    /// The flags of a running process.
    public static JvmFlags of(ProcessUsage process) throws IOException {
        return among(process.javaArguments());
    }

    /// The command of a benchmark program with these flags, to be extended.
    ///
    /// @param main its main class
    public List<String> command(Class<?> main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(flags);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        return command;
    }

    /// The relevant flags among the arguments of a `java`: collector, heap, headers and access. An
    /// AOT cache is specific to one program; a debugger or recorder would be measured as well.
    static JvmFlags among(List<String> arguments) {
        return new JvmFlags(
                arguments.stream()
                        .takeWhile(word -> !word.equals("-cp") && !word.equals("-jar"))
                        .filter(word -> word.startsWith("-X") || word.startsWith("--"))
                        .filter(word -> !word.startsWith("-XX:AOT"))
                        .filter(word -> !word.startsWith("-Xlog:aot"))
                        .filter(word -> !word.startsWith("-XX:SharedArchive"))
                        .filter(word -> !word.startsWith("-XX:StartFlightRecording"))
                        .toList());
    }
}
