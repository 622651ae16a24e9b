package dev.berth.catalog.profile;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Processors of a machine, on which a measurement depends most.
///
/// @param name the model as the system names it
/// @param count those that the JVM may use
public record CpuInfo(String name, int count) {
    private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

    /// Those of the machine that this process runs on.
    public static CpuInfo local() {
        return new CpuInfo(localName(), Runtime.getRuntime().availableProcessors());
    }

    /// The architecture's name where the system reports nothing better.
    private static String localName() {
        try (BufferedReader lines = Files.newBufferedReader(DESCRIPTION)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        } catch (IOException e) {
            // Not Linux.
        }
        return System.getProperty("os.arch");
    }

    @Override
    public String toString() {
        return count + " x " + name;
    }
}
