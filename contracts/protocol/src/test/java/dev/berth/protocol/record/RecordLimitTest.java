package dev.berth.protocol.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.record.RequestLimit;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.Signatures;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.oip.InferRequestReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies with more records, or more violations, than are read.
class RecordLimitTest {
    private static final RequestLimit LIMIT =
            new RequestLimit("endpoint", "people", 3, "limits.records-per-request in its file");

    private final TensorPool pool = new TensorPool();

    @AfterEach
    void nothingIsHeld() {
        assertThat(pool.blocksInUse()).isZero();
    }

    private static Signature numbers() {
        return Signatures.batched(
                List.of(Signatures.field("x", ElementType.FLOAT32, "N", "?")),
                List.of(Signatures.field("y", ElementType.FLOAT32, "N", "?")));
    }

    private RecordReader reader() {
        return new RecordReader(numbers(), pool, LIMIT);
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    /// What follows the fourth is not even JSON: it is not parsed.
    @ParameterizedTest
    @ValueSource(strings = {"{\"records\":[{},{},{},{}", "{\"instances\":[{},{},{},{}"})
    void records_beyondTheLimit_endTheReading(String body) {
        assertThatThrownBy(() -> reader().read(bytes(body)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problem().code()).isEqualTo(ProblemCode.BATCH_TOO_LARGE);
                            assertThat(e.problem().message())
                                    .isEqualTo(
                                            "request of more than 3 records exceeds 3, the most of"
                                                    + " one request to endpoint people");
                            assertThat(e.problem().remedy())
                                    .isEqualTo(
                                            "split the request or raise"
                                                    + " limits.records-per-request in its file");
                        });
    }

    @Test
    void records_eachForItself_beyondTheLimit_endTheReading() {
        byte[] body = bytes("{\"records\":[{},{},{},{}");
        assertThatThrownBy(() -> reader().readEach(body, 0, body.length))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.BATCH_TOO_LARGE));
    }

    @Test
    void records_eachForItself_ofAFieldNamedRecords_areRecords() {
        Signature signature =
                Signatures.batched(
                        List.of(Signatures.field("records", ElementType.FLOAT32, "N")),
                        List.of(Signatures.field("y", ElementType.FLOAT32, "N")));
        byte[] body = bytes("{\"records\":[{\"records\":1},{\"records\":\"no\"}]}");

        try (PartialRequest read =
                new RecordReader(signature, pool, LIMIT).readEach(body, 0, body.length)) {
            assertThat(read.records().getFirst()).isInstanceOf(PartialRequest.Valid.class);
            assertThat(read.records().getLast()).isInstanceOf(PartialRequest.Invalid.class);
        }
    }

    @Test
    void rows_beyondTheLimit_areRefusedBeforeTheirDataIsRead() {
        byte[] rows =
                bytes(
                        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\","
                                + "\"shape\":[2000000000,0],\"data\":[");
        var reader = new InferRequestReader(numbers(), pool, LIMIT);
        assertThatThrownBy(() -> reader.read(rows, 0, rows.length, OptionalInt.empty()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.BATCH_TOO_LARGE));
    }

    @Test
    void faults_withoutEnd_endTheReading() {
        var reader = new RecordReader(numbers(), pool);
        byte[] body = bytes("{\"records\":[" + "{\"z\":1},".repeat(100_000));
        assertThatThrownBy(() -> reader.read(body))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problem().code()).isEqualTo(ProblemCode.RECORD_INVALID);
                            assertThat(e.problem().message()).startsWith("20000 or more errors");
                            assertThat(e.problem().violations()).hasSize(100);
                        });
    }

    @Test
    void sink_beyondItsBytes_failsWithThem() {
        var sink = new ByteSink(16, 100);
        sink.put(new byte[100]);
        assertThat(sink.length()).isEqualTo(100);
        assertThatThrownBy(() -> sink.put((byte) 1))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problem().code()).isEqualTo(ProblemCode.BATCH_TOO_LARGE);
                            assertThat(e.problem().message()).contains("100 bytes");
                        });
    }
}
