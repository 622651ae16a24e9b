package dev.berth.benchmarks.figure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where figures were measured, without which they mean nothing.
///
/// @param load tasks that wanted a processor, on average over the last minute
public record Machine(
        String processor,
        int processors,
        long memoryMegabytes,
        String system,
        String java,
        double load) {

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

    /// What follows `name :` in a file; empty if there is no such line or file.
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
