package dev.berth.encoding.numeric;

import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import java.util.List;

/// The same tensor under another name.
final class RenameStep implements Step {
    private final String from;
    private final TensorSpec into;

    private RenameStep(String from, TensorSpec into) {
        this.from = from;
        this.into = into;
    }

    static Step create(Options options) {
        TensorSpec from = options.requireTensor("from");
        String into = options.requireText("into");
        options.requireValid();
        return new RenameStep(from.name(), new TensorSpec(into, from.type(), from.shape()));
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(into);
    }

    @Override
    public void apply(NamedTensors tensors) {
        tensors.put(into.name(), tensors.require(from).share());
    }
}
