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

/// Reads the samples of one recording.
final class AudioStep implements Step {
    static final String KIND = "audio";

    private final AudioSettings settings;
    private final TensorSpec into;
    private final TensorPool pool;

    private AudioStep(AudioSettings settings, String into, TensorPool pool) {
        this.settings = settings;
        this.into =
                new TensorSpec(
                        into, ElementType.FLOAT32, DeclaredShape.of(Dimension.dynamic("samples")));
        this.pool = pool;
    }

    static Step create(Options options, StepContext context) {
        TensorSpec from = options.requireTensor("from", ElementType.BYTES, ElementType.STRING);
        AudioSettings settings = AudioSettings.read(KIND, from.name(), options, context);
        String into = options.requireText("into");
        requireSingle(options, context);
        options.requireValid();
        return new AudioStep(settings, into, context.pool());
    }

    static void requireSingle(Options options, StepContext context) {
        if (context.batchDimension().isPresent()) {
            options.error(
                    "from",
                    "a tensor of several records, as signature.batch says",
                    "that of one: leave signature.batch out, as each recording has a length of its"
                            + " own");
        }
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(into);
    }

    @Override
    public void apply(NamedTensors tensors) {
        Waveform wave = settings.read(tensors.require(settings.from()).element(0), 0);
        Tensor samples = Tensor.allocate(pool, ElementType.FLOAT32, Shape.of(wave.count()));
        tensors.put(into.name(), samples);
        FloatBuffer values = samples.data().asFloatBuffer();
        for (int i = 0; i < wave.count(); i++) {
            values.put(i, settings.sample(wave, i, 0));
        }
    }
}
