package dev.berth.serving.execution;

import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/// Requests of several sessions, one row each, through one execution of a stateful model.
///
/// What callers send is joined along the leading dimension, each state along its own batch
/// dimension, wherever that is; a constant is that of the first request.
final class SessionBatch {
    private final List<TensorSpec> inputs;
    private final List<TensorSpec> outputs;
    private final StateTensors states;
    private final BatchConcatenator joiner;
    private final TensorPool pool;

    SessionBatch(ModelInstance instance, BatchConcatenator joiner) {
        this.inputs = instance.artifactInputs();
        this.outputs = instance.artifact().outputs();
        this.states = instance.requireSessions().tensors();
        this.joiner = joiner;
        this.pool = instance.requireSessions().pool();
    }

    /// The shapes of what has to be equal for requests to be joined.
    List<Shape> shapes(NamedTensors tensors) {
        List<Shape> shapes = new ArrayList<>(inputs.size());
        for (TensorSpec input : inputs) {
            if (!states.isOfSession(input.name())) {
                shapes.add(tensors.require(input.name()).shape());
            }
        }
        return shapes;
    }

    /// Executes the artifact once.
    ///
    /// @param requests of the same [#shapes]
    /// @param execute the artifact, which gives its outputs in their order
    /// @return for each request its outputs, in the artifact's order, owned by the caller
    List<List<Tensor>> run(
            List<NamedTensors> requests, Function<List<Tensor>, List<Tensor>> execute) {
        List<Tensor> joined = new ArrayList<>(inputs.size());
        List<Tensor> results;
        try {
            for (TensorSpec input : inputs) {
                joined.add(join(requests, input.name()));
            }
            results = execute.apply(joined);
        } finally {
            joined.forEach(Tensor::close);
        }
        return cut(results, requests.size());
    }

    private Tensor join(List<NamedTensors> requests, String input) {
        Tensor first = requests.getFirst().require(input);
        if (states.isConstant(input)) {
            return first.share();
        }
        List<Tensor> parts = requests.stream().map(request -> request.require(input)).toList();
        OptionalInt axis = states.axisOfInput(input);
        return axis.isEmpty()
                ? joiner.join(parts, first.shape().withoutLeading())
                : joinAlong(axis.getAsInt(), parts);
    }

    private Tensor joinAlong(int axis, List<Tensor> parts) {
        Tensor first = parts.getFirst();
        long[] sizes = first.shape().toArray();
        sizes[axis] = parts.size();
        Tensor joined = Tensor.allocate(pool, first.type(), Shape.of(sizes));
        int blocks = blocks(axis, sizes);
        int bytes = first.data().capacity() / blocks;
        for (int block = 0; block < blocks; block++) {
            for (int i = 0; i < parts.size(); i++) {
                copy(
                        parts.get(i).data(),
                        block * bytes,
                        joined.data(),
                        (block * parts.size() + i) * bytes,
                        bytes);
            }
        }
        return joined;
    }

    /// Sizes before the axis, multiplied: how often the rows of all sessions alternate.
    private static int blocks(int axis, long[] sizes) {
        int blocks = 1;
        for (int i = 0; i < axis; i++) {
            blocks *= (int) sizes[i];
        }
        return blocks;
    }

    private static void copy(ByteBuffer from, int fromAt, ByteBuffer to, int toAt, int bytes) {
        to.put(toAt, from, fromAt, bytes);
    }

    /// Closes the results.
    private List<List<Tensor>> cut(List<Tensor> results, int count) {
        List<List<Tensor>> answers = new ArrayList<>(count);
        try {
            for (int request = 0; request < count; request++) {
                List<Tensor> answer = new ArrayList<>(outputs.size());
                answers.add(answer);
                for (int i = 0; i < outputs.size(); i++) {
                    answer.add(cutOne(results.get(i), outputs.get(i).name(), request, count));
                }
            }
            return answers;
        } catch (RuntimeException | Error e) {
            answers.forEach(answer -> answer.forEach(Tensor::close));
            throw e;
        } finally {
            results.forEach(Tensor::close);
        }
    }

    private Tensor cutOne(Tensor result, String output, int request, int count) {
        OptionalInt axis = states.axisOfOutput(output);
        int along = axis.orElse(0);
        Shape shape = result.shape();
        if (shape.rank() <= along || shape.size(along) != count) {
            if (axis.isEmpty() && shape.rank() == 0) {
                return result.share();
            }
            throw new IllegalStateException(
                    "output %s has shape %s for a batch of %d sessions"
                            .formatted(output, shape, count));
        }
        return axis.isEmpty() ? result.slice(request, 1) : cutAlong(along, result, request, count);
    }

    private Tensor cutAlong(int axis, Tensor result, int request, int count) {
        long[] sizes = result.shape().toArray();
        sizes[axis] = 1;
        Tensor mine = Tensor.allocate(pool, result.type(), Shape.of(sizes));
        int blocks = blocks(axis, sizes);
        int bytes = mine.data().capacity() / blocks;
        for (int block = 0; block < blocks; block++) {
            copy(
                    result.data(),
                    (block * count + request) * bytes,
                    mine.data(),
                    block * bytes,
                    bytes);
        }
        return mine;
    }

    /// None unless the package joins sessions.
    static Optional<SessionBatch> of(ModelInstance instance, BatchConcatenator joiner) {
        return instance.hasSessions() && instance.requireSessions().settings().joins()
                ? Optional.of(new SessionBatch(instance, joiner))
                : Optional.empty();
    }
}
