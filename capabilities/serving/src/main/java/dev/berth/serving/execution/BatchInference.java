package dev.berth.serving.execution;

import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.BatchPolicy;
import dev.berth.core.system.BatchPolicy.WhenShapesDiffer;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The inference stage of a batch: the tensors of several requests through one execution of the
/// artifact and back to each.
///
/// Requests are joined along the leading dimension. Where rows differ in other dimensions they are
/// filled up to the largest, or to the next bucket; output dimensions that carry the name of a
/// filled input dimension are cut back to what the request had, so that a request sees the same
/// shapes alone and in company.
final class BatchInference {
    private final ModelInstance instance;
    private final BatchConcatenator joiner;
    private final List<TensorSpec> inputs;
    private final List<TensorSpec> outputs;

    /// What the artifact is fed, as signature and steps name their dimensions, for the buckets.
    private final List<TensorSpec> encoded;

    private final BatchPolicy policy;

    BatchInference(ModelInstance instance, BatchConcatenator joiner) {
        this.instance = instance;
        this.joiner = joiner;
        this.inputs = instance.artifactInputs();
        this.outputs = instance.artifact().outputs();
        this.encoded = inputs.stream().map(input -> encoded(instance, input)).toList();
        this.policy = instance.modelPackage().batch();
    }

    private static TensorSpec encoded(ModelInstance instance, TensorSpec input) {
        return instance.encoder().outputs().reversed().stream()
                .filter(spec -> spec.name().equals(input.name()))
                .findFirst()
                .orElse(input);
    }

    /// The shapes of one row of each of the artifact's inputs.
    List<Shape> rowShapes(NamedTensors tensors) {
        List<Shape> shapes = new ArrayList<>(inputs.size());
        for (TensorSpec input : inputs) {
            shapes.add(tensors.require(input.name()).shape().withoutLeading());
        }
        return shapes;
    }

    /// Executes the artifact for these requests, in several executions if they have more rows than
    /// one may have.
    ///
    /// @param rows the rows of all requests together
    /// @return for each request its outputs, in the artifact's order, owned by the caller
    List<List<Tensor>> run(List<NamedTensors> requests, int rows, CancellableExecution execution) {
        if (!instance.signature().isBatched()) {
            return List.of(runOnce(tensorsOf(requests.getFirst()), 1, execution));
        }
        if (policy.buckets().isEmpty() && haveSameRows(requests, tensors -> tensors)) {
            return requests.size() == 1
                    ? List.of(runAlone(requests.getFirst(), rows, execution))
                    : runJoined(requests, List.of(), rows, execution);
        }
        return runJoined(requests, targetShapes(requests), rows, execution);
    }

    /// Whether nothing has to be filled up for these to be joined.
    <R> boolean haveSameRows(List<R> requests, Function<R, NamedTensors> tensorsOf) {
        for (int i = 0; i < inputs.size() && requests.size() > 1; i++) {
            String name = inputs.get(i).name();
            Shape first = tensorsOf.apply(requests.getFirst()).require(name).shape();
            for (int r = 1; r < requests.size(); r++) {
                if (!tensorsOf.apply(requests.get(r)).require(name).shape().sameRows(first)) {
                    return false;
                }
            }
        }
        return true;
    }

    private List<Tensor> runAlone(NamedTensors request, int rows, CancellableExecution execution) {
        List<Tensor> tensors = tensorsOf(request);
        if (rows > instance.rowsPerExecutionMax()) {
            return runInChunks(tensors, rows, execution);
        }
        return runOnce(tensors, rows, execution);
    }

    /// @param targets the shapes of a row to which each input is filled up; empty if all have the
    ///   same
    private List<List<Tensor>> runJoined(
            List<NamedTensors> requests,
            List<Shape> targets,
            int rows,
            CancellableExecution execution) {
        List<Tensor> joined = new ArrayList<>(inputs.size());
        List<Tensor> results;
        try {
            join(requests, targets, joined);
            results =
                    rows <= instance.rowsPerExecutionMax()
                            ? runOnce(joined, rows, execution)
                            : runInChunks(joined, rows, execution);
        } finally {
            closeAll(joined);
        }
        return cut(requests, targets, results, rows);
    }

