package dev.berth.scheduling;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes threads yield to those that answer requests when processors are short.
///
/// Java's own thread priorities do nothing on Linux unless the process may raise them. There a
/// thread may lower itself in two ways, and both are needed. The nice value says how much of the
/// processors it gets while others want them. But the thread that has a processor keeps it for a
/// while, nice or not: a thread that wakes up waits for the next tick of the scheduler, up to 4 ms,
/// which is several times as long as a small model takes to answer. Unless the one that runs
/// requested a longer slice of time than the one that wakes up (kernel 6.12 and later): then it is
/// interrupted at once. So a long slice takes nothing from a thread but the right to keep others
/// waiting.
///
/// Measured on two processors with two threads that compute for about 12 ms and then pause as long,
/// and a pair that wakes each other up every 5 ms: they wait 4.5 ms (p99) at nice 10, 0.7 with a
/// long slice as well. The policy that is idle (`SCHED_IDLE`) gives 0.4, but a thread of it gets
/// next to nothing on busy processors, with whatever lock it holds, and may not go back.
///
/// Elsewhere nothing happens, and all works without.
public final class LowPriority {
    private static final Logger LOG = LoggerFactory.getLogger(LowPriority.class);

    /// Nicer than the process by so much: about a tenth of the processor time of a thread that
    /// answers requests, when both want it.
    private static final int NICER = 10;

    private static final Path THREADS = Path.of("/proc/self/task");

    private LowPriority() {}

    /// Threads that lower their priority before they run anything.
    public static ThreadFactory threads(Thread.Builder.OfPlatform threads) {
        ThreadFactory factory = threads.factory();
        return task ->
                factory.newThread(
                        () -> {
                            lowerThis(niceOfProcess() + NICER, Scheduling.LONGEST_SLICE_NANOS);
                            task.run();
                        });
    }

    /// Threads that get only what others leave of the processors, as what they do may be left
    /// undone: `SCHED_IDLE`. Others that wake up do not wait for them and are not put on another
    /// processor than theirs. Where the system refuses that, as nice as can be.
    public static ThreadFactory lowest(Thread.Builder.OfPlatform threads) {
        ThreadFactory factory = threads.factory();
        return task ->
                factory.newThread(
                        () -> {
                            makeThisIdle();
                            task.run();
                        });
    }

    private static void makeThisIdle() {
        boolean done = false;
        try {
            done = Scheduling.isSupported() && Scheduling.makeIdle();
        } catch (Throwable e) {
            LOG.debug("the thread keeps its policy", e);
        }
        if (!done) {
            lowerThis(Scheduling.NICE_MAX, Scheduling.LONGEST_SLICE_NANOS);
        }
    }

    /// Threads that yield to threads that answer requests, and keep their share of the processors:
    /// those that execute models, whose requests and answers come and go by threads that take
    /// microseconds. Loads and compilers yield to them in turn.
    public static ThreadFactory interruptible(Thread.Builder.OfPlatform threads) {
        ThreadFactory factory = threads.factory();
        return task ->
                factory.newThread(
                        () -> {
                            lowerThis(Scheduling.NICE_MIN, Scheduling.LONG_SLICE_NANOS);
                            task.run();
                        });
    }

    /// Makes the JIT compiler threads of this process yield to threads that answer requests. They
    /// keep their share of the processors: code that answers is what they compile. Compiling
    /// threads that are added later inherit it from those that are there.
    public static void ofCompilers() {
        if (!Scheduling.isSupported()) {
            return;
        }
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            for (Path thread : threads) {
                if (isCompiler(thread)) {
                    Scheduling.lower(
                            Integer.parseInt(thread.getFileName().toString()),
                            Scheduling.NICE_MIN,
                            Scheduling.LONGEST_SLICE_NANOS);
                }
            }
        } catch (Throwable e) {
            LOG.debug("the compilers keep their priority", e);
        }
    }

    /// By the first 15 characters of its name, which are those that the system keeps.
    private static boolean isCompiler(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).matches("C[12] CompilerThre\\n");
        } catch (IOException e) {
            // It has ended.
            return false;
        }
    }

    /// The thread that began this one may be nicer already.
    private static int niceOfProcess() {
        try {
            return Scheduling.isSupported()
                    ? Scheduling.nice(Math.toIntExact(ProcessHandle.current().pid()))
                    : 0;
        } catch (Throwable e) {
            LOG.debug("the process's nice value is not known", e);
            return 0;
        }
    }

    private static void lowerThis(int nice, long sliceNanos) {
        if (!Scheduling.isSupported()) {
            return;
        }
        try {
            boolean done = Scheduling.lower(Scheduling.CALLING_THREAD, nice, sliceNanos);
            LOG.trace("a thread that gives way: {}", done);
        } catch (Throwable e) {
            LOG.debug("a thread keeps its priority", e);
        }
    }
}
