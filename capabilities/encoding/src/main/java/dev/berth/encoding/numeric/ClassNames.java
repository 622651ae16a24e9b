package dev.berth.encoding.numeric;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Tensor;
import dev.berth.encoding.Labels;
import dev.berth.encoding.Options;
import dev.berth.encoding.StepContext;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Output form of classes: their names, or their numbers without names. Immutable.
final class ClassNames {
    private final List<byte[]> names;

    private ClassNames(List<String> names) {
        this.names = names.stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toList();
    }

    /// Those of the option `labels`; numbers if it is not there.
    static ClassNames find(Options options, StepContext context) {
        return new ClassNames(Labels.find(options, context, "labels"));
    }

    /// Those of the option `labels`, which has to be there.
    static ClassNames require(Options options, StepContext context) {
        return new ClassNames(Labels.require(options, context, "labels"));
    }

    ElementType type() {
        return names.isEmpty() ? ElementType.INT64 : ElementType.STRING;
    }

    /// Notes an error if there are names, and the tensor's last dimension has another size.
    void requireCount(Options options, TensorSpec from) {
        int rank = from.shape().rank();
        if (!names.isEmpty()
                && rank > 0
                && from.shape().at(rank - 1) instanceof Dimension.Fixed(long classes)
                && classes != names.size()) {
            options.error("labels", names.size() + " names", classes + " names for tensor " + from);
        }
    }

    /// Writes a class at an index of a tensor of this type.
    void write(Tensor tensor, int index, long number) {
        if (names.isEmpty()) {
            tensor.data().putLong(index * Long.BYTES, number);
            return;
        }
        if (number < 0 || number >= names.size()) {
            throw new ProblemException(
                    ProblemCode.PIPELINE_STEP_FAILED,
                    "class " + number + " (expected: 0 to " + (names.size() - 1) + ")",
                    "give as many labels as the model has classes");
        }
        tensor.setElement(index, names.get((int) number));
    }
}
