package dev.berth.endpoint.block;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.record.MapRecordCodec;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.endpoint.graph.BoundCallee;
import dev.berth.serving.BlockingPredictor;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.Prediction;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Requests of a block to what its steps call. Where one fails for a row, its halves are sent until
/// the row is alone, which is left. Blocks.
final class BlockCalls {
    private final EndpointBlocks blocks;
    private final BlockValues values;
    private final BlockingPredictor requests;

    BlockCalls(EndpointBlocks blocks, BlockValues values) {
        this.blocks = blocks;
        this.values = values;
        this.requests = new BlockingPredictor(blocks.nanoClock());
    }

    /// The outputs for the rows that have some, in ascending order; the others are left.
    ///
    /// @param inputs taken over
    /// @param elements rows of the request for each row of the block
    List<RowOutputs> call(BoundCallee callee, RowOutputs inputs, int elements) {
        List<RowOutputs> answers = new ArrayList<>();
        try {
            add(callee, inputs, elements, answers);
            return answers;
        } catch (RuntimeException | Error e) {
            RowOutputs.closeAll(answers);
            throw e;
        }
    }

    private void add(
            BoundCallee callee, RowOutputs inputs, int elements, List<RowOutputs> answers) {
        RowSet rows = inputs.rows();
        try (inputs) {
            if (callee.callee() instanceof Callee.Endpoint(EndpointName name)) {
                addNested(name, inputs, elements, answers);
                return;
            }
            try {
                answers.add(request(callee, inputs, elements));
            } catch (ProblemException e) {
                if (rows.count() == 1 || !isOfRow(e.problem())) {
                    values.leave(rows);
                    return;
                }
                int half = rows.count() / 2;
                add(callee, part(inputs, 0, half, elements), elements, answers);
                add(callee, part(inputs, half, rows.count(), elements), elements, answers);
            }
        }
    }

    /// Whether a request without some row may succeed.
    private static boolean isOfRow(Problem problem) {
        return switch (problem.code()) {
            case MODEL_NOT_FOUND,
                    MODEL_VERSION_NOT_FOUND,
                    MODEL_NOT_READY,
                    ENDPOINT_NOT_FOUND,
                    ENDPOINT_NOT_READY,
                    QUEUE_FULL,
                    DRAINING,
                    CANCELLED ->
                    false;
            default -> true;
        };
    }

    private RowOutputs part(RowOutputs inputs, int from, int to, int elements) {
        var part = new NamedTensors();
        for (int i = 0; i < inputs.outputs().count(); i++) {
            part.put(
                    inputs.outputs().name(i),
                    inputs.outputs().tensor(i).slice(from * elements, (to - from) * elements));
        }
        return new RowOutputs(inputs.rows().part(from, to), part);
    }

    /// One request, or as many as the callee's limit makes of it.
    private RowOutputs request(BoundCallee callee, RowOutputs inputs, int elements) {
        List<NamedTensors> answers = new ArrayList<>();
        int count = inputs.rows().count() * elements;
        boolean isBatched = callee.signature().isBatched();
        try {
            for (int from = 0; from < count; ) {
                Lease lease = blocks.lease(callee);
                int most = isBatched ? Math.max(1, lease.limit().recordsMax()) : 1;
                int size = Math.min(most, count - from);
                NamedTensors some = some(lease, callee, inputs.outputs(), from, size);
                answers.add(answer(lease, callee, some, inputs.rows()));
                from += size;
            }
            return new RowOutputs(inputs.rows(), joined(answers));
        } finally {
            answers.forEach(NamedTensors::close);
        }
    }

    /// @param lease closed if this fails
    private NamedTensors some(
            Lease lease, BoundCallee callee, NamedTensors inputs, int from, int size) {
        var some = new NamedTensors();
        try {
            if (!callee.fits(lease.signature())) {
                throw new ProblemException(
                        ProblemCode.ENDPOINT_NOT_READY,
                        lease.model() + " has another signature (expected: the one before)",
                        "send it again");
            }
            for (int i = 0; i < inputs.count(); i++) {
                Tensor slice = inputs.tensor(i).slice(from, size);
                if (callee.signature().isBatched()) {
                    some.put(inputs.name(i), slice);
                } else {
                    try (slice) {
                        some.put(inputs.name(i), slice.reshape(slice.shape().withoutLeading()));
                    }
                }
            }
            if (!callee.signature().isBatched()) {
                MapRecordCodec.fillFallbacks(callee.signature(), some, values.pool());
            }
            return some;
        } catch (RuntimeException | Error e) {
            some.close();
            lease.close();
            throw e;
        }
    }

