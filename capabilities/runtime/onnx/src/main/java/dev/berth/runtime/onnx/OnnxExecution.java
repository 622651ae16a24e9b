package dev.berth.runtime.onnx;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.ExecutionContext;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Runs one session. The memory for names, shapes and pointers is allocated once and used again by
/// every run, so that a run allocates tensors and nothing else.
final class OnnxExecution implements ExecutionContext {
    /// Stands in both sentences by which the engine says that an output has another shape than the
    /// memory that it was given for it.
    private static final String GIVEN_MEMORY = "OrtValue";

    private static final Problem CANCELLED =
            Problem.of(
                    ProblemCode.CANCELLED,
                    "the run was ended before its time, as no caller waits for its result any more",
                    "wait for the answer, or allow more time");

    private final OutputBindings plans;
    private final OnnxEngine engine;
    private final OrtApi api;
    private final TensorPool pool;
    private final long session;
    private final Arena arena = Arena.ofShared();
    private final NativeOutParameter out = new NativeOutParameter(arena);
    private final OrtValueReader reader;
    private final List<Optional<MapKeys>> keysSeen;
    private final int inputCount;
    private final int outputCount;
    private final long inputNames;
    private final long outputNames;

    /// Pointers to the values of the inputs, then of the outputs.
    private final MemorySegment values;

    /// The sizes of one tensor at a time; the engine copies them.
    private final MemorySegment sizes;

    private final Runnable onClose;

    private final RunOptions options;
    private final boolean bounded;
    private boolean closed;

    /// @param bounded whether the session's memory is the [BoundedMemory]
    /// @param onClose called once that this no longer uses the session
    OnnxExecution(
            OnnxEngine engine,
            long session,
            TensorPool pool,
            List<TensorSpec> inputs,
            OutputBindings plans,
            boolean bounded,
            Runnable onClose) {
        this.plans = plans;
        this.engine = engine;
        this.api = engine.api();
        this.pool = pool;
        this.session = session;
        this.onClose = onClose;
        this.reader = new OrtValueReader(engine, pool, arena);
        List<OutputBinding> outputs = plans.list();
        this.inputCount = inputs.size();
        this.outputCount = outputs.size();
        this.keysSeen = new ArrayList<>(Collections.nCopies(outputCount, Optional.empty()));
        this.inputNames =
                SessionFactory.texts(inputs.stream().map(TensorSpec::name).toList(), arena);
        this.outputNames =
                SessionFactory.texts(
                        outputs.stream().map(plan -> plan.spec().name()).toList(), arena);
        this.values = arena.allocate(JAVA_LONG, Math.max(1, inputCount + outputCount));
        this.sizes = arena.allocate(JAVA_LONG, Shape.RANK_MAX);
        this.bounded = bounded;
        this.options = new RunOptions(api, out, bounded);
    }

    /// The keys by which the last run laid out this output; empty if it is not made of maps.
    Optional<MapKeys> keysSeen(int output) {
        return keysSeen.get(output);
    }

    @Override
    public List<Tensor> run(List<Tensor> inputs) {
        if (closed) {
            throw new IllegalStateException("execution used after its close");
        }
        if (inputs.size() != inputCount) {
            throw new IllegalArgumentException(
                    inputs.size() + " inputs (expected: " + inputCount + ")");
        }
        options.begin();
        try {
            return runPinned(inputs);
        } catch (EngineFailure e) {
            throw options.isTerminated() ? CANCELLED.asException() : problem(e);
        } finally {
            options.end();
        }
    }

    private List<Tensor> runPinned(List<Tensor> inputs) {
        try {
            return runOnce(inputs, plans.list());
        } catch (EngineFailure e) {
            if (!e.text().contains(GIVEN_MEMORY)) {
                throw e;
            }
        }
        return runUnpinned(inputs);
    }

    /// Runs again where the memory given for an output had the wrong size. Only when that helps is
    /// the model's declaration at fault, and not this request's.
    private List<Tensor> runUnpinned(List<Tensor> inputs) {
        List<Tensor> results =
                runOnce(inputs, plans.list().stream().map(OutputBinding::unpinned).toList());
        plans.stopPinning();
        return results;
    }

    @Override
    public void terminate() {
        options.terminate();
    }

