package dev.berth.core.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ModelReference;
import dev.berth.core.feature.PackageFeatures;
import dev.berth.core.signature.Signature;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TunedSettingsTest {
    private static final TunedSettings TUNING =
            new TunedSettings(Optional.of(2), Optional.of(3), Optional.of(16));

    private static ModelPackage modelPackage(
            RuntimeSettings runtime, Optional<String> batchDimension, BatchPolicy batch) {
        var file = new Artifact.Source.File("model.onnx");
        return new ModelPackage(
                ModelReference.of("m", "1"),
                Path.of("m"),
                "",
                Optional.empty(),
                Optional.empty(),
                Map.of(
                        Artifact.MODEL,
                        new Artifact(Artifact.MODEL, file, Optional.empty(), Optional.empty())),
                runtime,
                new Signature(batchDimension, List.of(), List.of()),
                PackageFeatures.NONE,
                List.of(),
                List.of(),
                batch,
                ModelLimits.defaults(),
                Optional.empty(),
                0);
    }

    @Test
    void applyTo_packageThatSaysNothing_fillsAllIn() {
        ModelPackage tuned =
                TUNING.applyTo(
                        modelPackage(
                                RuntimeSettings.of("onnx"),
                                Optional.of("N"),
                                BatchPolicy.ofDefaultSize(8)));

        assertThat(tuned.runtime().executors()).contains(2);
        assertThat(tuned.runtime().intraOpThreads()).contains(3);
        assertThat(tuned.batch().sizeMax()).isEqualTo(16);
    }

    @Test
    void applyTo_packageThatSaysAll_isThePackage() {
        ModelPackage said =
                modelPackage(
                        RuntimeSettings.of("onnx").withExecutors(1).withIntraOpThreads(1),
                        Optional.of("N"),
                        BatchPolicy.ofSize(8));

        assertThat(TUNING.applyTo(said)).isSameAs(said);
    }

    @Test
    void applyTo_modelOfOneRecordAtATime_leavesTheBatch() {
        ModelPackage single =
                modelPackage(
                        RuntimeSettings.of("onnx"), Optional.empty(), BatchPolicy.ofDefaultSize(1));

        assertThat(TUNING.applyTo(single).batch().sizeMax()).isOne();
    }

    @Test
    void tuning_noExecutors_throws() {
        assertThatThrownBy(
                        () -> new TunedSettings(Optional.of(0), Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("executors: 0 (expected: >= 1)");
    }

    @Test
    void toString_namesWhatIsSet() {
        assertThat(TUNING).hasToString("executors 2, intra-op threads 3, batch limit 16");
        assertThat(TunedSettings.NONE).hasToString("as it is");
    }
}