    /// The answer to one request, with rows whether the callee has them or not.
    ///
    /// @param lease and inputs taken over
    private NamedTensors answer(Lease lease, BoundCallee callee, NamedTensors inputs, RowSet rows) {
        Prediction prediction = blocks.alone(lease.model(), () -> requests.predict(lease, inputs));
        if (!prediction.annotations().isEmpty()) {
            if (rows.count() > 1) {
                prediction.close();
                // Which of the rows they are of, only requests of their own say.
                throw new ProblemException(
                        ProblemCode.INTERNAL_ERROR,
                        "annotations of " + rows.count() + " rows (expected: of one)",
                        "send each row by itself");
            }
            values.annotate(rows.at(0), prediction.annotations());
        }
        if (callee.signature().isBatched()) {
            return prediction.outputs();
        }
        try (NamedTensors single = prediction.outputs()) {
            var outputs = new NamedTensors();
            for (int i = 0; i < single.count(); i++) {
                Tensor one = single.tensor(i);
                outputs.put(single.name(i), one.reshape(one.shape().prepend(1)));
            }
            return outputs;
        }
    }

    /// Outputs of several requests as those of one; the arguments stay the caller's.
    ///
    /// @throws ProblemException `shape-mismatch` if rows have different shapes
    private NamedTensors joined(List<NamedTensors> answers) {
        var joined = new NamedTensors();
        try {
            NamedTensors first = answers.getFirst();
            for (int i = 0; i < first.count(); i++) {
                String name = first.name(i);
                joined.put(
                        name,
                        BlockTensors.join(
                                answers.stream().map(each -> each.require(name)).toList(),
                                values.pool()));
            }
            return joined;
        } catch (RuntimeException | Error e) {
            joined.close();
            throw e;
        }
    }

    /// Calls an endpoint, itself by blocks.
    private void addNested(
            EndpointName name, RowOutputs inputs, int elements, List<RowOutputs> answers) {
        RowSet rows = inputs.rows();
        BlockAnswer nested;
        try {
            nested = blocks.nested(name, shared(inputs.outputs()));
        } catch (ProblemException e) {
            values.leave(rows);
            return;
        }
        try (nested) {
            for (int i = 0; i < rows.count(); i++) {
                if (!annotate(nested, rows.at(i), i * elements, elements)) {
                    values.leave(rows.at(i));
                }
            }
            RowSet answered = rows.where(values::isLive);
            if (answered.isEmpty()) {
                return;
            }
            RowSet indexes = rows.indexesOf(answered);
            var outputs = new NamedTensors();
            TensorPool pool = values.pool();
            for (int i = 0; i < nested.outputs().count(); i++) {
                Tensor all = nested.outputs().tensor(i);
                Tensor kept = BlockTensors.gather(all, indexes, elements, pool);
                outputs.put(nested.outputs().name(i), kept);
            }
            answers.add(new RowOutputs(answered, outputs));
        }
    }

    /// Takes over the annotations of the elements of a row, each once.
    ///
    /// @return false if one of them was not answered
    private boolean annotate(BlockAnswer nested, int row, int from, int elements) {
        int next = nested.left().nextSetBit(from);
        if (next >= 0 && next < from + elements) {
            return false;
        }
        if (elements == 1) {
            values.annotate(row, nested.annotations(from));
            return true;
        }
        Set<String> annotations = new LinkedHashSet<>();
        for (int i = from; i < from + elements; i++) {
            annotations.addAll(nested.annotations(i));
        }
        values.annotate(row, List.copyOf(annotations));
        return true;
    }

    private static NamedTensors shared(NamedTensors tensors) {
        var shared = new NamedTensors();
        for (int i = 0; i < tensors.count(); i++) {
            shared.put(tensors.name(i), tensors.tensor(i).share());
        }
        return shared;
    }
}
