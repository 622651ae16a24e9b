package dev.berth.serving;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes a thread give way to the others of the machine when processors are short.
///
/// Java's own thread priorities do nothing on Linux unless the process may raise them. There the
/// nice value belongs to the thread, and any thread may raise its own; elsewhere nothing happens.
final class LowPriority {
    private static final Logger LOG = LoggerFactory.getLogger(LowPriority.class);

    /// Nicer than the process by so much: about a tenth of the processor time of a thread that
    /// answers requests, when both want it.
    private static final int NICER = 10;

    private LowPriority() {}

    /// A task for a new thread that first lowers its priority.
    static Runnable of(Runnable task) {
        return () -> {
            lower();
            task.run();
        };
    }

    private static void lower() {
        try {
            Optional<MethodHandle> function = function();
            if (function.isPresent()) {
                var nice = (int) function.get().invokeExact(NICER);
                LOG.trace("the loading thread's nice value is {}", nice);
            }
        } catch (Throwable e) {
            // Loading works without it.
            LOG.debug("the loading thread keeps its priority", e);
        }
    }

    @SuppressWarnings("restricted") // A function of the C library whose parameters are known.
    private static Optional<MethodHandle> function() {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux")) {
            return Optional.empty();
        }
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> symbol = linker.defaultLookup().find("nice");
        return symbol.map(
                address ->
                        linker.downcallHandle(
                                address,
                                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)));
    }
}
