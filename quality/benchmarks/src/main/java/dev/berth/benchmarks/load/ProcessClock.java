package dev.berth.benchmarks.load;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// Processor time of this process, all threads of an engine included.
final class ProcessClock {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private ProcessClock() {}

    static double cpuSeconds() {
        return SYSTEM.getProcessCpuTime() / 1e9;
    }
}
