package dev.berth.runtime.process;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The server's connection to one worker, with an execution behind it and shared memory. For one
/// thread at a time.
final class WorkerConnection implements AutoCloseable {
    /// As little memory as any connection has: a page for inputs and a few for outputs.
    private static final long MEMORY_BYTES_MIN = 1 << 16;

    /// The most that a connection keeps between runs; the rest of a large request is released.
    private static final long MEMORY_BYTES_KEPT = 64 << 20;

    /// The most that inputs, or outputs, of one run may take.
    static final long MEMORY_BYTES_MAX = 1 << 30;

    /// Rank, sizes, offset and length of a tensor.
    private static final int PLACED_BYTES_MAX = 1 + Long.BYTES * (Shape.RANK_MAX + 2);

    /// Inputs and outputs for which an execution is opened.
    ///
    /// @param number of the connection, for the life of its artifact
    /// @param inputs that a run takes
    /// @param optional the places of those among them that the artifact has values of its own for
    record Wanted(
            int number, List<TensorSpec> inputs, List<Integer> optional, List<TensorSpec> outputs) {
        Wanted {
            inputs = List.copyOf(inputs);
            optional = List.copyOf(optional);
            outputs = List.copyOf(outputs);
        }
    }

    private final Worker worker;
    private final FrameChannel channel;
    private final Wanted wanted;
    private final WorkerLimits limits;
    private final int answerBytesMax;
    private final FrameWriter order = new FrameWriter();
    private @Nullable SharedMemory memory;
    private long outputRoom;
    private int files;

    private WorkerConnection(
            Worker worker, FrameChannel channel, Wanted wanted, WorkerLimits limits) {
        this.worker = worker;
        this.channel = channel;
        this.wanted = wanted;
        this.limits = limits;
        this.answerBytesMax =
                Math.max(WorkerProblem.BYTES_MAX, 1 + wanted.outputs.size() * PLACED_BYTES_MAX);
    }

    /// Opens an execution. Blocks.
    ///
    /// @throws ProblemException as the engine throws it
    static WorkerConnection open(Worker worker, Wanted wanted, WorkerLimits limits)
            throws IOException {
        try (var _ = worker.killAfter(limits.startMax(), "did not open an execution")) {
            var connection =
                    new WorkerConnection(worker, worker.connect(wanted.number), wanted, limits);
            boolean opened = false;
            try {
                connection.open();
                opened = true;
            } finally {
                if (!opened) {
                    connection.close();
                }
            }
            return connection;
        }
    }

    private void open() throws IOException {
        order.begin(FrameKind.OPEN).putInt(wanted.optional.size());
        wanted.optional.forEach(order::putInt);
        channel.send(order);
        var _ = answer(FrameKind.OPENED);
    }

    Worker worker() {
        return worker;
    }

    int number() {
        return wanted.number;
    }

    /// Runs once.
    ///
    /// @param run its number on this connection, from 1
    /// @throws ProblemException as the engine throws it; `batch-too-large` if the inputs exceed
    ///   what can be handed over
    /// @throws IOException if the worker has ended
    List<Tensor> run(long run, List<Tensor> inputs, TensorPool pool) throws IOException {
        try {
            long inputRoom = inputs.stream().mapToLong(SharedTensorDescriptor::roomFor).sum();
            SharedMemory current = requireMemory(inputRoom);
            send(run, inputs, inputRoom, current.segment());
            return outputsOrProblem(inputRoom, pool);
        } catch (InternalError e) {
            // What the system says when a mapped file has become shorter.
            throw new FrameProtocolException(
                    "nothing, and cut off the memory that it shares: " + e.getMessage());
        }
    }

    private List<Tensor> outputsOrProblem(long inputRoom, TensorPool pool) throws IOException {
        List<Tensor> outputs;
        try {
            outputs = outputs(inputRoom, pool);
        } catch (ProblemException e) {
            giveBackMuch();
            throw e;
        }
        boolean done = false;
        try {
            giveBackMuch();
            done = true;
        } finally {
            if (!done) {
                outputs.forEach(Tensor::close);
            }
        }
        return outputs;
    }

    /// Memory that a large request took, whatever came of it.
    private void giveBackMuch() throws IOException {
        if (requireMemory().byteCount() > MEMORY_BYTES_KEPT) {
            map(MEMORY_BYTES_MIN);
            outputRoom = 0;
        }
    }

