package dev.berth.protocol.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.signature.ObjectListSpec;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.Signatures;
import dev.berth.protocol.json.ByteSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordWriterTest {
    private static final Signature SIGNATURE =
            Signatures.batched(
                    List.of(Signatures.field("x", ElementType.FLOAT32, "N")),
                    List.of(
                            Signatures.field("p", ElementType.FLOAT32, "N", 2),
                            Signatures.field("label", ElementType.STRING, "N")));

    private final TensorPool pool = new TensorPool();

    private String write(Signature signature, PredictBodyFormat form, List<NamedTensors> groups) {
        var sink = new ByteSink(16);
        RecordWriter.write(signature, form, groups, sink);
        groups.forEach(NamedTensors::close);
        assertThat(pool.blocksInUse()).isZero();
        return sink.toString();
    }

    private NamedTensors group(float from, String... labels) {
        var group = new NamedTensors();
        var values = new float[2 * labels.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = from + i;
        }
        group.put("p", Tensor.ofFloats(pool, Shape.of(labels.length, 2), values));
        group.put("label", Tensor.ofStrings(Shape.of(labels.length), List.of(labels)));
        return group;
    }

    @Test
    void forms_allFour_areWrittenAsTheyWereAsked() {
        assertThat(write(SIGNATURE, PredictBodyFormat.SINGLE, List.of(group(1, "a\"é"))))
                .isEqualTo("{\"p\":[1.0,2.0],\"label\":\"a\\\"é\"}");
        assertThat(
                        write(
                                SIGNATURE,
                                PredictBodyFormat.RECORDS,
                                List.of(group(1, "a", "b"), group(9, "c"))))
                .isEqualTo(
                        "{\"records\":[{\"p\":[1.0,2.0],\"label\":\"a\"},"
                                + "{\"p\":[3.0,4.0],\"label\":\"b\"},"
                                + "{\"p\":[9.0,10.0],\"label\":\"c\"}]}");
        assertThat(write(SIGNATURE, PredictBodyFormat.INSTANCES, List.of(group(1, "a"))))
                .isEqualTo("{\"predictions\":[{\"p\":[1.0,2.0],\"label\":\"a\"}]}");
        assertThat(
                        write(
                                SIGNATURE,
                                PredictBodyFormat.INPUTS,
                                List.of(group(1, "a"), group(3, "b"))))
                .isEqualTo("{\"outputs\":{\"p\":[[1.0,2.0],[3.0,4.0]],\"label\":[\"a\",\"b\"]}}");
        assertThat(write(SIGNATURE, PredictBodyFormat.RECORDS, List.of()))
                .isEqualTo("{\"records\":[]}");
    }

    @Test
    void numbers_thatJsonCannotSay_areNull() {
        var group = new NamedTensors();
        group.put(
                "y", Tensor.ofFloats(pool, Shape.of(1, 3), Float.NaN, Float.POSITIVE_INFINITY, 0));
        assertThat(write(Signatures.mlp(), PredictBodyFormat.SINGLE, List.of(group)))
                .isEqualTo("{\"y\":[null,null,0.0]}");
    }

    @Test
    void output_single_standsBareInTheOlderForms() {
        var group = new NamedTensors();
        group.put("y", Tensor.ofFloats(pool, Shape.of(1, 3), 1, 2, 3));
        assertThat(write(Signatures.mlp(), PredictBodyFormat.INSTANCES, List.of(group)))
                .isEqualTo("{\"predictions\":[[1.0,2.0,3.0]]}");
    }

    private NamedTensors lines(int rows, int size) {
        var group = new NamedTensors();
        var numbers = new float[rows * size * 2];
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < rows * size; i++) {
            texts.add("t" + i);
            numbers[2 * i] = i;
        }
        group.put("count", Tensor.ofLongs(pool, Shape.of(rows), new long[rows]));
        group.put("lines.text", Tensor.ofStrings(Shape.of(rows, size), texts));
        group.put("lines.box", Tensor.ofFloats(pool, Shape.of(rows, size, 2), numbers));
        return group;
    }

    @Test
    void list_inAllForms_isAnArrayOfObjects() {
        Signature signature = Signatures.lines();
        assertThat(write(signature, PredictBodyFormat.SINGLE, List.of(lines(1, 2))))
                .isEqualTo(
                        "{\"count\":0,\"lines\":[{\"text\":\"t0\",\"box\":[0.0,0.0]},"
                                + "{\"text\":\"t1\",\"box\":[1.0,0.0]}]}");
        assertThat(write(signature, PredictBodyFormat.RECORDS, List.of(lines(2, 1), lines(1, 0))))
                .isEqualTo(
                        "{\"records\":[{\"count\":0,\"lines\":[{\"text\":\"t0\",\"box\":[0.0,0.0]}]},"
                                + "{\"count\":0,\"lines\":[{\"text\":\"t1\",\"box\":[1.0,0.0]}]},"
                                + "{\"count\":0,\"lines\":[]}]}");
        assertThat(write(signature, PredictBodyFormat.INPUTS, List.of(lines(2, 1))))
                .isEqualTo(
                        "{\"outputs\":{\"count\":[0,0],\"lines\":[[{\"text\":\"t0\",\"box\":[0.0,0.0]}],"
                                + "[{\"text\":\"t1\",\"box\":[1.0,0.0]}]]}}");
        assertThat(write(signature, PredictBodyFormat.INSTANCES, List.of(lines(1, 0))))
                .isEqualTo("{\"predictions\":[{\"count\":0,\"lines\":[]}]}");
    }

    @Test
    void list_withoutABatchDimension_isAnArrayOfObjects() {
        var signature =
                new Signature(
                        Optional.empty(),
                        List.of(Signatures.field("x", ElementType.FLOAT32)),
                        List.of(Signatures.field("lines.text", ElementType.STRING, "lines")),
                        List.of(new ObjectListSpec("lines", "", List.of("text"))));
        var group = new NamedTensors();
        group.put("lines.text", Tensor.ofStrings(Shape.of(2), List.of("a", "b")));
        assertThat(write(signature, PredictBodyFormat.SINGLE, List.of(group)))
                .isEqualTo("{\"lines\":[{\"text\":\"a\"},{\"text\":\"b\"}]}");
    }
}
