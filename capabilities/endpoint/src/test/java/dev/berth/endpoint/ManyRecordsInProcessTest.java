package dev.berth.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Many records at once to endpoints in this process, over models whose queues hold one row.
class ManyRecordsInProcessTest {
    @TempDir private Path directory;

    private EndpointSystem system;

    @BeforeEach
    void open() {
        system =
                new EndpointSystem(directory)
                        .scores("narrow", 2)
                        .more("narrow", "limits: {max-queue-rows: 1}\n")
                        .scores("wide", 3);
        endpoint("plain", "steps: {a: {model: narrow}}\noutputs: {score: a.score}\n");
        endpoint(
                "ensemble",
                """
                steps: {a: {ensemble: [{model: narrow}, {model: wide}]}}
                outputs: {score: a.score}
                """);
        endpoint(
                "cascade",
                """
                steps:
                  a:
                    cascade:
                      - {model: narrow, accept: "score > 100.0"}
                      - {model: wide}
                outputs: {score: a.score}
                """);
        endpoint(
                "cached",
                """
                steps: {a: {model: narrow}}
                outputs: {score: a.score}
                cache: {max-bytes: 1MiB, ttl: 10m}
                """);
        endpoint(
                "bounded",
                """
                steps: {a: {model: narrow}}
                outputs: {score: a.score}
                limits: {max-concurrent-records: 1, max-queued-records: 1}
                """);
        endpoint("nested", "steps: {a: {endpoint: bounded}}\noutputs: {score: a.score}\n");
        endpoint(
                "few",
                """
                steps: {a: {model: narrow}}
                outputs: {score: a.score}
                limits: {records-per-request: 3}
                """);
        system.open();
    }

    private void endpoint(String name, String content) {
        system.endpoint(name, content);
    }

    @AfterEach
    void close() {
        system.closeWithNothingLeft();
    }

    private static List<Map<String, Object>> records(int count) {
        return IntStream.range(0, count).mapToObj(i -> Map.<String, Object>of("x", i)).toList();
    }

    private Endpoint named(String name) {
        return system.endpoints().endpoint(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "ensemble", "cascade", "cached", "bounded", "nested"})
    void manyRecords_areAnsweredInTheirOrder(String endpoint) {
        List<Map<String, Object>> answers = named(endpoint).predictAll(records(1_000));
        assertThat(answers).hasSize(1_000);
        for (int i = 0; i < 1_000; i++) {
            float factor =
                    switch (endpoint) {
                        case "ensemble" -> 2.5f;
                        case "cascade" -> i > 50 ? 2 : 3;
                        default -> 2;
                    };
            assertThat(answers.get(i).get("score")).isEqualTo(factor * i);
        }
        // By one tensor as well, as in the Open Inference Protocol.
        assertThat(system.predictAll(endpoint, records(300))).hasSize(300);
    }

    @Test
    void manyRecords_eachForItself_areAnswered_andThoseWithFaultsAreNot() {
        List<Map<String, Object>> records =
                IntStream.range(0, 500)
                        .mapToObj(i -> Map.<String, Object>of("x", i % 7 == 0 ? "no" : i))
                        .toList();
        List<RecordResult> answers = named("bounded").predictEach(records);
        assertThat(answers).hasSize(500);
        for (int i = 0; i < 500; i++) {
            if (i % 7 == 0) {
                assertThat(answers.get(i)).isInstanceOf(RecordResult.Failed.class);
            } else {
                assertThat(answers.get(i))
                        .isInstanceOfSatisfying(
                                RecordResult.Predicted.class,
                                each -> assertThat(each.fields()).containsKey("score"));
            }
        }
    }

    @Test
    void moreRecordsThanTheLimit_areRefusedWithIt() {
        assertThat(named("few").predictAll(records(3))).hasSize(3);
        assertThatThrownBy(() -> named("few").predictAll(records(4)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.BATCH_TOO_LARGE));
        assertThatThrownBy(() -> named("few").predictEach(records(4)))
                .isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> system.predictAll("few", records(4)))
                .hasMessageContaining("request of 4 records exceeds 3");
    }
}
