package dev.berth.server.telemetry;

import com.sun.management.OperatingSystemMXBean;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;

/// Memory outside the heap that no other meter shows.
final class MachineMemory {
    private MachineMemory() {}

    /// Bytes that the machine has, or the container that the process is in.
    static double bytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
                ? machine.getTotalMemorySize()
                : Double.NaN;
    }

    /// Bytes that Netty has reserved off the heap to read and write connections; NaN if it does not
    /// count.
    static double networkBytes() {
        long bytes = PlatformDependent.usedDirectMemory();
        return bytes < 0 ? Double.NaN : bytes;
    }
}
