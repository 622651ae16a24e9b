package dev.berth.batch.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.features.kafka.Broker;
import dev.berth.scoring.prediction.RecordPredictor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of runs between topics of a real broker.
final class TopicBatchTest {
    @TempDir private static Path folder;

    private static Broker broker;
    private static TestTopics topics;

    @BeforeAll
    static void start() throws Exception {
        broker = Broker.start(folder, TestTopics.BROKER);
        topics = new TestTopics(broker.address());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static TopicOptions options(double setAsideShareMax) {
        return new TopicOptions(
                OptionalInt.of(50), 2, setAsideShareMax, OptionalDouble.empty(), false);
    }

    private static TopicReport run(TopicJob job, double setAsideShareMax) {
        return run(job, setAsideShareMax, new DoublePredictor());
    }

    private static TopicReport run(
            TopicJob job, double setAsideShareMax, RecordPredictor predictor) {
        return TopicBatch.of(job, options(setAsideShareMax), predictor, (_, _, _, _) -> {}).run();
    }

    private static void assertProblem(ThrowingCallable call, ProblemCode code, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problem().code()).isEqualTo(code);
                            assertThat(e.problem().message()).contains(parts);
                        });
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
        return new String(
                Objects.requireNonNull(record.headers().lastHeader(name)).value(),
                StandardCharsets.UTF_8);
    }

    @Test
    void records_getTheirOutputsOnce_withKeyTimePartitionAndOrder() throws Exception {
        broker.create("numbers", 3);
        topics.sendNumbers("numbers", 3, 0, 900);
        TopicJob job = topics.job("numbers", "doubled");

        TopicReport report = run(job, 0.05);

        assertThat(report.records()).isEqualTo(900);
        assertThat(report.isComplete()).isTrue();
        assertThat(report.problems()).containsOnly(Map.entry("value-invalid", 10L));
        assertThat(run(job, 0).records()).as("again").isZero();
        topics.sendNumbers("numbers", 3, 900, 960);
        assertThat(run(job, 0.05).records()).as("what is new").isEqualTo(60);
        topics.assertDoubledOnce("numbers", "doubled");
        assertThat(topics.read("doubled"))
                .allSatisfy(
                        record -> {
                            assertThat(header(record, "berth-subject")).isEqualTo("double@1");
                            assertThat(record.timestamp())
                                    .isEqualTo(
                                            topics.firstMillis
                                                    + Long.parseLong(record.key().substring(1)));
                        });
    }

    @Test
    void values_ofAllKinds_arePassedOnOrSetAside() throws Exception {
        broker.create("odd", 1);
        List<String> bad =
                List.of(
                        "",
                        "{broken",
                        "[1]",
                        "{\"x\":1} {}",
                        "{\"x\":\"one\"}",
                        "{\"z\":1}",
                        "{\"x\":1,\"y\":2}",
                        "{\"x\":1,\"a\":2,\"a\":3}",
                        "[".repeat(2000),
                        "{\"a\":".repeat(2000));
        try (var producer = topics.producer(Map.of())) {
            var _ =
                    producer.send(
                            new ProducerRecord<>(
                                    "odd",
                                    "k",
                                    "{\"n\":123456789012345678901234567890,\"d\":1.10,\"x\":2}"));
            for (String value : bad) {
                var _ = producer.send(new ProducerRecord<>("odd", "bad", value));
            }
            var _ = producer.send(new ProducerRecord<>("odd", "k", null));
            var _ = producer.send(new ProducerRecord<>("odd", null, null));
        }
        TopicReport report = run(topics.job("odd", "odd-out"), 1);

        assertThat(report.setAside()).isEqualTo(bad.size() + 1);
        assertThat(report.deletions()).isEqualTo(1);
        assertThat(report.json())
                .contains("\"set_aside\":11", "\"destination\":\"kafka://", "\"complete\":true");
        List<ConsumerRecord<String, String>> good = topics.read("odd-out");
        assertThat(good).hasSize(2);
        assertThat(good.getFirst().value())
                .isEqualTo("{\"n\":123456789012345678901234567890,\"d\":1.10,\"x\":2,\"y\":4.0}");
        assertThat(good.getLast().value()).isNull();
        List<ConsumerRecord<String, String>> aside = topics.read("odd-out.set-aside");
        assertThat(aside.stream().limit(bad.size()).map(ConsumerRecord::value))
                .containsExactlyElementsOf(bad);
        assertThat(aside)
                .allSatisfy(
                        record -> {
                            assertThat(header(record, "berth-problem")).isNotEmpty();
                            assertThat(header(record, "berth-message")).isNotEmpty();
                            assertThat(header(record, "berth-source")).startsWith("odd/0@");
                        });
        assertThat(header(aside.get(6), "berth-column")).isEqualTo("y");
    }

    @Test
    void fields_areNamedCarriedAndPrefixed() throws Exception {
        broker.create("named", 1);
        broker.send("named", List.of("{\"id\":1,\"price\":4,\"y\":5}"));
        var plain = topics.job("named", "named-out");
        run(
                new TopicJob(
                        plain.from(),
                        plain.to(),
                        plain.setAside(),
                        plain.group(),
                        Set.of(0),
                        Map.of("x", "price"),
                        Optional.of(List.of("id", "y")),
                        "double_",
                        Map.of()),
                0);
        assertThat(topics.read("named-out").getFirst().value())
                .isEqualTo("{\"id\":1,\"y\":5,\"double_y\":8.0}");
    }

    @Test
    void tooManyAtFault_endTheRun_andLoseNothing() throws Exception {
        broker.create("faulty", 2);
        topics.sendNumbers("faulty", 2, 0, 500);
        TopicJob job = topics.job("faulty", "faulty-out");

        assertProblem(() -> run(job, 0.001), ProblemCode.BATCH_INVALID, "cannot be scored");
        assertThat(topics.read("faulty-out").size()).isLessThan(500);
        run(job, 0.05);
        topics.assertDoubledOnce("faulty", "faulty-out");
    }

    @Test
    void pausedRun_whenAnotherTookOver_writesNothing() throws Exception {
        broker.create("paused", 2);
        topics.sendNumbers("paused", 2, 0, 300);
        TopicJob job = topics.job("paused", "paused-out");
        var isPaused = new CountDownLatch(1);
        var goesOn = new CountDownLatch(1);
        var paused =
                CompletableFuture.supplyAsync(
                        () ->
                                run(
                                        job,
                                        0.05,
                                        new DoublePredictor(
                                                () -> {
                                                    isPaused.countDown();
                                                    await(goesOn);
                                                })));
        await(isPaused);
        assertThat(run(job, 0.05).records()).isEqualTo(300);
        goesOn.countDown();

        assertThatThrownBy(paused::join)
                .cause()
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.BATCH_RUNNING));
        topics.assertDoubledOnce("paused", "paused-out");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void replacedModel_endsTheRun() throws Exception {
        broker.create("replaced", 1);
        topics.sendNumbers("replaced", 1, 0, 300);
        var itself = new AtomicReference<DoublePredictor>();
        var predictor = new DoublePredictor(() -> Objects.requireNonNull(itself.get()).replace());
        itself.set(predictor);
        TopicJob job = topics.job("replaced", "replaced-out");

        assertProblem(
                () -> run(job, 0.05, predictor), ProblemCode.BATCH_CHANGED, "version 2 of double");
        run(job, 0.05);
        topics.assertDoubledOnce("replaced", "replaced-out");
    }

    @Test
    void recordsThatAreGone_endTheRun() throws Exception {
        broker.create("gone", 1);
        topics.sendNumbers("gone", 1, 0, 10);
        TopicJob job = topics.job("gone", "gone-out");
        run(job, 1);
        topics.sendNumbers("gone", 1, 10, 100);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            admin.deleteRecords(
                            Map.of(new TopicPartition("gone", 0), RecordsToDelete.beforeOffset(50)))
                    .all()
                    .get();
        }
        assertProblem(() -> run(job, 1), ProblemCode.BATCH_CHANGED, "are gone", "gone-0");
    }

    @Test
    void source_withTransactions_isReadAsCommitted_toItsEnd() throws Exception {
        broker.create("transactions", 1);
        try (var producer = topics.producer(Map.of("transactional.id", "source"))) {
            producer.initTransactions();
            for (int i = 0; i < 4; i++) {
                producer.beginTransaction();
                var _ =
                        producer.send(
                                new ProducerRecord<>("transactions", "k", "{\"x\":" + i + "}"));
                producer.flush();
                if (i % 2 == 0) {
                    producer.commitTransaction();
                } else {
                    producer.abortTransaction();
                }
            }
        }
        TopicJob job = topics.job("transactions", "transactions-out");
        assertThat(run(job, 0).records()).isEqualTo(2);
        assertThat(run(job, 0).records()).isZero();
        assertThat(topics.read("transactions-out").stream().map(ConsumerRecord::value))
                .containsExactly("{\"x\":0,\"y\":0.0}", "{\"x\":2,\"y\":4.0}");
    }

    @Test
    void followedTopic_isScoredAsItGrows_untilTheRunIsStopped() throws Exception {
        broker.create("growing", 2);
        List<Long> progress = new ArrayList<>();
        var options = new TopicOptions(OptionalInt.empty(), 1, 0.05, OptionalDouble.of(1e6), true);
        var reached = new CountDownLatch(1);
        TopicBatch batch =
                TopicBatch.of(
                        topics.job("growing", "growing-out"),
                        options,
                        new DoublePredictor(),
                        (rows, _, _, _) -> {
                            progress.add(rows);
                            if (rows == 200) {
                                reached.countDown();
                            }
                        });
        var running = CompletableFuture.supplyAsync(batch::run);
        topics.sendNumbers("growing", 2, 0, 200);
        await(reached);
        batch.stop();
        assertThat(running.join().isComplete()).isFalse();
        assertThat(progress).isSorted().endsWith(200L);
        topics.assertDoubledOnce("growing", "growing-out");
    }

    @Test
    void whatIsWrong_isSaid() {
        assertProblem(
                () -> run(topics.job("absent", "absent-out"), 0),
                ProblemCode.SOURCE_UNAVAILABLE,
                "no topic kafka://");
        for (String wrong :
                List.of(
                        "kafka://localhost/t",
                        "kafka://localhost:9092",
                        "kafka://:9092/a b",
                        "kafka://localhost:9092/a/b")) {
            assertProblem(
                    () -> TopicAddress.parse(wrong), ProblemCode.BATCH_INVALID, "expected: such");
        }
        assertThat(TopicAddress.parse("kafka:/a:1,b:2/t"))
                .isEqualTo(TopicAddress.parse("kafka://a:1,b:2/t"))
                .hasToString("kafka://a:1,b:2/t");
        assertProblem(
                () -> job("a:1", "b:1", Map.of()), ProblemCode.BATCH_INVALID, "the same brokers");
        assertProblem(
                () -> job("a:1", "a:1", Map.of("acks", "0")), ProblemCode.BATCH_INVALID, "[acks]");
        assertProblem(
                () ->
                        run(
                                job(
                                        "localhost:1",
                                        "localhost:1",
                                        Map.of(
                                                "default.api.timeout.ms",
                                                "500",
                                                "request.timeout.ms",
                                                "400")),
                                0),
                ProblemCode.SOURCE_UNAVAILABLE,
                "from kafka://localhost:1/f");
    }

    private static TopicJob job(String from, String to, Map<String, String> settings) {
        return new TopicJob(
                new TopicAddress(from, "f"),
                new TopicAddress(to, "t"),
                "s",
                "g",
                Set.of(),
                Map.of(),
                Optional.empty(),
                "",
                settings);
    }
}
