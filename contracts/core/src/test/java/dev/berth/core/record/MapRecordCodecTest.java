package dev.berth.core.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.NearestName;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.ObjectListSpec;
import dev.berth.core.signature.Range;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MapRecordCodecTest {
    private static final Dimension N = Dimension.dynamic("N");

    private final TensorPool pool = new TensorPool();

    @AfterEach
    void nothingLeaks() {
        assertThat(pool.blocksInUse()).isZero();
    }

    private static Signature signature(Field... inputs) {
        return new Signature(
                Optional.of("N"),
                List.of(inputs),
                List.of(Field.of("y", ElementType.FLOAT32, DeclaredShape.of(N))));
    }

    private static Field field(String name, ElementType type, Dimension... record) {
        var dimensions = new Dimension[record.length + 1];
        dimensions[0] = N;
        System.arraycopy(record, 0, dimensions, 1, record.length);
        return Field.of(name, type, DeclaredShape.of(dimensions));
    }

    private static Field withRules(String name, ElementType type, Range range, Object fallback) {
        return new Field(
                name,
                type,
                DeclaredShape.of(N),
                "",
                Optional.empty(),
                Optional.of(range),
                List.of(),
                Optional.empty(),
                Optional.of(fallback));
    }

    private Problem refusal(Signature signature, Map<String, ?> record) {
        return catchThrowableOfType(
                        ProblemException.class,
                        () -> MapRecordCodec.toTensors(signature, record, pool))
                .problem();
    }

    @Test
    void values_ofManyClasses_becomeTensors() {
        Signature signature =
                signature(
                        field("floats", ElementType.FLOAT32, Dimension.dynamic("k")),
                        field("matrix", ElementType.INT32, Dimension.fixed(2), Dimension.fixed(1)),
                        field("text", ElementType.STRING),
                        field("bytes", ElementType.BYTES),
                        field("flag", ElementType.BOOL),
                        field("huge", ElementType.UINT64));
        try (NamedTensors tensors =
                MapRecordCodec.toTensors(
                        signature,
                        Map.of(
                                "floats",
                                new float[] {1, 2},
                                "matrix",
                                List.of(List.of(3), new int[] {4}),
                                "text",
                                "é",
                                "bytes",
                                new byte[] {5},
                                "flag",
                                true,
                                "huge",
                                BigInteger.TWO.pow(64).subtract(BigInteger.ONE)),
                        pool)) {
            assertThat(tensors.require("floats").toFloats()).containsExactly(1, 2);
            assertThat(tensors.require("matrix").shape()).isEqualTo(Shape.of(1, 2, 1));
            assertThat(tensors.require("text").text(0)).isEqualTo("é");
            assertThat(tensors.require("bytes").element(0)).containsExactly(5);
            assertThat(tensors.require("huge").data().getLong(0)).isEqualTo(-1L);
            assertThat(MapRecordCodec.toRecord(signature, tensors))
                    .containsEntry("floats", List.of(1f, 2f))
                    .containsEntry("matrix", List.of(List.of(3L), List.of(4L)))
                    .containsEntry("flag", true)
                    .containsEntry("huge", new BigInteger("18446744073709551615"));
        }
    }

    @Test
    void faults_inOneRecord_areAllFound() {
        Signature signature =
                signature(
                        field("a", ElementType.INT8),
                        field("b", ElementType.FLOAT16),
                        field("c", ElementType.STRING),
                        withRules("d", ElementType.FLOAT64, Range.between(0, 1), 0.5));
        Problem problem =
                refusal(signature, Map.of("a", 128, "b", 70_000.0, "d", Double.NaN, "e", 1));
        assertThat(problem.code()).isEqualTo(ProblemCode.RECORD_INVALID);
        assertThat(problem.violations())
                .extracting(Problem.FieldViolation::path)
                .containsExactlyInAnyOrder("$.a", "$.b", "$.c", "$.d", "$.e");
        assertThat(problem.remedy()).isNotEmpty();
    }

    @Test
    void records_ofEqualShapes_areJoinedAndTakenApart() {
        Signature signature = signature(field("x", ElementType.INT64, Dimension.dynamic("k")));
        List<NamedTensors> groups =
                MapRecordCodec.toTensors(
                        signature,
                        List.of(Map.of("x", List.of(1L, 2L)), Map.of("x", List.of(3L, 4L))),
                        pool);
        assertThat(groups).hasSize(1);
        try (NamedTensors group = groups.getFirst()) {
            assertThat(MapRecordCodec.toRecords(signature, group))
                    .containsExactly(Map.of("x", List.of(1L, 2L)), Map.of("x", List.of(3L, 4L)));
        }
    }

    @Test
    void records_ofDifferentShapes_stayApart() {
        Signature signature = signature(field("x", ElementType.INT64, Dimension.dynamic("k")));
        List<NamedTensors> groups =
                MapRecordCodec.toTensors(
                        signature, List.of(Map.of("x", List.of(1L)), Map.of("x", List.of())), pool);
        assertThat(groups)
                .extracting(group -> group.require("x").shape())
                .containsExactly(Shape.of(1, 1), Shape.of(1, 0));
        groups.forEach(NamedTensors::close);
    }

    @Test
    void records_thatLeaveAllOut_getFallbacks() {
        Signature signature =
                signature(withRules("x", ElementType.FLOAT32, Range.between(0, 1), 0.25));
        List<NamedTensors> groups =
                MapRecordCodec.toTensors(signature, List.of(Map.of("x", 1), Map.of()), pool);
        try (NamedTensors group = groups.getFirst()) {
            assertThat(group.require("x").toFloats()).containsExactly(1, 0.25f);
        }
    }

    @Test
    void outputs_ofAList_areObjects() {
        Signature signature =
                new Signature(
                        Optional.of("N"),
                        List.of(),
                        List.of(
                                field("lines.text", ElementType.STRING, Dimension.dynamic("n")),
                                field(
                                        "lines.box",
                                        ElementType.INT64,
                                        Dimension.dynamic("n"),
                                        Dimension.fixed(2))),
                        List.of(new ObjectListSpec("lines", "", List.of("text", "box"))));
        try (var outputs = new NamedTensors()) {
            outputs.put("lines.text", Tensor.ofStrings(Shape.of(2, 1), List.of("a", "b")));
            outputs.put("lines.box", Tensor.ofLongs(pool, Shape.of(2, 1, 2), 1, 2, 3, 4));
            assertThat(MapRecordCodec.toRecords(signature, outputs))
                    .containsExactly(
                            Map.of("lines", List.of(Map.of("text", "a", "box", List.of(1L, 2L)))),
                            Map.of("lines", List.of(Map.of("text", "b", "box", List.of(3L, 4L)))));
        }
    }

    @Test
    void tensors_leftOut_areFilledForEveryRow() {
        Signature signature =
                signature(
                        field("x", ElementType.FLOAT32),
                        withRules("bias", ElementType.FLOAT32, Range.between(0, 1), 0.5));
        try (var inputs = new NamedTensors()) {
            inputs.put("x", Tensor.ofFloats(pool, Shape.of(3), 1, 2, 3));
            MapRecordCodec.fillFallbacks(signature, inputs, pool);
            assertThat(inputs.require("bias").toFloats()).containsExactly(0.5f, 0.5f, 0.5f);
        }
    }

    @Test
    void nearestName_ofATypingError_isFound() {
        List<String> names = List.of("age", "height", "job");
        assertThat(NearestName.find("hieght", names)).contains("height");
        assertThat(NearestName.find("Job", names)).contains("job");
        assertThat(NearestName.find("weight", names)).contains("height");
        assertThat(NearestName.find("colour", names)).isEmpty();
        assertThat(NearestName.find("", names)).isEmpty();
    }
}
