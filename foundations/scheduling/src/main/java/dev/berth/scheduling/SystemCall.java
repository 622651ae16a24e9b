package dev.berth.scheduling;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/// Calls of Linux for which Java has none and whose numbers differ between processors: `syscall` of
/// the C library, linked when it is first needed.
enum SystemCall {
    GET_SCHEDULING(315, 275),
    SET_SCHEDULING(314, 274);

    private static final long NONE = -1;

    private final long number;

    SystemCall(long onX86, long onArm) {
        this.number =
                switch (processor()) {
                    case "amd64", "x86_64" -> onX86;
                    case "aarch64" -> onArm;
                    default -> NONE;
                };
    }

    private static String processor() {
        boolean linux =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
        return linux ? System.getProperty("os.arch", "") : "";
    }

    /// Whether this is Linux on a processor whose numbers are known here.
    static boolean areKnown() {
        return GET_SCHEDULING.number != NONE;
    }

    /// All take a thread's number, a place in memory and one number more.
    ///
    /// @return what the call gives; -1 if it is refused
    long call(int thread, MemorySegment memory, long third) throws Throwable {
        return (long)
                Function.HANDLE.invokeExact(number, (long) thread, memory.address(), third, 0L);
    }

    private static final class Function {
        private static final MethodHandle HANDLE = link();

        @SuppressWarnings("restricted") // A function of the C library whose parameters are known.
        private static MethodHandle link() {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Linker.Option.firstVariadicArg(1));
        }
    }
}
