package dev.berth.serving.execution;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Field;
import dev.berth.core.system.BatchPolicy.WhenShapesDiffer;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.runtime.ExecutionContext;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.RequestPriority;
import dev.berth.serving.thread.ProcessorTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One turn of an executor: from requests taken off the queue to their responses.
///
/// Steps: drop what is settled or late; encode each request; group those that can share an
/// execution; for each group join, execute, cut, and for each request decode and reply. Before each
/// of them, and before each step of an encoder or decoder, a request that was given up or is late
/// drops out. Whatever goes wrong with one request concerns that request: an execution that fails
/// for a group is repeated for each of its requests alone, so that only the culprit fails.
///
/// Those of one turn have the same precedence. What background requests take is not reported.
///
/// Stateless but for what it was made with; used by all executors of an instance at the same time.
final class BatchExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(BatchExecutor.class);

    private static final int FAILED = -1;

    private final ModelInstance instance;
    private final BatchInference artifactRun;
    private final @Nullable SessionBatch sessionBatch;
    private final long answerBytesMax;

    BatchExecutor(ModelInstance instance, BatchConcatenator joiner) {
        this.instance = instance;
        this.artifactRun = new BatchInference(instance, joiner);
        this.sessionBatch = SessionBatch.of(instance, joiner).orElse(null);
        this.answerBytesMax = instance.modelPackage().limits().answerBytesMax();
    }

    void run(List<PendingRequest> taken) {
        long start = instance.nanoTime();
        RequestPriority precedence = taken.getFirst().request().precedence();
        boolean foreground = precedence == RequestPriority.FOREGROUND;
        boolean learns = foreground && instance.learnsBatchTimes();
        long processorStart = learns ? ProcessorTime.ofThisThread() : 0;
        List<Encoded> encoded = new ArrayList<>(taken.size());
        for (PendingRequest pending : taken) {
            Encoded one = encode(pending, start);
            if (one != null) {
                encoded.add(one);
            }
        }
        if (encoded.isEmpty()) {
            return;
        }
        try {
            ExecutionContext execution = instance.executions().borrow();
            int rowsRun = 0;
            boolean failed = false;
            try {
                for (List<Encoded> group : groups(encoded)) {
                    int groupRows = execute(group, execution);
                    failed |= groupRows == FAILED;
                    rowsRun += Math.max(0, groupRows);
                }
            } finally {
                instance.executions().giveBack(execution);
            }
            // What fails takes less time than it should, or more, being repeated.
            if (foreground && !failed && rowsRun > 0) {
                long processor = learns ? ProcessorTime.ofThisThread() - processorStart : 0;
                long end = instance.nanoTime();
                instance.recordBatch(rowsRun, end - start, end, processor);
            }
        } catch (RuntimeException | Error e) {
            Problem problem = problemOf(e);
            encoded.forEach(each -> each.pending.fail(problem));
        } finally {
            encoded.forEach(this::finish);
        }
    }

    private void finish(Encoded encoded) {
        if (encoded.tensors != encoded.pending.request().inputs()) {
            encoded.tensors.close();
        }
        instance.discard(encoded.pending);
    }

    /// @param turnNanos when the turn began; without an encoder no time passes between requests
    private @Nullable Encoded encode(PendingRequest pending, long turnNanos) {
        if (pending.isSettled()) {
            instance.discard(pending);
            return null;
        }
        long start = instance.encoder().isEmpty() ? turnNanos : instance.nanoTime();
        pending.taken(start);
        if (pending.isExpired(start)) {
            pending.fail(instance.expired(pending));
            instance.discard(pending);
            return null;
        }
        NamedTensors inputs = pending.request().inputs();
        if (instance.encoder().isEmpty()) {
            pending.encoded(start);
            return new Encoded(pending, inputs);
        }
        var tensors = new NamedTensors();
        try {
            for (int i = 0; i < inputs.count(); i++) {
                tensors.put(inputs.name(i), inputs.tensor(i).share());
            }
            if (instance.encoder().apply(tensors, pending::isActive)) {
                pending.encoded(instance.nanoTime());
                return new Encoded(pending, tensors);
            }
            tensors.close();
            instance.discard(pending);
            return null;
        } catch (RuntimeException | Error e) {
            tensors.close();
            pending.fail(problemOf(e));
            instance.discard(pending);
            return null;
        }
    }

    /// Those that can share an execution, each group in the order of arrival.
    private List<List<Encoded>> groups(List<Encoded> encoded) {
        if (encoded.size() == 1) {
            return List.of(encoded);
        }
        if (instance.hasSessions()) {
            return sessionGroups(encoded);
        }
        if (artifactRun.haveSameRows(encoded, Encoded::tensors)) {
            return List.of(encoded);
        }
        boolean pad = instance.modelPackage().batch().whenShapesDiffer() == WhenShapesDiffer.PAD;
        Map<Object, List<Encoded>> groups = new LinkedHashMap<>();
        for (Encoded one : encoded) {
            List<Shape> rowShapes = artifactRun.rowShapes(one.tensors);
            Object key = pad ? rowShapes.stream().map(Shape::rank).toList() : rowShapes;
            groups.computeIfAbsent(key, k -> new ArrayList<>()).add(one);
        }
        return List.copyOf(groups.values());
    }

    /// Each by itself, unless the package joins sessions.
    private List<List<Encoded>> sessionGroups(List<Encoded> encoded) {
        if (sessionBatch == null) {
            return encoded.stream().map(List::of).toList();
        }
        Map<Object, List<Encoded>> groups = new LinkedHashMap<>();
        for (Encoded one : encoded) {
            groups.computeIfAbsent(sessionBatch.shapes(one.tensors), k -> new ArrayList<>())
                    .add(one);
        }
        return List.copyOf(groups.values());
    }

    private List<List<Tensor>> infer(
            List<NamedTensors> requests, int rows, CancellableExecution together) {
        return sessionBatch != null && requests.size() > 1
                ? sessionBatch.run(requests, inputs -> artifactRun.runOnce(inputs, rows, together))
                : artifactRun.run(requests, rows, together);
    }

    /// @return rows that were executed together; 0 if no caller waited for it, [#FAILED] if that
    ///   failed or was terminated
    private int execute(List<Encoded> group, ExecutionContext execution) {
        List<Encoded> wanted = new ArrayList<>(group.size());
        long now = instance.nanoTime();
        for (Encoded one : group) {
            if (one.pending.isExpired(now)) {
                one.pending.fail(instance.expired(one.pending));
            } else if (!one.pending.isSettled()) {
                wanted.add(one);
            }
        }
        if (wanted.isEmpty()) {
            return 0;
        }
        int rows = 0;
        List<NamedTensors> requests = new ArrayList<>(wanted.size());
        List<PendingRequest> waiting = new ArrayList<>(wanted.size());
        for (Encoded one : wanted) {
            requests.add(one.tensors);
            waiting.add(one.pending);
            rows += one.pending.rows();
        }
        List<List<Tensor>> outputs;
        var together = new CancellableExecution(execution, waiting);
        long start = instance.nanoTime();
        for (PendingRequest one : waiting) {
            one.executing(together, start, rows, wanted.size());
        }
        try {
            outputs = infer(requests, rows, together);
        } catch (RuntimeException | Error e) {
            if (wanted.size() == 1 || concernsAll(e)) {
                Problem problem = problemOf(e);
                wanted.forEach(one -> one.pending.fail(problem));
            } else {
                for (Encoded one : wanted) {
                    var _ = execute(List.of(one), execution);
                }
            }
            return FAILED;
        }
        long end = instance.nanoTime();
        for (int i = 0; i < wanted.size(); i++) {
            wanted.get(i).pending.executed(end);
            reply(wanted.get(i), outputs.get(i), end);
        }
        return rows;
    }

    /// Which of them ended the process that executed them cannot be determined without ending
    /// another.
    private static boolean concernsAll(Throwable failure) {
        return failure instanceof ProblemException known
                && known.problem().code() == ProblemCode.WORKER_TERMINATED;
    }

    /// Decodes and answers; takes over the ownership of the outputs.
    ///
    /// @param executedNanos when the execution ended, just now but for the replies of its others
    private void reply(Encoded one, List<Tensor> outputs, long executedNanos) {
        if (!one.pending.isActive(executedNanos)) {
            outputs.forEach(Tensor::close);
            return;
        }
        boolean decodes = !instance.decoder().isEmpty();
        if (decodes) {
            one.pending.decoding(instance.nanoTime());
        }
        NamedTensors answer = new NamedTensors();
        try {
            artifactRun.putOutputs(one.tensors, outputs);
            captureState(one);
            if (!instance.decoder().apply(one.tensors, one.pending::isActive)) {
                return;
            }
            for (Field field : instance.signature().outputs()) {
                answer.put(field.name(), output(one.tensors, field));
            }
            requireAnswerable(answer);
        } catch (RuntimeException | Error e) {
            answer.close();
            one.pending.fail(problemOf(e));
            return;
        }
        if (decodes) {
            one.pending.decoded(instance.nanoTime());
        }
        one.pending.succeed(new Prediction(instance.reference(), answer, one.pending.timings()));
    }

    private void captureState(Encoded one) {
        if (instance.hasSessions()) {
            SessionCall session = one.pending.session();
            if (session != null) {
                session.capture(one.tensors);
            }
        }
    }

    private void requireAnswerable(NamedTensors answer) {
        long bytes = answer.byteCount();
        if (bytes > answerBytesMax) {
            throw RejectionProblems.answerTooLarge(instance.reference(), bytes, answerBytesMax)
                    .asException();
        }
    }

    /// An output that the signature names, which are not read any more.
    private static Tensor output(NamedTensors tensors, Field field) {
        Tensor tensor = tensors.require(field.name());
        return field.type().isVariable()
                ? tensor.as(field.type())
                : tensors.take(field.name()).orElseThrow();
    }

    /// Errors too, such as memory that ran out: whatever happens, every request gets an answer.
    private Problem problemOf(Throwable e) {
        if (e instanceof ProblemException known) {
            return known.problem();
        }
        if (e instanceof OutOfMemoryError) {
            LOG.error("model {} found no memory for an answer", instance.reference(), e);
            return RejectionProblems.noMemory(instance.reference());
        }
        LOG.error("model {} failed in a way that Berth does not know", instance.reference(), e);
        return Problem.of(
                ProblemCode.INTERNAL_ERROR,
                "model "
                        + instance.reference()
                        + " failed: "
                        + e.getClass().getSimpleName()
                        + ": "
                        + e.getMessage(),
                "report this with the server's log");
    }

    /// A request after its encoder.
    ///
    /// @param tensors the inputs and what the encoder made of them; the request's own where there
    ///   is no encoder
    private record Encoded(PendingRequest pending, NamedTensors tensors) {}
}
