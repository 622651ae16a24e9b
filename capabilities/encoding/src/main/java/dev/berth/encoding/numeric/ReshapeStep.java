package dev.berth.encoding.numeric;

import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.encoding.BatchLayout;
import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Each record's elements in another shape.
final class ReshapeStep implements Step {
    private static final long INFERRED = -1;

    private final String from;
    private final TensorSpec into;
    private final List<Long> sizes;
    private final BatchLayout rows;

    private ReshapeStep(String from, TensorSpec into, List<Long> sizes, BatchLayout rows) {
        this.from = from;
        this.into = into;
        this.sizes = List.copyOf(sizes);
        this.rows = rows;
    }

    static Step create(Options options, StepContext context) {
        TensorSpec from = options.requireTensor("from");
        String into = options.requireText("into");
        List<Long> sizes = readSizes(options);
        BatchLayout rows = BatchLayout.of(context);
        Optional<Long> count =
                from.name().isEmpty() ? Optional.empty() : rows.record(from.shape()).elementCount();
        if (count.isPresent() && !fits(sizes, count.get())) {
            options.error("shape", sizes.toString(), count.get() + " elements, as " + from);
        }
        options.requireValid();
        List<Dimension> dimensions = new ArrayList<>();
        for (long size : sizes) {
            if (size != INFERRED) {
                dimensions.add(Dimension.fixed(size));
            } else if (count.isPresent() && product(sizes) > 0) {
                dimensions.add(Dimension.fixed(count.get() / product(sizes)));
            } else {
                dimensions.add(Dimension.dynamic(Dimension.Dynamic.ANONYMOUS));
            }
        }
        var shape = rows.dimensions(dimensions.toArray(Dimension[]::new));
        return new ReshapeStep(from.name(), new TensorSpec(into, from.type(), shape), sizes, rows);
    }

    private static List<Long> readSizes(Options options) {
        List<Long> sizes = new ArrayList<>();
        for (double number : options.numbers("shape")) {
            sizes.add((long) number);
            if (number != Math.rint(number) || number < INFERRED || number > Shape.ELEMENTS_MAX) {
                options.error("shape", String.valueOf(number), "whole numbers from -1 on");
            }
        }
        if (!options.has("shape")) {
            options.error("shape", "missing", "a list of sizes");
        }
        if (sizes.stream().filter(size -> size == INFERRED).count() > 1) {
            options.error("shape", sizes.toString(), "-1 once at most");
        }
        return sizes;
    }

    /// The product of all sizes but the inferred one; 0 as well where it overflows.
    private static long product(List<Long> sizes) {
        long product = 1;
        for (long size : sizes) {
            if (size != INFERRED) {
                product = product > Shape.ELEMENTS_MAX ? 0 : product * size;
            }
        }
        return product;
    }

    private static boolean fits(List<Long> sizes, long count) {
        long product = product(sizes);
        return sizes.contains(INFERRED) ? product > 0 && count % product == 0 : product == count;
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(into);
    }

    @Override
    public void apply(NamedTensors tensors) {
        Tensor input = tensors.require(from);
        long count = rows.record(input.shape()).elementCount();
        if (!fits(sizes, count)) {
            throw rows.failure(
                    "reshape",
                    0,
                    count + " elements (expected: as many as " + sizes + " has)",
                    "change 'shape'");
        }
        long[] record = new long[sizes.size()];
        for (int i = 0; i < record.length; i++) {
            record[i] = sizes.get(i) == INFERRED ? count / product(sizes) : sizes.get(i);
        }
        tensors.put(into.name(), input.reshape(rows.shape(rows.count(input), record)));
    }
}
