package dev.berth.serving.thread;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/// The processor time of threads, which the machine's other load does not affect.
public final class ProcessorTime {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final boolean KNOWN = THREADS.isCurrentThreadCpuTimeSupported();

    private ProcessorTime() {}

    /// Nanoseconds of the calling thread since its start; always 0 where the system does not report
    /// it. Costs some tenths of a microsecond.
    public static long ofThisThread() {
        return KNOWN ? THREADS.getCurrentThreadCpuTime() : 0;
    }
}
