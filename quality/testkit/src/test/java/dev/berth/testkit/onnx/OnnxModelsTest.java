package dev.berth.testkit.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxModelsTest {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();

    @Test
    void tinyMlp_anyInput_answersProbabilities() throws OrtException {
        float[][] answer = (float[][]) run(OnnxModels.tinyMlp(1), new float[2][16]);
        assertThat(answer[1][0] + answer[1][1] + answer[1][2]).isCloseTo(1f, within(1e-6f));
    }

    @Test
    void tinyMlp_sameSeed_sameBytes() {
        assertThat(OnnxModels.tinyMlp(5)).isEqualTo(OnnxModels.tinyMlp(5));
    }

    @Test
    void scale_seven_multipliesByTheFactor() throws OrtException {
        assertThat(run(OnnxModels.scale(7), new float[][] {{2}})).isEqualTo(new float[][] {{14}});
    }

    @Test
    void add_seven_addsTheAddend() throws OrtException {
        assertThat(run(OnnxModels.add(7), new float[][] {{2}})).isEqualTo(new float[][] {{9}});
    }

    @Test
    void unbatched_threeNumbers_doublesThem() throws OrtException {
        assertThat(run(OnnxModels.unbatched(), new float[] {1, 2, 3}))
                .isEqualTo(new float[] {2, 4, 6});
    }

    @Test
    void twoInputs_bothGiven_addsThem() throws OrtException {
        assertThat(
                        run(
                                OnnxModels.twoInputs(),
                                Map.of("a", new float[][] {{1, 2}}, "b", new float[][] {{3, 4}})))
                .isEqualTo(new float[][] {{4, 6}});
    }

    @Test
    void optionalInput_factorLeftOut_multipliesByTen() throws OrtException {
        assertThat(run(OnnxModels.optionalInput(), new float[][] {{2}}))
                .isEqualTo(new float[][] {{20}});
    }

    @Test
    void dynamicPair_twoIds_answersTheirRows() throws OrtException {
        assertThat(run(OnnxModels.dynamicPair(), Map.of("ids", new long[][] {{0, 9}})))
                .isEqualTo(new float[][][] {{{0, 1, 2, 3}, {36, 37, 38, 39}}});
    }

    @Test
    void sequenceOutput_twoRows_answersTwoTensors() throws OrtException {
        assertThat((List<?>) run(OnnxModels.sequenceOutput(), new float[2][2])).hasSize(2);
    }

    @Test
    void slow_threeRounds_returnsItsInput() throws OrtException {
        assertThat(run(OnnxModels.slow(3), new float[][] {{2}})).isEqualTo(new float[][] {{2}});
    }

    @Test
    void sklearnClassifier_firstColumnLarger_answersOne() throws OrtException {
        assertThat(run(OnnxModels.sklearnClassifier(), new float[][] {{2, 1}}))
                .isEqualTo(new long[] {1});
    }

    @Test
    void sklearnStringClassifier_firstColumnLarger_answersYes() throws OrtException {
        assertThat(run(OnnxModels.sklearnStringClassifier(), new float[][] {{2, 1}}))
                .isEqualTo(new String[] {"yes"});
    }

    @Test
    void externalData_weightsBesideTheModel_multipliesByThem(@TempDir Path dir)
            throws OrtException, IOException {
        Path model = OnnxModels.externalData(dir);
        try (var session = environment.createSession(model.toString())) {
            assertThat(run(session, Map.of("x", new float[][] {{1, 1}})))
                    .isEqualTo(new float[][] {{3, 5}});
        }
    }

    @Test
    void failing_valuesOfTheTable_answersThem() throws OrtException {
        assertThat(run(OnnxModels.failing(), new long[] {-2, -1, 0, 1}))
                .isEqualTo(new float[] {0, 1, 0, 1});
    }

    @ParameterizedTest
    @ValueSource(longs = {-3, 2, Long.MAX_VALUE})
    void failing_valueOutsideTheTable_failsTheRun(long value) {
        assertThatThrownBy(() -> run(OnnxModels.failing(), new long[] {value}))
                .isInstanceOf(OrtException.class)
                .hasMessageContaining("out of data bounds");
    }

    private Object run(byte[] model, Object x) throws OrtException {
        return run(model, Map.of("x", x));
    }

    private Object run(byte[] model, Map<String, Object> inputs) throws OrtException {
        try (var session = environment.createSession(model)) {
            return run(session, inputs);
        }
    }

    private Object run(OrtSession session, Map<String, Object> inputs) throws OrtException {
        var tensors = new HashMap<String, ai.onnxruntime.OnnxTensor>();
        try {
            for (var input : inputs.entrySet()) {
                tensors.put(
                        input.getKey(),
                        ai.onnxruntime.OnnxTensor.createTensor(environment, input.getValue()));
            }
            try (var result = session.run(tensors)) {
                return result.get(0).getValue();
            }
        } finally {
            tensors.values().forEach(ai.onnxruntime.OnnxTensor::close);
        }
    }
}
