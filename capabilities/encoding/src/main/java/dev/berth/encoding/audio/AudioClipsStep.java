package dev.berth.encoding.audio;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import java.nio.FloatBuffer;
import java.util.List;

/// Cuts the segments of one recording out.
final class AudioClipsStep implements Step {
    static final String KIND = "audio-clips";

    /// Most samples of a clip: a minute of 48 kHz.
    private static final int LENGTH_MAX = 2_880_000;

    /// Most samples of all clips of a recording: 256 MB.
    private static final long SAMPLES_MAX = 64_000_000;

    private static final double MARGIN_DEFAULT = 0.05;
    private static final double MARGIN_MAX = 10;

    private final AudioSettings settings;
    private final String segments;
    private final int length;
    private final double margin;
    private final TensorSpec into;
    private final TensorPool pool;

    private AudioClipsStep(
            AudioSettings settings,
            TensorSpec segments,
            int length,
            double margin,
            String into,
            TensorPool pool) {
        this.settings = settings;
        this.segments = segments.name();
        this.length = length;
        this.margin = margin;
        this.into =
                new TensorSpec(
                        into,
                        ElementType.FLOAT32,
                        DeclaredShape.of(segments.shape().at(0), Dimension.fixed(length)));
        this.pool = pool;
    }

    static Step create(Options options, StepContext context) {
        TensorSpec from = options.requireTensor("from", ElementType.BYTES, ElementType.STRING);
        TensorSpec segments = options.requireTensor("segments", ElementType.FLOAT32);
        AudioSettings settings = AudioSettings.read(KIND, from.name(), options, context);
        int length = options.requireInteger("length", 1, LENGTH_MAX);
        double margin = options.number("margin", MARGIN_DEFAULT);
        if (!(margin >= 0 && margin <= MARGIN_MAX)) {
            options.error("margin", String.valueOf(margin), "seconds, 0 to " + MARGIN_MAX);
        }
        String into = options.requireText("into");
        AudioStep.requireSingle(options, context);
        if (!segments.name().isEmpty() && !areSegments(segments.shape())) {
            options.error("segments", "tensor " + segments, "float32 [segments, 2]");
        }
        options.requireValid();
        return new AudioClipsStep(settings, segments, length, margin, into, context.pool());
    }

    private static boolean areSegments(DeclaredShape shape) {
        return DeclaredShape.of(Dimension.dynamic(Dimension.Dynamic.ANONYMOUS), Dimension.fixed(2))
                .isCompatibleWith(shape);
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(into);
    }

    @Override
    public void apply(NamedTensors tensors) {
        Tensor times = tensors.require(segments);
        int count = times.rows();
        if ((long) count * length > SAMPLES_MAX) {
            throw settings.rows()
                    .failure(
                            KIND,
                            0,
                            "%d segments of %d samples (expected: at most %d samples together)"
                                    .formatted(count, length, SAMPLES_MAX),
                            "send shorter recordings");
        }
        Waveform wave = settings.read(tensors.require(settings.from()).element(0), 0);
        Tensor clips = Tensor.allocate(pool, ElementType.FLOAT32, Shape.of(count, length));
        tensors.put(into.name(), clips);
        FloatBuffer values = clips.data().asFloatBuffer();
        for (int i = 0; i < count; i++) {
            double start = times.number(2 * i);
            double end = times.number(2 * i + 1);
            double seconds = (double) wave.count() / settings.rate();
            // The last window of a detector reaches beyond the recording.
            if (!(start >= 0 && end >= start && start <= seconds && end <= seconds + 1)) {
                throw settings.rows()
                        .failure(
                                KIND,
                                0,
                                "segment %d from %s to %s s (expected: within the recording of %s s)"
                                        .formatted(i, start, end, seconds),
                                "correct the segment, or leave it out");
            }
            cut(wave, start - margin, end + margin, values.slice(i * length, length));
        }
    }

    private void cut(Waveform wave, double start, double end, FloatBuffer clip) {
        int from = (int) Math.max(0, Math.round(start * settings.rate()));
        int to = (int) Math.min(wave.count(), Math.round(end * settings.rate()));
        int size = Math.min(Math.max(0, to - from), length);
        int first = from + (Math.max(0, to - from) - size) / 2;
        int pad = (length - size) / 2;
        for (int i = 0; i < length; i++) {
            boolean isWithin = i >= pad && i < pad + size;
            clip.put(i, isWithin ? settings.sample(wave, first + i - pad, 0) : 0);
        }
    }
}
