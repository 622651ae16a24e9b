package dev.berth.scheduling;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Linux's scheduling of one thread: `sched_getattr` and `sched_setattr` of sched(2), for which the
/// C library has no functions of their own.
final class Scheduling {
    /// The thread that calls.
    static final int CALLING_THREAD = 0;

    /// The longest slice that the kernel takes; what counts is that it is longer than that of
    /// others.
    static final long LONGEST_SLICE_NANOS = 100_000_000;

    /// Longer than the 3 ms or less of a thread without a request, and shorter than the longest.
    static final long LONG_SLICE_NANOS = 3_500_000;

    static final int NICE_MIN = -20;
    static final int NICE_MAX = 19;

    /// `struct sched_attr` of its first version, in bytes: size, policy (4 each), flags (8), nice,
    /// priority (4 each), runtime, deadline, period (8 each).
    private static final int BYTES = 48;

    private static final int SIZE = 0;
    private static final int POLICY = 4;
    private static final int NICE = 16;
    private static final int RUNTIME = 24;

    /// `SCHED_OTHER` and `SCHED_BATCH`: those that have a nice value and a slice.
    private static final int OTHER = 0;

    private static final int BATCH = 3;

    /// `SCHED_IDLE`: threads that wake up treat its processor as free.
    private static final int IDLE = 5;

    /// Flags of either call; none is needed.
    private static final long FLAGS = 0;

    private Scheduling() {}

    /// Whether this is Linux on a processor whose system calls are known here.
    static boolean isSupported() {
        return SystemCall.areKnown();
    }

    /// Raises a thread's nice value to at least this, and sets its slice, which a kernel before
    /// 6.12 ignores.
    ///
    /// @param thread its number, or [#CALLING_THREAD]
    /// @param nice -20 to 19; beyond, the nearest of these
    /// @param sliceNanos at most [#LONGEST_SLICE_NANOS]
    /// @return false if the system refuses it, or the thread has a policy without these two
    static boolean lower(int thread, int nice, long sliceNanos) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(BYTES, Long.BYTES);
            if (!get(thread, attributes)) {
                return false;
            }
            int before = attributes.get(JAVA_INT, NICE);
            attributes.set(JAVA_INT, NICE, Math.min(NICE_MAX, Math.max(before, nice)));
            attributes.set(JAVA_LONG, RUNTIME, sliceNanos);
            return SystemCall.SET_SCHEDULING.call(thread, attributes, FLAGS) == 0;
        }
    }

    /// Gives the calling thread the policy that is idle, which it cannot leave again.
    ///
    /// @return false if the system refuses it
    static boolean makeIdle() throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(BYTES, Long.BYTES);
            attributes.set(JAVA_INT, SIZE, BYTES);
            attributes.set(JAVA_INT, POLICY, IDLE);
            return SystemCall.SET_SCHEDULING.call(CALLING_THREAD, attributes, FLAGS) == 0;
        }
    }

    /// The nice value of a thread; that of the thread in which the process began is the process's
    /// own.
    ///
    /// @throws IllegalStateException if there is none
    static int nice(int thread) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(BYTES, Long.BYTES);
            if (!get(thread, attributes)) {
                throw new IllegalStateException("thread " + thread + " has no nice value");
            }
            return attributes.get(JAVA_INT, NICE);
        }
    }

    private static boolean get(int thread, MemorySegment attributes) throws Throwable {
        if (SystemCall.GET_SCHEDULING.call(thread, attributes, BYTES) != 0) {
            return false;
        }
        int policy = attributes.get(JAVA_INT, POLICY);
        return policy == OTHER || policy == BATCH;
    }
}
