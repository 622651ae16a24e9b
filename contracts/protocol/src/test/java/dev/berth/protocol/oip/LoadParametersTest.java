package dev.berth.protocol.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.OverrideSettings;
import dev.berth.core.system.VersionPolicy;
import dev.berth.protocol.json.RandomJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LoadParametersTest {
    private static final long SEED = 4711;
    private static final String WHOLE =
            """
            {"name": "m", "backend": "onnxruntime", "platform": "onnxruntime_onnx",
             "maxBatchSize": "4", "dynamicBatching": {"maxQueueDelayMicroseconds": "100"},
             "instance_group": [{"count": 2, "kind": "KIND_CPU", "gpus": []}, {}],
             "version_policy": {"specific": {"versions": [1, "3"]}},
             "input": [{"name": "x", "data_type": "TYPE_FP32", "dims": ["-1", 16]}],
             "outputs": [{"name": "y", "datatype": "BYTES", "shape": []}],
             "sequence": null, "model_operations": {"op_library_filename": []},
             "optimization": {"priority": "PRIORITY_MAX"}}
            """;

    private static OverrideSettings read(String config) {
        var parameters = new LoadParameters(ModelName.of("m"));
        parameters.addText("config", config);
        return parameters.override().orElseThrow().settings();
    }

    @Test
    void config_inProtobufsJson_isReadInEverySpelling() {
        OverrideSettings settings = read(WHOLE);

        assertThat(settings.batchSizeMax()).contains(4);
        assertThat(settings.batchDelayMax()).contains(Duration.ofNanos(100_000));
        assertThat(settings.executors()).contains(3);
        assertThat(settings.versionPolicy())
                .contains(
                        new VersionPolicy.Specific(
                                List.of(ModelVersion.of("1"), ModelVersion.of("3"))));
        assertThat(settings.inputs())
                .extracting(TensorSpec::toString)
                .containsExactly("x: float32 [?, 16]");
        assertThat(settings.outputs()).hasSize(1);
        assertThat(settings.ignored()).containsExactly("$.optimization");
    }

    @Test
    void config_thatSaysNothing_leavesEverythingAsItIs() {
        OverrideSettings settings = read("{}");

        assertThat(settings.batchSizeMax()).isEqualTo(Optional.empty());
        assertThat(settings.versionPolicy()).isEmpty();
        assertThat(settings.executors()).isEmpty();
    }

    @Test
    void config_withSeveralFaults_tellsAllOfThem() {
        ProblemException refusal =
                catchThrowableOfType(
                        ProblemException.class,
                        () ->
                                read(
                                        "{\"name\":\"n\",\"backend\":\"python\",\"max_batch_size\":1.5,"
                                                + "\"input\":[{\"dims\":[-2]}]}"));

        assertThat(refusal.problem().code()).isEqualTo(ProblemCode.PARAMETER_INVALID);
        assertThat(refusal.problem().violations())
                .extracting(violation -> violation.path())
                .containsExactly(
                        "$.name",
                        "$.backend",
                        "$.max_batch_size",
                        "$.input[0].dims[0]",
                        "$.input[0]",
                        "$.input[0]");
    }

    @Test
    void config_ofVeryManyInstances_isRefused() {
        String groups = "{\"count\":1024},".repeat(1 << 12) + "{\"count\":1}";

        ProblemException refusal =
                catchThrowableOfType(
                        ProblemException.class,
                        () -> read("{\"instance_group\":[" + groups + "]}"));

        assertThat(refusal.problem().message()).contains("at most 1024");
    }

    @Test
    void config_thatIsTooLong_isRefused() {
        ProblemException refusal =
                catchThrowableOfType(
                        ProblemException.class, () -> read(" ".repeat(1 << 20) + "{}"));

        assertThat(refusal.problem().message()).contains("at most 1048576");
    }

    @Test
    void config_damaged_isReadOrRefused() {
        var random = new SplittableRandom(SEED);
        byte[] whole = WHOLE.getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 5000; round++) {
            String text = new String(RandomJson.damage(random, whole), StandardCharsets.UTF_8);
            try {
                assertThat(read(text)).isNotNull();
            } catch (ProblemException e) {
                assertThat(e.problem().code()).isEqualTo(ProblemCode.PARAMETER_INVALID);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + SEED + " round " + round + ": " + text, e);
            }
        }
    }
}