    private List<Tensor> runOnce(List<Tensor> inputs, List<OutputBinding> current) {
        var tensors = new @Nullable Tensor[outputCount];
        values.fill((byte) 0);
        // Of what failed on its way it is not known.
        long madeBytes = Long.MAX_VALUE;
        try {
            for (int i = 0; i < inputCount; i++) {
                values.setAtIndex(JAVA_LONG, i, input(inputs.get(i)));
            }
            for (int i = 0; i < outputCount; i++) {
                if (current.get(i).sizes().isPresent()) {
                    Tensor tensor = allocate(current.get(i), inputs);
                    tensors[i] = tensor;
                    values.setAtIndex(JAVA_LONG, inputCount + i, overData(tensor));
                }
            }
            long inputValues = values.address();
            long outputValues = inputValues + (long) inputCount * Long.BYTES;
            api.run(
                    session,
                    options.address(),
                    inputNames,
                    inputValues,
                    inputCount,
                    outputNames,
                    outputCount,
                    outputValues);
            List<Tensor> results = collect(current, tensors);
            madeBytes = results.stream().mapToLong(Tensor::byteCount).sum();
            return results;
        } catch (RuntimeException | Error e) {
            for (Tensor tensor : tensors) {
                if (tensor != null) {
                    tensor.close();
                }
            }
            throw e;
        } finally {
            for (int i = 0; i < inputCount + outputCount; i++) {
                api.release(Handle.VALUE, values.getAtIndex(JAVA_LONG, i));
            }
            if (bounded) {
                engine.boundedMemory().giveBack(madeBytes);
            }
        }
    }

    private Tensor allocate(OutputBinding plan, List<Tensor> inputs) {
        return Tensor.allocate(pool, plan.spec().type(), plan.shape(inputs));
    }

    private List<Tensor> collect(List<OutputBinding> current, @Nullable Tensor[] tensors) {
        List<Tensor> results = new ArrayList<>(outputCount);
        for (int i = 0; i < outputCount; i++) {
            Tensor tensor = tensors[i];
            if (tensor == null) {
                OutputBinding plan = current.get(i);
                long value = values.getAtIndex(JAVA_LONG, inputCount + i);
                tensor = reader.read(value, plan.type(), plan.keys());
                tensors[i] = tensor;
                keysSeen.set(i, reader.keysTaken());
            }
            results.add(tensor);
        }
        return results;
    }

    private long input(Tensor tensor) {
        return tensor.type().isVariable() ? strings(tensor) : overData(tensor);
    }

    private long overData(Tensor tensor) {
        int rank = putSizes(tensor.shape());
        return api.createTensor(
                engine.memoryInfo(),
                MemorySegment.ofBuffer(tensor.data()).address(),
                tensor.byteCount(),
                sizes.address(),
                rank,
                OnnxTypes.number(tensor.type()),
                out);
    }

    private int putSizes(Shape shape) {
        int rank = shape.rank();
        for (int i = 0; i < rank; i++) {
            sizes.setAtIndex(JAVA_LONG, i, shape.size(i));
        }
        return rank;
    }

    private long strings(Tensor tensor) {
        int rank = putSizes(tensor.shape());
        int type = OnnxTypes.number(tensor.type());
        long value = api.createTensor(engine.allocator(), sizes.address(), rank, type, out);
        try {
            int count = (int) tensor.shape().elementCount();
            for (int i = 0; i < count; i++) {
                byte[] bytes = tensor.element(i);
                long room = api.stringRoom(value, i, bytes.length, out);
                MemorySegment.copy(
                        bytes, 0, OrtApi.view(room, bytes.length), JAVA_BYTE, 0, bytes.length);
            }
            return value;
        } catch (RuntimeException | Error e) {
            api.release(Handle.VALUE, value);
            throw e;
        }
    }

    private static ProblemException problem(EngineFailure failure) {
        if (BoundedMemory.isExhausted(failure)) {
            return BoundedMemory.problem(failure).asException();
        }
        String text = failure.text();
        boolean shape =
                Stream.of("Got invalid dimensions", "Invalid rank for input")
                        .anyMatch(text::contains);
        String message = EngineMessage.clean(text);
        return (shape
                        ? Problem.of(
                                ProblemCode.SHAPE_MISMATCH,
                                "the model does not take these shapes: " + message,
                                "send the shapes that the model's metadata declares")
                        : Problem.of(
                                ProblemCode.INFERENCE_FAILED,
                                "the model failed: " + message,
                                "check the input's values; the model itself may be at fault"))
                .asException();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            options.close();
            arena.close();
            onClose.run();
        }
    }
}
