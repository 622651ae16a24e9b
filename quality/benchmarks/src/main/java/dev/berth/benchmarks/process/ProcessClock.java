package dev.berth.benchmarks.process;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// Processor time of this process, including all threads of an engine.
public final class ProcessClock {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private ProcessClock() {}

    /// Since the start of the process, in seconds.
    public static double cpuSeconds() {
        return SYSTEM.getProcessCpuTime() / 1e9;
    }
}
