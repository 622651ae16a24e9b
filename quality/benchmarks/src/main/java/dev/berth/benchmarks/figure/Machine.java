package dev.berth.benchmarks.figure;

import dev.berth.protocol.json.JsonWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Description of the machine of a measurement.
///
/// @param load average of runnable tasks over the last minute
public record Machine(
        String processor,
        int processors,
        long memoryMegabytes,
        String system,
        String java,
        double load) {
    /// Half of the processors: beyond, servers and load generators compete with others.
    private static final double BUSY_SHARE = 0.5;

    public static Machine here() {
        return new Machine(
                find(Path.of("/proc/cpuinfo"), "model name"),
                Runtime.getRuntime().availableProcessors(),
                Long.parseLong(
                                "0"
                                        + find(Path.of("/proc/meminfo"), "MemTotal")
                                                .replaceAll("[^0-9]", ""))
                        / 1024,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /// A description in one line.
    public String describe() {
        return String.format(
                Locale.ROOT,
                "%s, %d processors, %d MB, %s, %s, load %.1f at the start%s",
                processor,
                processors,
                memoryMegabytes,
                system,
                java,
                load,
                isBusy() ? " (busy: measure again when nothing else runs)" : "");
    }

    /// Whether other processes use so much of the processors that results mean little.
    boolean isBusy() {
        return load > BUSY_SHARE * processors;
    }

    /// Writes the member `machine`.
    public void write(JsonWriter json) {
        json.name("machine").beginObject();
        json.name("processor").string(processor);
        json.name("processors").number(processors);
        json.name("memory_megabytes").number(memoryMegabytes);
        json.name("system").string(system);
        json.name("java").string(java);
        json.name("load").finiteOrNull(load);
        json.endObject();
    }

    /// The value after `name :` in a file; empty if there is no such line or file.
    private static String find(Path file, String name) {
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(name)) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
            return "";
        } catch (IOException e) {
            return "";
        }
    }
}
