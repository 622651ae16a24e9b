package dev.berth.protocol.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.Signatures;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordReaderTest {
    private final TensorPool pool = new TensorPool();

    @AfterEach
    void nothingLeaks() {
        assertThat(pool.blocksInUse()).isZero();
    }

    private RecordRequest read(Signature signature, String json) {
        return new RecordReader(signature, pool).read(json.getBytes(StandardCharsets.UTF_8));
    }

    private Problem refusal(Signature signature, String json) {
        ProblemException refusal =
                catchThrowableOfType(ProblemException.class, () -> read(signature, json));
        assertThat(refusal).isNotNull();
        return refusal.problem();
    }

    private List<String> violations(Signature signature, String json) {
        Problem problem = refusal(signature, json);
        assertThat(problem.code()).isEqualTo(ProblemCode.RECORD_INVALID);
        return problem.violations().stream().map(Problem.FieldViolation::toString).toList();
    }

    @Test
    void record_alone_becomesARowWithFallbacks() {
        try (RecordRequest request =
                read(Signatures.person(), "{\"job\":\"baker\",\"age\":7,\"marks\":[1,2]}")) {
            assertThat(request.form()).isEqualTo(PredictBodyFormat.SINGLE);
            NamedTensors row = request.groups().getFirst();
            assertThat(row.require("age").toLongs()).containsExactly(7);
            assertThat(row.require("height").toFloats()).containsExactly(1.75f);
            assertThat(row.require("job").text(0)).isEqualTo("baker");
            assertThat(row.require("marks").shape()).isEqualTo(Shape.of(1, 2));
        }
    }

    @Test
    void records_ofOneShape_becomeOneBatch() {
        try (RecordRequest request =
                read(
                        Signatures.person(),
                        "{\"records\":[{\"age\":1,\"job\":\"baker\",\"marks\":[1]},"
                                + "{\"age\":2,\"job\":\"smith\",\"height\":2,\"marks\":[3]}]}")) {
            assertThat(request.groups()).hasSize(1);
            NamedTensors batch = request.groups().getFirst();
            assertThat(batch.require("age").toLongs()).containsExactly(1, 2);
            assertThat(batch.require("height").toFloats()).containsExactly(1.75f, 2);
            assertThat(batch.require("marks").shape()).isEqualTo(Shape.of(2, 1));
        }
    }

    @Test
    void records_ofDifferentShapes_becomeGroupsInOrder() {
        try (RecordRequest request =
                read(
                        Signatures.person(),
                        "{\"records\":[{\"age\":1,\"job\":\"baker\",\"marks\":[1,2]},"
                                + "{\"age\":2,\"job\":\"smith\"}]}")) {
            assertThat(request.groups()).hasSize(2);
            assertThat(request.groups().get(1).require("marks").shape()).isEqualTo(Shape.of(1, 0));
            assertThat(request.groups().get(1).require("age").toLongs()).containsExactly(2);
        }
    }

    @Test
    void records_none_becomeNoGroups() {
        try (RecordRequest request = read(Signatures.person(), "{\"records\":[]}")) {
            assertThat(request.groups()).isEmpty();
        }
    }

    @Test
    void faults_ofManyKinds_areAllFoundWithTheirPlaces() {
        assertThat(
                        violations(
                                Signatures.person(),
                                "{\"records\":[{\"age\":-1,\"job\":\"clown\",\"marks\":[1,\"2\"]},"
                                        + "{\"agee\":1,\"job\":null,\"height\":1e39},"
                                        + "{\"age\":1.5,\"job\":5,\"height\":true,\"marks\":7},"
                                        + " 17]}"))
                .containsExactly(
                        "$.records[0].age: -1 (expected: an int64 from 0 to 150)",
                        "$.records[0].job: 'clown' (expected: one of baker, smith)",
                        "$.records[0].marks[1]: the string '2' (expected: a float64)",
                        "$.records[1].agee: an unknown field (expected: one of age, job, height,"
                                + " marks; did you mean 'age'?)",
                        "$.records[1].job: null (expected: one of baker, smith)",
                        "$.records[1].height: 1e39 (expected: a float32)",
                        "$.records[1].age: nothing (expected: an int64 from 0 to 150)",
                        "$.records[2].age: 1.5 (expected: an int64 from 0 to 150)",
                        "$.records[2].job: 5 (expected: one of baker, smith)",
                        "$.records[2].height: true (expected: a float32)",
                        "$.records[2].marks: 7 (expected: an array (the shape of one record is"
                                + " [marks]))",
                        "$.records[3]: 17 (expected: an object with the fields of a record)");
    }

    @Test
    void faults_aThousand_areCountedAndAHundredListed() {
        Problem problem =
                refusal(Signatures.person(), "{\"records\":[" + "{},".repeat(499) + "{}]}");
        assertThat(problem.violations()).hasSize(100);
        assertThat(problem.message()).contains("1000 errors", "and 900 more");
    }

    @Test
    void arrays_raggedOrOfTheWrongSize_areRefused() {
        Signature signature =
                Signatures.batched(
                        List.of(Signatures.field("m", ElementType.FLOAT32, "N", "rows", 2)),
                        List.of(Signatures.field("y", ElementType.FLOAT32, "N")));
        assertThat(violations(signature, "{\"m\":[[1,2],[3]]}"))
                .containsExactly("$.m[1]: an array of 1 (expected: an array of 2 as before)");
        assertThat(violations(signature, "{\"m\":[[1,2,3]]}"))
                .containsExactly("$.m[0]: an array of 3 (expected: an array of 2)");
        assertThat(violations(signature, "{\"m\":[[1,[2]]]}"))
                .containsExactly("$.m[0][1]: an array (expected: a float32)");
        try (RecordRequest request = read(signature, "{\"m\":[]}")) {
            assertThat(request.groups().getFirst().require("m").shape())
                    .isEqualTo(Shape.of(1, 0, 2));
        }
    }

    @Test
    void dimensions_ofOneName_mustAgreeInARecord() {
        Signature signature =
                Signatures.plain(
                        List.of(
                                Signatures.field("a", ElementType.INT64, "n"),
                                Signatures.field("b", ElementType.INT64, "n")),
                        List.of(Signatures.field("y", ElementType.FLOAT32)));
        assertThat(violations(signature, "{\"a\":[1],\"b\":[1,2]}"))
                .containsExactly("$.b: n = 2 (expected: n = 1 as in the record's other fields)");
    }

    @Test
    void instances_ofASingleInput_mayBeBareValues() {
        String row = "[" + "1,".repeat(15) + "1]";
        for (String instance : List.of(row, "{\"x\":" + row + "}")) {
            try (RecordRequest request =
                    read(
                            Signatures.mlp(),
                            "{\"signature_name\":\"serving_default\",\"instances\":["
                                    + instance
                                    + ","
                                    + instance
                                    + "]}")) {
                assertThat(request.form()).isEqualTo(PredictBodyFormat.INSTANCES);
                assertThat(request.groups().getFirst().require("x").shape())
                        .isEqualTo(Shape.of(2, 16));
            }
        }
        assertThat(violations(Signatures.mlp(), "{\"instances\":[[1,2]]}"))
                .containsExactly("$.instances[0]: an array of 2 (expected: an array of 16)");
    }

    @Test
    void inputs_asColumns_becomeOneBatch() {
        try (RecordRequest request =
                read(
                        Signatures.person(),
                        "{\"inputs\":{\"age\":[1,2],\"job\":[\"baker\",\"smith\"]}}")) {
            assertThat(request.form()).isEqualTo(PredictBodyFormat.INPUTS);
            assertThat(request.groups().getFirst().require("age").toLongs()).containsExactly(1, 2);
            assertThat(request.groups().getFirst().require("height").toFloats())
                    .containsExactly(1.75f, 1.75f);
        }
        assertThat(
                        violations(
                                Signatures.person(),
                                "{\"inputs\":{\"age\":[1,2],\"job\":[\"baker\"]}}"))
                .containsExactly(
                        "$.inputs.job: 1 record (expected: 2 records as in the other inputs)");
    }

    @Test
    void fields_namedLikeTheForms_areFields() {
        Signature signature =
                Signatures.batched(
                        List.of(Signatures.field("inputs", ElementType.INT64, "N")),
                        List.of(Signatures.field("y", ElementType.INT64, "N")));
        try (RecordRequest request = read(signature, "{\"inputs\":5}")) {
            assertThat(request.form()).isEqualTo(PredictBodyFormat.SINGLE);
            assertThat(request.groups().getFirst().require("inputs").toLongs()).containsExactly(5);
        }
    }

    @Test
    void bytes_asBase64OrWrapped_areDecoded() {
        Signature signature =
                Signatures.batched(
                        List.of(Signatures.field("picture", ElementType.BYTES, "N")),
                        List.of(Signatures.field("y", ElementType.BYTES, "N")));
        for (String body :
                List.of(
                        "{\"picture\":\"AQI=\"}",
                        "{\"picture\":{\"b64\":\"AQI=\"}}",
                        "{\"instances\":[{\"b64\":\"AQI=\"}]}",
                        "{\"instances\":[{\"picture\":{\"b64\":\"AQI=\"}}]}",
                        "{\"inputs\":[\"AQI=\"]}")) {
            try (RecordRequest request = read(signature, body)) {
                assertThat(request.groups().getFirst().require("picture").element(0))
                        .containsExactly(1, 2);
            }
        }
        assertThat(violations(signature, "{\"picture\":\"*\"}").getFirst())
                .startsWith("$.picture: a string that is not base64");
    }

    @Test
    void text_wrappedAsBase64_isText() {
        Signature signature =
                Signatures.batched(
                        List.of(Signatures.field("word", ElementType.STRING, "N")),
                        List.of(Signatures.field("y", ElementType.STRING, "N")));
        try (RecordRequest request =
                read(signature, "{\"instances\":[{\"b64\":\"Zm9v\"},\"bar\"]}")) {
            NamedTensors batch = request.groups().getFirst();
            assertThat(batch.require("word").text(0)).isEqualTo("foo");
            assertThat(batch.require("word").text(1)).isEqualTo("bar");
        }
        assertThat(violations(signature, "{\"instances\":[{\"b64\":\"/w==\"},{\"b64\":\"*\"}]}"))
                .satisfiesExactly(
                        violation ->
                                assertThat(violation)
                                        .contains("base64 of bytes that are not UTF-8"),
                        violation -> assertThat(violation).contains("a string that is not base64"));
    }

    @Test
    void bodies_thatAreNoObjectOrNoJson_areMalformed() {
        for (String body : List.of("", "[]", "5", "{\"age\":1", "{\"age\":NaN}x")) {
            assertThat(refusal(Signatures.person(), body).code())
                    .isEqualTo(ProblemCode.REQUEST_MALFORMED);
        }
        assertThat(violations(Signatures.person(), "{\"age\":1,\"job\":\"baker\",\"height\":NaN}"))
                .containsExactly("$.height: NaN (expected: a float32)");
    }

    @Test
    void fields_twice_areAViolation() {
        assertThat(violations(Signatures.person(), "{\"age\":1,\"age\":2,\"job\":\"baker\"}"))
                .containsExactly("$.age: the field again (expected: each field once)");
    }

    @Test
    void signature_withoutBatch_makesOneGroupForEachRecord() {
        try (RecordRequest request =
                read(Signatures.of(ElementType.INT64), "{\"records\":[{\"x\":[1]},{\"x\":[2]}]}")) {
            assertThat(request.groups()).hasSize(2);
            assertThat(request.groups().get(1).require("x").shape()).isEqualTo(Shape.of(1));
        }
    }
}
