package dev.berth.encoding.numeric;

import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.encoding.BatchLayout;
import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import java.util.List;
import java.util.stream.Stream;

/// Each record's elements with a dimension of size 1 before the others.
final class UnsqueezeStep implements Step {
    private final String from;
    private final TensorSpec into;
    private final BatchLayout rows;

    private UnsqueezeStep(String from, TensorSpec into, BatchLayout rows) {
        this.from = from;
        this.into = into;
        this.rows = rows;
    }

    static Step create(Options options, StepContext context) {
        TensorSpec from = options.requireTensor("from");
        String into = options.requireText("into");
        options.requireValid();
        BatchLayout rows = BatchLayout.of(context);
        Dimension[] record =
                Stream.concat(
                                Stream.of(Dimension.fixed(1)),
                                rows.record(from.shape()).list().stream())
                        .toArray(Dimension[]::new);
        var spec = new TensorSpec(into, from.type(), rows.dimensions(record));
        return new UnsqueezeStep(from.name(), spec, rows);
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(into);
    }

    @Override
    public void apply(NamedTensors tensors) {
        Tensor input = tensors.require(from);
        long[] record = rows.record(input.shape()).prepend(1).toArray();
        tensors.put(into.name(), input.reshape(rows.shape(rows.count(input), record)));
    }
}
