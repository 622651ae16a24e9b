package dev.berth.encoding.text;

import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.encoding.NativeFunction;
import java.util.List;

/// A tokenizer in a process of its own.
final class IsolatedTokenizer implements TextTokenizer {
    private final NativeFunction function;

    /// @param function of the kind [TokenizerFunction#KIND]
    IsolatedTokenizer(NativeFunction function) {
        this.function = function;
    }

    @Override
    public Tokens encode(String text) {
        Tensor none = Tensor.ofStrings(Shape.of(0), List.of());
        return compute(
                function.inputs().size() == 1 ? List.of(one(text)) : List.of(one(text), none));
    }

    @Override
    public Tokens encode(String first, String second) {
        return compute(List.of(one(first), one(second)));
    }

    private static Tensor one(String text) {
        return Tensor.ofStrings(Shape.of(1), List.of(text));
    }

    private Tokens compute(List<Tensor> inputs) {
        List<Tensor> outputs = function.compute(inputs);
        try {
            return new Tokens(outputs.getFirst().toLongs(), outputs.getLast().toLongs());
        } finally {
            outputs.forEach(Tensor::close);
        }
    }

    @Override
    public long memoryBytes() {
        return function.memoryBytes();
    }

    @Override
    public void close() {
        function.close();
    }
}
