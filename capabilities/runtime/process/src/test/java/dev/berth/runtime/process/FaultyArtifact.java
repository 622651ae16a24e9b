package dev.berth.runtime.process;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.MemoryUse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// Gives as many ones as its one input `x` int64 [1] says, unless that is a number with a meaning.
final class FaultyArtifact implements LoadedArtifact {
    static final long SEGFAULT = -1;
    static final long EXIT = -2;
    static final long HANG = -3;
    static final long FULL_HEAP = -4;

    static final String HANGING = "hanging";

    private final TensorPool pool;

    FaultyArtifact(TensorPool pool) {
        this.pool = pool;
    }

    static void hang() {
        while (true) {
            LockSupport.park();
        }
    }

    @Override
    public List<TensorSpec> inputs() {
        return List.of(
                new TensorSpec("x", ElementType.INT64, DeclaredShape.of(Dimension.fixed(1))));
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(
                new TensorSpec("y", ElementType.UINT8, DeclaredShape.of(Dimension.dynamic("n"))));
    }

    @Override
    public int executors() {
        return 2;
    }

    @Override
    public ExecutionContext openExecution() {
        return new ExecutionContext() {
            @Override
            public List<Tensor> run(List<Tensor> inputs) {
                return List.of(ones(inputs.getFirst().data().getLong(0)));
            }

            @Override
            public void close() {}
        };
    }

    private Tensor ones(long count) {
        if (count == SEGFAULT) {
            segfault();
        } else if (count == EXIT) {
            Runtime.getRuntime().halt(7);
        } else if (count == HANG) {
            announce();
            hang();
        } else if (count == FULL_HEAP) {
            fillHeap();
        }
        Tensor ones = Tensor.allocate(pool, ElementType.UINT8, Shape.of(count));
        MemorySegment.ofBuffer(ones.data()).fill((byte) 1);
        return ones;
    }

    @SuppressWarnings("restricted") // To call what crashes is what this is for.
    private static void segfault() {
        Linker linker = Linker.nativeLinker();
        var length =
                linker.downcallHandle(
                        linker.defaultLookup().find("strlen").orElseThrow(),
                        FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
        try {
            var _ = (long) length.invokeExact(8L);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// A file in the worker's folder, for the test to see that it hangs.
    private static void announce() {
        try {
            Files.writeString(Path.of(HANGING), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fillHeap() {
        throw new IllegalStateException("room for " + new long[1 << 28].length);
    }

    /// What a test wants to know of the process.
    @Override
    public Map<String, String> metadata() {
        try {
            return Map.of(
                    "environment",
                    String.join(" ", System.getenv().keySet()),
                    "folder",
                    System.getProperty("user.dir"),
                    "oom-score",
                    Files.readString(Path.of("/proc/self/oom_score_adj")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public MemoryUse memory() {
        return new MemoryUse(1000, 0, 0);
    }

    @Override
    public void close() {}
}