    /// The request's own tensors, in the artifact's order; the caller of this does not own them.
    private List<Tensor> tensorsOf(NamedTensors request) {
        List<Tensor> tensors = new ArrayList<>(inputs.size());
        for (TensorSpec input : inputs) {
            Tensor tensor = request.require(input.name());
            // A view of a variable type holds no memory, so that no caller needs to close it.
            tensors.add(input.type().isVariable() ? tensor.as(input.type()) : tensor);
        }
        return tensors;
    }

    /// Executes the artifact once.
    ///
    /// @param tensors its inputs, in its order, which stay the caller's
    List<Tensor> runOnce(List<Tensor> tensors, int rows, CancellableExecution execution) {
        long start = instance.nanoTime();
        try {
            return execution.run(tensors);
        } finally {
            if (!execution.isStopped() && !execution.isBackground()) {
                instance.executed(rows, instance.nanoTime() - start);
            }
        }
    }

    private List<Tensor> runInChunks(
            List<Tensor> joined, int rows, CancellableExecution execution) {
        int chunkMax = instance.rowsPerExecutionMax();
        List<List<Tensor>> parts = new ArrayList<>();
        try {
            for (int from = 0; from < rows; from += chunkMax) {
                int count = Math.min(chunkMax, rows - from);
                List<Tensor> chunk = new ArrayList<>(joined.size());
                try {
                    for (Tensor tensor : joined) {
                        chunk.add(tensor.slice(from, count));
                    }
                    parts.add(runOnce(chunk, count, execution));
                } finally {
                    closeAll(chunk);
                }
            }
            return joinParts(parts);
        } finally {
            parts.forEach(BatchInference::closeAll);
        }
    }

    private List<Tensor> joinParts(List<List<Tensor>> parts) {
        List<Tensor> whole = new ArrayList<>(outputs.size());
        try {
            for (int i = 0; i < outputs.size(); i++) {
                int output = i;
                List<Tensor> pieces = parts.stream().map(part -> part.get(output)).toList();
                whole.add(joiner.join(pieces, pieces.getFirst().shape().withoutLeading()));
            }
            return whole;
        } catch (RuntimeException | Error e) {
            closeAll(whole);
            throw e;
        }
    }

    /// For each input the shape of a row in the joined tensor.
    private List<Shape> targetShapes(List<NamedTensors> requests) {
        List<Shape> targets = rowShapes(requests.getFirst());
        if (policy.whenShapesDiffer() == WhenShapesDiffer.SEPARATE && policy.buckets().isEmpty()) {
            return targets;
        }
        for (int i = 0; i < inputs.size(); i++) {
            long[] sizes = targets.get(i).toArray();
            for (NamedTensors request : requests) {
                Shape shape = request.require(inputs.get(i).name()).shape();
                for (int d = 0; d < sizes.length; d++) {
                    sizes[d] = Math.max(sizes[d], shape.size(d + 1));
                }
            }
            for (int d = 0; d < sizes.length; d++) {
                sizes[d] = bucketed(encoded.get(i).shape().at(d + 1), sizes[d]);
            }
            targets.set(i, Shape.of(sizes));
        }
        return targets;
    }

    private long bucketed(Dimension dimension, long size) {
        if (dimension instanceof Dimension.Dynamic(String name)) {
            for (long bucket : policy.buckets().getOrDefault(name, List.of())) {
                if (bucket >= size) {
                    return bucket;
                }
            }
        }
        return size;
    }

