package dev.berth.runtime.process;

import dev.berth.core.ProblemCode;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.Tensor;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The worker's side of one connection: one execution, on a thread of its own, until the server
/// closes the connection.
final class WorkerConnectionHandler {
    /// An engine ignores a termination of a run that it has not begun.
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final int number;
    private final LoadedArtifact artifact;
    private final Runnable onEnd;
    private final FrameWriter answer = new FrameWriter();
    private List<TensorSpec> inputs = List.of();
    private volatile @Nullable ExecutionContext execution;
    private @Nullable SharedMemory memory;

    /// What a run gave and the memory had no room for.
    private List<Tensor> outputs = List.of();

    /// The last run that ended. They are numbered from 1; none is in flight again.
    private long ended;

    /// @param onEnd called when the server has closed the connection
    WorkerConnectionHandler(int number, LoadedArtifact artifact, Runnable onEnd) {
        this.number = number;
        this.artifact = artifact;
        this.onEnd = onEnd;
    }

    void start(Path socket) {
        Thread.ofPlatform().name("connection-" + number).daemon().start(() -> serve(socket));
    }

    private void serve(Path socket) {
        try (FrameChannel channel = FrameChannel.connect(socket)) {
            channel.send(answer.begin(FrameKind.HELLO).putInt(number));
            while (true) {
                obey(channel.receive(LoadCommand.BYTES_MAX));
                channel.send(answer);
            }
        } catch (IOException e) {
            // The server needs the connection no more.
        } finally {
            release();
        }
    }

    private void release() {
        ended(Long.MAX_VALUE);
        ExecutionContext opened = execution;
        if (opened != null) {
            opened.close();
        }
        if (memory != null) {
            memory.close();
        }
        onEnd.run();
    }

    private void obey(FrameReader order) throws IOException {
        switch (order.kind()) {
            case OPEN -> open(order);
            case MAP -> map(order);
            case RUN -> run(order);
            case COLLECT -> give(outputs, 0);
            default -> throw new FrameProtocolException("an order of the kind " + order.kind());
        }
    }

    private void open(FrameReader order) {
        List<TensorSpec> optional = new ArrayList<>();
        for (int left = order.readCount(FrameReader.COUNT_MAX); left > 0; left--) {
            optional.add(artifact.optionalInputs().get(order.readInt()));
        }
        inputs = new ArrayList<>(artifact.inputs());
        inputs.addAll(optional);
        try {
            execution = artifact.openExecution(optional);
            answer.begin(FrameKind.OPENED);
        } catch (RuntimeException | LinkageError e) {
            WorkerProblem.write(e, ProblemCode.INFERENCE_FAILED, answer);
        }
    }

    private void map(FrameReader order) throws IOException {
        SharedMemory mapped = SharedMemory.map(Path.of(order.readText()), order.readLong());
        if (memory != null) {
            memory.close();
        }
        memory = mapped;
        answer.begin(FrameKind.MAPPED);
    }

    private void run(FrameReader order) {
        long run = order.readLong();
        long outputsFrom = order.readLong();
        SharedMemory current = requireMemory();
        List<Tensor> views = new ArrayList<>(inputs.size());
        for (TensorSpec input : inputs) {
            var placed = SharedTensorDescriptor.read(order, input.type(), 0, current.byteCount());
            views.add(placed.view(input.type(), current.segment()));
        }
        try {
            give(requireExecution().run(views), outputsFrom);
        } catch (RuntimeException | LinkageError e) {
            WorkerProblem.write(e, ProblemCode.INFERENCE_FAILED, answer);
        } finally {
            ended(run);
        }
    }

    private SharedMemory requireMemory() {
        if (memory == null) {
            throw new FrameProtocolException("a run without memory");
        }
        return memory;
    }

    private ExecutionContext requireExecution() {
        ExecutionContext opened = execution;
        if (opened == null) {
            throw new FrameProtocolException("a run without an execution");
        }
        return opened;
    }

    /// Puts outputs into the memory, or says how much they need and keeps them.
    private void give(List<Tensor> given, long from) {
        SharedMemory current = requireMemory();
        long need = given.stream().mapToLong(SharedTensorDescriptor::roomFor).sum();
        if (need > current.byteCount() - from) {
            outputs = given;
            answer.begin(FrameKind.NEED).putLong(need);
            return;
        }
        answer.begin(FrameKind.DONE);
        long at = from;
        for (Tensor tensor : given) {
            SharedTensorDescriptor.put(tensor, current.segment(), at).write(answer);
            at += SharedTensorDescriptor.roomFor(tensor);
        }
        given.forEach(Tensor::close);
        outputs = List.of();
    }

    private synchronized void ended(long run) {
        ended = run;
    }

    private synchronized boolean hasEnded(long run) {
        return ended >= run;
    }

    /// Ends a run that is in flight, or whose command has not arrived yet.
    void terminate(long run) {
        Thread.ofVirtual().start(() -> terminateUntilEnded(run));
    }

    private void terminateUntilEnded(long run) {
        ExecutionContext target = execution;
        while (target != null && !hasEnded(run)) {
            target.terminate();
            LockSupport.parkNanos(AGAIN_NANOS);
        }
    }
}
