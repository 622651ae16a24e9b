package dev.berth.evaluation.comparison;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Meter of the energy that this process takes.
///
/// Where Linux shows the processors' counters (RAPL), it is what all processor packages took in the
/// time; other processes are in it. Elsewhere it is estimated from the processor time of this
/// process.
final class EnergyMeter {
    private static final Path COUNTERS = Path.of("/sys/class/powercap");

    /// A processor package; parts of it have a second number.
    private static final String PACKAGES = "intel-rapl:[0-9]*";

    private static final double MICROJOULES = 1e-6;

    /// What a busy core of a server takes, in watts: of processors with 6 to 12 W a core when all
    /// are busy.
    static final double ESTIMATED_WATTS = 8;

    private final List<Path> packages;

    private EnergyMeter(List<Path> packages) {
        this.packages = packages;
    }

    /// The meter of this machine.
    static EnergyMeter local() {
        return of(COUNTERS);
    }

    /// @param counters folder with one folder for each counter
    static EnergyMeter of(Path counters) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(counters, PACKAGES)) {
            for (Path folder : folders) {
                boolean isPart = folder.getFileName().toString().split(":", -1).length > 2;
                if (!isPart && Files.isReadable(folder.resolve("energy_uj"))) {
                    found.add(folder);
                }
            }
        } catch (IOException e) {
            // No counters on this machine, or none for this user.
            return new EnergyMeter(List.of());
        }
        return new EnergyMeter(found);
    }

    boolean isEstimated() {
        return packages.isEmpty();
    }

    /// State of the meter at a time.
    record Reading(List<Double> joules, long processorNanos) {}

    Reading read() {
        List<Double> joules = new ArrayList<>();
        for (Path folder : packages) {
            joules.add(number(folder.resolve("energy_uj")) * MICROJOULES);
        }
        return new Reading(joules, processorNanos());
    }

    /// Joules between two readings.
    double between(Reading start, Reading end) {
        if (packages.isEmpty()) {
            return (end.processorNanos() - start.processorNanos()) / 1e9 * ESTIMATED_WATTS;
        }
        double sum = 0;
        for (int i = 0; i < packages.size(); i++) {
            double joules = end.joules().get(i) - start.joules().get(i);
            // The counter starts again after its maximum.
            sum +=
                    joules >= 0
                            ? joules
                            : joules
                                    + number(packages.get(i).resolve("max_energy_range_uj"))
                                            * MICROJOULES;
        }
        return sum;
    }

    private static double number(Path file) {
        try {
            return Double.parseDouble(Files.readString(file).strip());
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    private static long processorNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