    private void send(long run, List<Tensor> inputs, long inputRoom, MemorySegment target)
            throws IOException {
        order.begin(FrameKind.RUN).putLong(run).putLong(inputRoom);
        long at = 0;
        for (Tensor input : inputs) {
            SharedTensorDescriptor.put(input, target, at).write(order);
            at += SharedTensorDescriptor.roomFor(input);
        }
        channel.send(order);
    }

    private List<Tensor> outputs(long from, TensorPool pool) throws IOException {
        FrameReader answer = channel.receive(answerBytesMax);
        if (answer.kind() != FrameKind.NEED) {
            return read(require(answer, FrameKind.DONE), from, pool);
        }
        long need = answer.readLong();
        answer.end();
        SharedMemory current = requireMemory();
        if (need <= current.byteCount() - from) {
            throw new FrameProtocolException("a need of " + need + " bytes, which it has");
        }
        requireAllowed(need, "outputs", ProblemCode.INFERENCE_FAILED);
        outputRoom = SharedTensorDescriptor.aligned(need);
        map(powerOfTwo(outputRoom));
        channel.send(order.begin(FrameKind.COLLECT));
        return read(require(channel.receive(answerBytesMax), FrameKind.DONE), 0, pool);
    }

    private List<Tensor> read(FrameReader answer, long from, TensorPool pool) {
        return RunResponseReader.read(
                answer, wanted.outputs, requireMemory().segment(), from, pool);
    }

    private FrameReader answer(FrameKind expected) throws IOException {
        return require(channel.receive(answerBytesMax), expected);
    }

    private static FrameReader require(FrameReader answer, FrameKind expected) {
        if (answer.kind() == FrameKind.PROBLEM) {
            throw WorkerProblem.read(answer).asException();
        }
        if (answer.kind() != expected) {
            throw new FrameProtocolException(
                    "a " + answer.kind() + " where a " + expected + " was due");
        }
        return answer;
    }

    private SharedMemory requireMemory() {
        SharedMemory current = memory;
        if (current == null) {
            throw new IllegalStateException("a line without memory");
        }
        return current;
    }

    /// Memory with room for these inputs, and for outputs as they were last.
    private SharedMemory requireMemory(long inputRoom) throws IOException {
        requireAllowed(inputRoom, "inputs", ProblemCode.BATCH_TOO_LARGE);
        long room = Math.max(MEMORY_BYTES_MIN, inputRoom + outputRoom);
        SharedMemory current = memory;
        return current != null && current.byteCount() >= room ? current : map(powerOfTwo(room));
    }

    private static void requireAllowed(long byteCount, String what, ProblemCode code) {
        if (byteCount < 0 || byteCount > MEMORY_BYTES_MAX) {
            throw new ProblemException(
                    code,
                    what
                            + " of "
                            + byteCount
                            + " bytes exceed "
                            + MEMORY_BYTES_MAX
                            + ", the limit between the server and a worker process",
                    "split the request, or lower batch.max-size in its model.yaml");
        }
    }

    private static long powerOfTwo(long byteCount) {
        return Long.highestOneBit(Math.max(1, byteCount - 1)) << 1;
    }

    /// Puts new memory in the place of the old, on both sides.
    private SharedMemory map(long byteCount) throws IOException {
        Path file = worker.room().resolve(wanted.number + "-" + ++files);
        SharedMemory made = create(file, byteCount);
        boolean mapped = false;
        try (var _ = worker.killAfter(limits.obeyMax(), "did not map memory")) {
            channel.send(order.begin(FrameKind.MAP).putText(file.toString()).putLong(byteCount));
            answer(FrameKind.MAPPED).end();
            mapped = true;
        } finally {
            Files.deleteIfExists(file);
            if (!mapped) {
                made.close();
            }
        }
        closeMemory();
        memory = made;
        return made;
    }

    private static SharedMemory create(Path file, long byteCount) {
        try {
            return SharedMemory.create(file, byteCount);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.INFERENCE_FAILED,
                            "no memory of " + byteCount + " bytes to share with the worker: " + e,
                            "give the folder "
                                    + file.getParent()
                                    + " more room, or send less at once"),
                    e);
        }
    }

    private void closeMemory() {
        if (memory != null) {
            memory.close();
            memory = null;
        }
    }

    @Override
    public void close() {
        worker.disconnect(channel);
        closeMemory();
    }
}