    private void join(List<NamedTensors> requests, List<Shape> targets, List<Tensor> joined) {
        for (int i = 0; i < inputs.size(); i++) {
            List<Tensor> parts = new ArrayList<>(requests.size());
            for (NamedTensors request : requests) {
                parts.add(request.require(inputs.get(i).name()));
            }
            Shape row =
                    targets.isEmpty() ? parts.getFirst().shape().withoutLeading() : targets.get(i);
            joined.add(joiner.join(parts, row));
        }
    }

    /// Gives each request its rows; closes the results.
    private List<List<Tensor>> cut(
            List<NamedTensors> requests, List<Shape> targets, List<Tensor> results, int rows) {
        List<List<Tensor>> answers = new ArrayList<>(requests.size());
        try {
            int from = 0;
            requireRowsIfShared(results, rows, requests.size());
            for (NamedTensors request : requests) {
                int count =
                        inputs.isEmpty() ? rows : request.require(inputs.getFirst().name()).rows();
                Map<String, Long> cropped =
                        targets.isEmpty() ? Map.of() : croppedDimensions(request, targets);
                List<Tensor> answer = new ArrayList<>(results.size());
                answers.add(answer);
                for (int i = 0; i < results.size(); i++) {
                    Tensor result = results.get(i);
                    answer.add(
                            hasRows(result, rows)
                                    ? cutOne(result, outputs.get(i), from, count, cropped)
                                    : result.share());
                }
                from += count;
            }
            return answers;
        } catch (RuntimeException | Error e) {
            answers.forEach(BatchInference::closeAll);
            throw e;
        } finally {
            closeAll(results);
        }
    }

    private static boolean hasRows(Tensor result, int rows) {
        return result.shape().rank() > 0 && result.rows() == rows;
    }

    /// An output without a row for each of the batch can be given to one request alone.
    private void requireRowsIfShared(List<Tensor> results, int rows, int requestCount) {
        for (int i = 0; i < results.size() && requestCount > 1; i++) {
            if (!hasRows(results.get(i), rows)) {
                throw new IllegalStateException(
                        "output %s has shape %s for a batch of %d rows"
                                .formatted(outputs.get(i), results.get(i).shape(), rows));
            }
        }
    }

    private Tensor cutOne(
            Tensor result, TensorSpec spec, int from, int count, Map<String, Long> cropped) {
        Tensor mine = result.slice(from, count);
        if (cropped.isEmpty()) {
            return mine;
        }
        long[] sizes = mine.shape().withoutLeading().toArray();
        boolean smaller = false;
        for (int d = 0; d < sizes.length && d + 1 < spec.shape().rank(); d++) {
            if (spec.shape().at(d + 1) instanceof Dimension.Dynamic(String name)) {
                Long size = cropped.get(name);
                if (size != null && size < sizes[d]) {
                    sizes[d] = size;
                    smaller = true;
                }
            }
        }
        if (!smaller) {
            return mine;
        }
        try (mine) {
            return joiner.crop(mine, Shape.of(sizes));
        }
    }

    /// The dimensions in which this request was filled up, with the sizes that it had.
    private Map<String, Long> croppedDimensions(NamedTensors request, List<Shape> targets) {
        Map<String, Long> sizes = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            Shape had = request.require(inputs.get(i).name()).shape();
            for (int d = 0; d < targets.get(i).rank(); d++) {
                if (had.size(d + 1) < targets.get(i).size(d)
                        && inputs.get(i).shape().at(d + 1) instanceof Dimension.Dynamic(String name)
                        && !name.equals(Dimension.Dynamic.ANONYMOUS)) {
                    sizes.put(name, had.size(d + 1));
                }
            }
        }
        return sizes;
    }

    /// Puts the artifact's outputs beside the request's other tensors; an input of the same name
    /// yields.
    void putOutputs(NamedTensors tensors, List<Tensor> results) {
        for (int i = 0; i < results.size(); i++) {
            tensors.take(outputs.get(i).name()).ifPresent(Tensor::close);
            tensors.put(outputs.get(i).name(), results.get(i));
        }
    }

    private static void closeAll(List<Tensor> tensors) {
        tensors.forEach(Tensor::close);
    }
}
