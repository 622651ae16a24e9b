package dev.berth.runtime.onnx;

import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Hands memory that the C library keeps after `free` back to the operating system.
///
/// Only when as much has been freed as makes it worth it, and then only after a while, once for all
/// that is freed meanwhile: the call blocks every thread that allocates memory, and the next model
/// would have had to allocate the same memory again. Large blocks, such as weights, do not wait for
/// it where the launcher has had them mapped on their own.
///
/// Measured with a model of 60 MB: the process held 217 to 256 MB after unloading without this, and
/// 107 to 115 MB with it, at a cost of 4 to 8 ms. A model of 92 MB that is loaded and unloaded
/// without a pause takes 60 ms each time with a call for each, and 26 ms with none. Only glibc has
/// the call, `malloc_trim`; elsewhere nothing happens.
final class MallocTrimmer {
    /// What lies about unused at most is small against the process; a single model of this size
    /// gives its memory back.
    private static final long BYTES_WORTH = 8L << 20;

    /// Seldom enough that the 99th percentile of no entity has a call in it.
    private static final Duration LATER = Duration.ofSeconds(10);

    private final Runnable trim;
    private final Executor later;
    private final AtomicLong freed = new AtomicLong();
    private final AtomicBoolean awaited = new AtomicBoolean();

    /// @param trim hands back what is free
    /// @param later runs it after a while
    MallocTrimmer(Runnable trim, Executor later) {
        this.trim = trim;
        this.later = later;
    }

    @SuppressWarnings("restricted") // A look-up in the C library, whose function is known.
    static MallocTrimmer ofProcess() {
        Optional<MemorySegment> trim = Linker.nativeLinker().defaultLookup().find("malloc_trim");
        return new MallocTrimmer(
                () -> trim.ifPresent(function -> NativeCalls.call(function, 0)),
                CompletableFuture.delayedExecutor(LATER.toNanos(), TimeUnit.NANOSECONDS));
    }

    /// So many bytes have been freed.
    void handBack(long bytes) {
        if (freed.addAndGet(bytes) >= BYTES_WORTH && awaited.compareAndSet(false, true)) {
            later.execute(
                    () -> {
                        // In this order, so that what is freed during the call has one of its own.
                        awaited.set(false);
                        freed.set(0);
                        trim.run();
                    });
        }
    }
}
