package dev.berth.tables.duckdb;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/// A C function whose parameters and result are pointers or integers.
///
/// All travel as 64 bits: the calling conventions of x86-64 and AArch64 pass a narrower integer in
/// a whole register and let the other side ignore what lies above it. A narrower result is narrowed
/// by the caller.
final class DuckDbFunction {
    private static final MethodHandle CALL_1 = handle(1);
    private static final MethodHandle CALL_2 = handle(2);
    private static final MethodHandle CALL_3 = handle(3);
    private static final MethodHandle CALL_4 = handle(4);

    private final MemorySegment address;

    DuckDbFunction(MemorySegment address) {
        this.address = address;
    }

    @SuppressWarnings("restricted") // Native calls are what this class is for.
    private static MethodHandle handle(int parameters) {
        var layouts = new MemoryLayout[parameters];
        Arrays.fill(layouts, JAVA_LONG);
        return Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(JAVA_LONG, layouts));
    }

    long call(long a) {
        try {
            return (long) CALL_1.invokeExact(address, a);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    long call(long a, long b) {
        try {
            return (long) CALL_2.invokeExact(address, a, b);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    long call(long a, long b, long c) {
        try {
            return (long) CALL_3.invokeExact(address, a, b, c);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    long call(long a, long b, long c, long d) {
        try {
            return (long) CALL_4.invokeExact(address, a, b, c, d);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /// Whether a `duckdb_state` says that it went well.
    static boolean isSuccess(long state) {
        return (int) state == 0;
    }

    /// A C function throws nothing; only the machine's own errors come here.
    static IllegalStateException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("a native call failed", e);
    }
}
