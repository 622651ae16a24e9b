package dev.berth.runtime.onnx;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/// Calls of C functions whose parameters are pointers or integers, by the number of parameters.
///
/// Every parameter and the result travel as 64 bits: the calling conventions of x86-64 and of
/// AArch64 pass a narrower integer in a full register or slot and let the callee ignore what lies
/// above it, up to the eight parameters that are needed here. So eight handles serve for all
/// functions, instead of one each, which shortens the start. A narrower result is narrowed by the
/// caller.
final class NativeCalls {
    private static final MethodHandle CALL_0 = handle(0);
    private static final MethodHandle CALL_1 = handle(1);
    private static final MethodHandle CALL_2 = handle(2);
    private static final MethodHandle CALL_3 = handle(3);
    private static final MethodHandle CALL_4 = handle(4);
    private static final MethodHandle CALL_5 = handle(5);
    private static final MethodHandle CALL_7 = handle(7);
    private static final MethodHandle CALL_8 = handle(8);

    private NativeCalls() {}

    @SuppressWarnings("restricted") // Native calls are what this class is for.
    private static MethodHandle handle(int parameters) {
        var layouts = new MemoryLayout[parameters];
        Arrays.fill(layouts, JAVA_LONG);
        return Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(JAVA_LONG, layouts));
    }

    static long call(MemorySegment function) {
        try {
            return (long) CALL_0.invokeExact(function);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long call(MemorySegment function, long a) {
        try {
            return (long) CALL_1.invokeExact(function, a);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long call(MemorySegment function, long a, long b) {
        try {
            return (long) CALL_2.invokeExact(function, a, b);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long call(MemorySegment function, long a, long b, long c) {
        try {
            return (long) CALL_3.invokeExact(function, a, b, c);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long call(MemorySegment function, long a, long b, long c, long d) {
        try {
            return (long) CALL_4.invokeExact(function, a, b, c, d);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long call(MemorySegment function, long a, long b, long c, long d, long e) {
        try {
            return (long) CALL_5.invokeExact(function, a, b, c, d, e);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    static long call(
            MemorySegment function, long a, long b, long c, long d, long e, long f, long g) {
        try {
            return (long) CALL_7.invokeExact(function, a, b, c, d, e, f, g);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    static long call(
            MemorySegment function,
            long a,
            long b,
            long c,
            long d,
            long e,
            long f,
            long g,
            long h) {
        try {
            return (long) CALL_8.invokeExact(function, a, b, c, d, e, f, g, h);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    /// A downcall throws nothing but errors of the virtual machine.
    private static RuntimeException unexpected(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("native call failed", failure);
    }
}
