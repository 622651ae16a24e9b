package dev.berth.encoding.numeric;

import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.encoding.BatchLayout;
import dev.berth.encoding.Labels;
import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Greedy decoding of connectionist temporal classification: O(positions × classes) a row.
final class CtcStep implements Step {
    /// Kind of the scores.
    enum Scores {
        PROBABILITIES,
        LOGITS
    }

    private final String from;
    private final List<String> symbols;
    private final int blank;
    private final Scores scores;
    private final TensorSpec text;
    private final TensorSpec confidence;
    private final BatchLayout rows;
    private final TensorPool pool;

    private CtcStep(
            String from,
            List<String> symbols,
            int blank,
            Scores scores,
            List<String> into,
            StepContext context) {
        this.from = from;
        this.symbols = List.copyOf(symbols);
        this.blank = blank;
        this.scores = scores;
        this.rows = BatchLayout.of(context);
        this.text = new TensorSpec(into.get(0), ElementType.STRING, rows.dimensions());
        this.confidence = new TensorSpec(into.get(1), ElementType.FLOAT32, rows.dimensions());
        this.pool = context.pool();
    }

    static Step create(Options options, StepContext context) {
        TensorSpec from = options.requireTensor("from", Vectors.FLOATS);
        List<String> symbols = new ArrayList<>(Labels.require(options, context, "alphabet"));
        if (options.flag("space", false)) {
            symbols.add(" ");
        }
        int blank = options.integer("blank", 0, 0, symbols.size());
        Scores scores = options.choice("scores", Scores.PROBABILITIES);
        Options into = options.section("into");
        List<String> names =
                List.of(into.text("text", "text"), into.text("confidence", "confidence"));
        Vectors.requireRank(options, context, from, 2);
        int rank = from.shape().rank();
        if (rank > 0
                && from.shape().at(rank - 1) instanceof Dimension.Fixed(long classes)
                && options.has("alphabet")
                && !symbols.isEmpty()
                && classes != symbols.size() + 1) {
            options.error(
                    "alphabet",
                    symbols.size() + " symbols, the space included where there is one",
                    (classes - 1) + " symbols for the " + classes + " classes of " + from);
        }
        options.requireValid();
        return new CtcStep(from.name(), symbols, blank, scores, names, context);
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(text, confidence);
    }

    @Override
    public void apply(NamedTensors tensors) {
        Tensor input = tensors.require(from);
        Shape record = rows.record(input.shape());
        int count = rows.count(input);
        int positions = (int) record.size(0);
        int classes = (int) record.size(1);
        if (classes != symbols.size() + 1) {
            throw rows.failure(
                    "ctc",
                    0,
                    classes + " classes (expected: " + (symbols.size() + 1) + ")",
                    "give the alphabet that the model was trained with");
        }
        Tensor texts = Tensor.allocate(pool, ElementType.STRING, rows.shape(count));
        tensors.put(text.name(), texts);
        Tensor confidences = Tensor.allocate(pool, ElementType.FLOAT32, rows.shape(count));
        tensors.put(confidence.name(), confidences);
        var vector = new float[classes];
        for (int row = 0; row < count; row++) {
            var reading = new Reading();
            for (int position = 0; position < positions; position++) {
                Vectors.read(input, (row * positions + position) * classes, vector);
                reading.next(vector);
            }
            texts.setElement(row, reading.text.toString().getBytes(StandardCharsets.UTF_8));
            confidences.setNumber(row, reading.confidence());
        }
    }

    private String symbol(int index) {
        return symbols.get(index < blank ? index : index - 1);
    }

    /// Decoder state of one row.
    private final class Reading {
        private final StringBuilder text = new StringBuilder();
        private int previous = blank;
        private double sum;
        private int count;

        void next(float[] vector) {
            int best = Vectors.indexOfMax(vector);
            if (best != blank && best != previous) {
                text.append(symbol(best));
                if (scores == Scores.LOGITS) {
                    VectorFunction.softmax(vector);
                }
                sum += vector[best];
                count++;
            }
            previous = best;
        }

        double confidence() {
            return count == 0 ? 0 : sum / count;
        }
    }
}
