package dev.berth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.berth.client.balancing.ServerDiscovery;
import dev.berth.client.wire.HttpForm;
import dev.berth.client.wire.PoolPolicy;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests of a client with a real Berth server.
final class EndToEndTest {
    @TempDir static Path directory;
    private static BerthSystem berth;

    /// Request record.
    record Numbers(List<Double> x) {}

    /// Response record.
    record Doubles(List<Float> y) {}

    @BeforeAll
    static void start() {
        berth = BerthSystem.start(directory);
    }

    @AfterAll
    static void stop() {
        berth.close();
    }

    private static ClientOptions options() {
        return ClientOptions.of(ServerDiscovery.of(berth.address()))
                .withPool(PoolPolicy.defaults().withConnectTimeout(Await.TIMEOUT));
    }

    @ParameterizedTest
    @EnumSource(HttpForm.class)
    void predict_mapByEitherHttp_answers(HttpForm form) {
        try (var client = BerthClient.open(options().withHttp(form))) {
            assertThat(client.endpoint("bounded").predict(Map.of("x", List.of(1, 2, 3))))
                    .isEqualTo(Map.of("y", List.of(2.0, 4.0, 6.0)));
            assertThat(client.model("fake", "1").predict(Map.of("x", new float[] {1, 2, 3})))
                    .isEqualTo(Map.of("y", List.of(2.0, 4.0, 6.0)));
        }
    }

    @Test
    void send_map_tellsServerVersionAndAnnotations() {
        try (var client = BerthClient.open(options())) {
            CallResult<?> answer =
                    client.endpoint("bounded")
                            .with(CallOptions.defaults().withRequestId("order-4711"))
                            .send(Map.of("x", List.of(1, 2, 300)))
                            .answer();
            assertThat(answer.value()).isEqualTo(Map.of("y", List.of(2.0, 4.0, 10.0)));
            assertThat(answer.annotations()).containsExactly("guard:bounds");
            assertThat(answer.server().orElseThrow()).hasToString(berth.address());
            assertThat(answer.version()).isPresent();
            assertThat(answer.requestId()).isEqualTo("order-4711");
            assertThat(answer.attempts()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(TensorProtocol.class)
    void send_tensorsByEitherProtocol_tellsAnnotations(TensorProtocol protocol) {
        try (var client = BerthClient.open(options().withTensors(protocol));
                var inputs = new NamedTensors()) {
            inputs.put("x", Tensor.ofFloats(client.pool(), Shape.of(1, 3), 1, 2, 300));
            CallResult<NamedTensors> answer = client.endpoint("bounded").send(inputs).answer();
            answer.value().close();
            assertThat(answer.annotations()).containsExactly("guard:bounds");
        }
    }

    @Test
    void predict_manyRecords_answersInOrder() {
        try (var client = BerthClient.open(options())) {
            var answers =
                    client.model("fake")
                            .predict(
                                    List.of(
                                            Map.of("x", List.of(1, 2, 3)),
                                            Map.of("x", List.of(4, 5, 6))));
            assertThat(answers)
                    .containsExactly(
                            Map.of("y", List.of(2.0, 4.0, 6.0)),
                            Map.of("y", List.of(8.0, 10.0, 12.0)));
        }
    }

    @Test
    void predict_javaRecords_readsAnswer() {
        try (var client = BerthClient.open(options())) {
            Predictor bounded = client.endpoint("bounded");
            var one = new Numbers(List.of(1.0, 2.0, 3.0));
            assertThat(bounded.predict(one, Doubles.class).y()).containsExactly(2f, 4f, 6f);
            assertThat(bounded.predictAll(List.of(one, one), Doubles.class)).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"GRPC, HTTP_2", "GRPC, HTTP_1_1", "HTTP, HTTP_2", "HTTP, HTTP_1_1"})
    void infer_tensorsByEitherProtocol_answersAndLeaksNothing(
            TensorProtocol protocol, HttpForm form) {
        try (var client = BerthClient.open(options().withTensors(protocol).withHttp(form))) {
            try (var inputs = new NamedTensors()) {
                inputs.put("x", Tensor.ofFloats(client.pool(), Shape.of(2, 3), 1, 2, 3, 4, 5, 6));
                for (Predictor one : List.of(client.model("fake"), client.endpoint("bounded"))) {
                    try (NamedTensors outputs = one.infer(inputs)) {
                        assertThat(outputs.require("y").shape()).isEqualTo(Shape.of(2, 3));
                        assertThat(outputs.require("y").toFloats()).startsWith(2, 4, 6, 8);
                    }
                }
            }
            assertThat(client.pool().blocksInUse()).isZero();
        }
    }

    @Test
    void predict_recordThatDoesNotFit_bringsServersViolations() {
        try (var client = BerthClient.open(options())) {
            assertThatThrownBy(() -> client.model("fake").predict(Map.of("x", List.of(1, 2, "3"))))
                    .asInstanceOf(type(ProblemException.class))
                    .extracting(ProblemException::problem)
                    .satisfies(
                            problem -> {
                                assertThat(problem.code()).isEqualTo(ProblemCode.RECORD_INVALID);
                                assertThat(problem.remedy()).isNotEmpty();
                                assertThat(problem.violations())
                                        .extracting(Problem.FieldViolation::path)
                                        .containsExactly("$.records[0].x[2]");
                            });
        }
    }

    @ParameterizedTest
    @EnumSource(TensorProtocol.class)
    void infer_unknownModel_bringsServersCodeMessageAndRemedy(TensorProtocol protocol) {
        try (var client = BerthClient.open(options().withTensors(protocol));
                var inputs = new NamedTensors()) {
            inputs.put("x", Tensor.ofFloats(client.pool(), Shape.of(1, 3), 1, 2, 3));
            assertThatThrownBy(() -> client.model("fak").infer(inputs))
                    .asInstanceOf(type(ProblemException.class))
                    .extracting(ProblemException::problem)
                    .satisfies(
                            problem -> {
                                assertThat(problem.code()).isEqualTo(ProblemCode.MODEL_NOT_FOUND);
                                assertThat(problem.message()).contains("no model 'fak'");
                                assertThat(problem.remedy()).contains("fake");
                            });
        }
    }

    @Test
    void predict_timeoutOfHours_isToldInGrpcsDigits() {
        try (var client = BerthClient.open(options());
                var inputs = new NamedTensors()) {
            inputs.put("x", Tensor.ofFloats(client.pool(), Shape.of(1, 3), 1, 2, 3));
            var patient = CallOptions.defaults().withTimeout(Duration.ofHours(20));
            client.model("fake").with(patient).infer(inputs).close();
        }
    }

    @Test
    void stage_answer_comesWithoutWaiting() {
        try (var client = BerthClient.open(options())) {
            var seen = new AtomicReference<Object>();
            client.model("fake")
                    .send(Map.of("x", List.of(1, 2, 3)))
                    .stage()
                    .thenAccept(answer -> seen.set(answer.value()))
                    .toCompletableFuture()
                    .join();
            assertThat(seen.get()).isEqualTo(Map.of("y", List.of(2.0, 4.0, 6.0)));
        }
    }
}
