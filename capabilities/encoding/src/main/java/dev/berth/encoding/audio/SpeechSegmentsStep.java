package dev.berth.encoding.audio;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.encoding.BatchLayout;
import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import java.nio.FloatBuffer;
import java.util.List;

/// Finds the segments of one recording.
final class SpeechSegmentsStep implements Step {
    static final String KIND = "speech-segments";

    private static final int SEGMENTS_DEFAULT = 1000;

    /// A bound for mistyped numbers.
    private static final int SEGMENTS_LIMIT = 100_000;

    private final String from;
    private final SegmentRule rule;
    private final int segmentsMax;
    private final TensorSpec into;
    private final BatchLayout rows;
    private final TensorPool pool;

    private SpeechSegmentsStep(
            String from, SegmentRule rule, int segmentsMax, String into, StepContext context) {
        this.from = from;
        this.rule = rule;
        this.segmentsMax = segmentsMax;
        this.into =
                new TensorSpec(
                        into,
                        ElementType.FLOAT32,
                        DeclaredShape.of(Dimension.dynamic("segments"), Dimension.fixed(2)));
        this.rows = BatchLayout.of(context);
        this.pool = context.pool();
    }

    static Step create(Options options, StepContext context) {
        TensorSpec from = options.requireTensor("from", ElementType.FLOAT32);
        SegmentRule rule = SegmentRule.read(options);
        int segmentsMax = options.integer("max-segments", SEGMENTS_DEFAULT, 1, SEGMENTS_LIMIT);
        String into = options.requireText("into");
        AudioStep.requireSingle(options, context);
        options.requireValid();
        return new SpeechSegmentsStep(from.name(), rule, segmentsMax, into, context);
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(into);
    }

    @Override
    public void apply(NamedTensors tensors) {
        Tensor windows = tensors.require(from);
        FloatBuffer probabilities = windows.data().asFloatBuffer();
        List<SegmentRule.Segment> segments =
                rule.segments(probabilities::get, probabilities.remaining());
        if (segments.size() > segmentsMax) {
            throw rows.failure(
                    KIND,
                    0,
                    segments.size() + " segments (expected: at most " + segmentsMax + ")",
                    "send shorter recordings, or raise `max-segments` in model.yaml");
        }
        Tensor times = Tensor.allocate(pool, ElementType.FLOAT32, Shape.of(segments.size(), 2));
        tensors.put(into.name(), times);
        for (int i = 0; i < segments.size(); i++) {
            times.setNumber(2 * i, segments.get(i).start());
            times.setNumber(2 * i + 1, segments.get(i).end());
        }
    }
}
