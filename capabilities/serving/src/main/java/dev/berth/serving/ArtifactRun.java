package dev.berth.serving;

import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.BatchPolicy;
import dev.berth.core.system.BatchPolicy.WhenShapesDiffer;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.runtime.Execution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The middle of a batch run: the tensors of several requests through one execution of the artifact
/// and back to each.
///
/// Requests are joined along the leading dimension. Where rows differ in other dimensions they are
/// filled up to the largest, or to the next bucket; output dimensions that carry the name of a
/// filled input dimension are cut back to what the request had, so that a request sees the same
/// shapes alone and in company.
final class ArtifactRun {
    private final ModelInstance instance;
    private final RowJoiner joiner;
    private final List<TensorSpec> inputs;
    private final List<TensorSpec> outputs;

    /// What the artifact is fed, as signature and steps name their dimensions, for the buckets.
    private final List<TensorSpec> encoded;

    private final BatchPolicy policy;

    ArtifactRun(ModelInstance instance, RowJoiner joiner) {
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
    List<List<Tensor>> run(List<NamedTensors> requests, int rows, Execution execution) {
        if (!instance.signature().isBatched()) {
            return List.of(runOnce(shared(requests.getFirst()), 1, execution));
        }
        List<Shape> targets = targetShapes(requests);
        List<Tensor> joined = joinAll(requests, targets);
        List<Tensor> results;
        try {
            results =
                    rows <= instance.rowsPerExecutionMax()
                            ? runOnce(share(joined), rows, execution)
                            : runInChunks(joined, rows, execution);
        } finally {
            closeAll(joined);
        }
        return cut(requests, targets, results, rows);
    }

    private List<Tensor> shared(NamedTensors request) {
        List<Tensor> tensors = new ArrayList<>(inputs.size());
        for (TensorSpec input : inputs) {
            Tensor tensor = request.require(input.name());
            tensors.add(input.type().isVariable() ? tensor.as(input.type()) : tensor.share());
        }
        return tensors;
    }

    private static List<Tensor> share(List<Tensor> tensors) {
        List<Tensor> shared = new ArrayList<>(tensors.size());
        tensors.forEach(tensor -> shared.add(tensor.share()));
        return shared;
    }

    /// Closes its inputs, however it ends.
    private List<Tensor> runOnce(List<Tensor> tensors, int rows, Execution execution) {
        long start = System.nanoTime();
        try {
            return execution.run(tensors);
        } finally {
            instance.executed(rows, System.nanoTime() - start);
            closeAll(tensors);
        }
    }

    private List<Tensor> runInChunks(List<Tensor> joined, int rows, Execution execution) {
        int chunkMax = instance.rowsPerExecutionMax();
        List<List<Tensor>> parts = new ArrayList<>();
        try {
            for (int from = 0; from < rows; from += chunkMax) {
                int count = Math.min(chunkMax, rows - from);
                List<Tensor> chunk = new ArrayList<>(joined.size());
                for (Tensor tensor : joined) {
                    chunk.add(tensor.slice(from, count));
                }
                parts.add(runOnce(chunk, count, execution));
            }
            List<Tensor> whole = new ArrayList<>(outputs.size());
            for (int i = 0; i < outputs.size(); i++) {
                int output = i;
                List<Tensor> pieces = parts.stream().map(part -> part.get(output)).toList();
                whole.add(joiner.join(pieces, pieces.getFirst().shape().withoutLeading()));
            }
            return whole;
        } finally {
            parts.forEach(ArtifactRun::closeAll);
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

    private List<Tensor> joinAll(List<NamedTensors> requests, List<Shape> targets) {
        if (requests.size() == 1 && rowShapes(requests.getFirst()).equals(targets)) {
            return shared(requests.getFirst());
        }
        List<Tensor> joined = new ArrayList<>(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            String name = inputs.get(i).name();
            joined.add(
                    joiner.join(
                            requests.stream().map(request -> request.require(name)).toList(),
                            targets.get(i)));
        }
        return joined;
    }

    /// Gives each request its rows; closes the results.
    private List<List<Tensor>> cut(
            List<NamedTensors> requests, List<Shape> targets, List<Tensor> results, int rows) {
        try {
            List<List<Tensor>> answers = new ArrayList<>(requests.size());
            int from = 0;
            for (NamedTensors request : requests) {
                int count =
                        inputs.isEmpty() ? rows : request.require(inputs.getFirst().name()).rows();
                Map<String, Long> cropped = croppedDimensions(request, targets);
                List<Tensor> answer = new ArrayList<>(results.size());
                for (int i = 0; i < results.size(); i++) {
                    answer.add(
                            cutOne(
                                    results.get(i),
                                    outputs.get(i),
                                    from,
                                    count,
                                    rows,
                                    cropped,
                                    requests.size()));
                }
                answers.add(answer);
                from += count;
            }
            return answers;
        } finally {
            closeAll(results);
        }
    }

    private Tensor cutOne(
            Tensor result,
            TensorSpec spec,
            int from,
            int count,
            int rows,
            Map<String, Long> cropped,
            int requestCount) {
        if (result.shape().rank() == 0 || result.rows() != rows) {
            if (requestCount == 1) {
                return result.share();
            }
            throw new IllegalStateException(
                    "output "
                            + spec
                            + " has shape "
                            + result.shape()
                            + " for a batch of "
                            + rows
                            + " rows");
        }
        Tensor mine = result.slice(from, count);
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
    /// gives way.
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
