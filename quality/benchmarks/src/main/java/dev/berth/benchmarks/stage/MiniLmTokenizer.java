package dev.berth.benchmarks.stage;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.encoding.Pipeline;
import java.util.List;
import java.util.Map;

/// Tokenizer of the sentence model, as in a package's preprocessing.
public final class MiniLmTokenizer implements AutoCloseable {
    private final ScratchDirectory directory = ScratchDirectory.create();
    private final Pipeline pipeline;

    public MiniLmTokenizer(TensorPool pool) {
        this.pipeline =
                Steps.compile(
                        pool,
                        List.of(
                                new TensorSpec(
                                        "text", ElementType.STRING, DeclaredShape.of(Steps.BATCH))),
                        Map.of("tokenizer", MiniLmFiles.copyTokenizer(directory.path())),
                        "tokenize",
                        Map.of(
                                "from",
                                "text",
                                "tokenizer",
                                "tokenizer",
                                "into",
                                Map.of(
                                        "ids", "input_ids",
                                        "mask", "attention_mask",
                                        "types", "token_type_ids")));
    }

    /// Returns the model's inputs for one sentence, int64 [1, tokens] each, by their names there;
    /// the caller closes them.
    public NamedTensors tokens(String sentence) {
        var tensors = new NamedTensors();
        tensors.put("text", Tensor.ofStrings(Shape.of(1), List.of(sentence)));
        pipeline.apply(tensors);
        return tensors;
    }

    @Override
    public void close() {
        pipeline.close();
        directory.close();
    }
}
