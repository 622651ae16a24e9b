package dev.berth.benchmarks.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.infra.Blackhole;

/// Runs every benchmark once, so that none is broken when a result is needed.
final class StageBenchmarksTest {

    @Test
    void body_ofTheTinyModel_has208Bytes() {
        assertThat(TinyMlp.jsonBody(TinyMlp.INPUTS)).hasSize(208);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 384, 12_288})
    void parse_anySize_allReadersFindTheSameNumbers(int floats) throws IOException {
        var benchmark = new ParseBenchmark();
        benchmark.floats = floats;
        benchmark.prepare();

        float first = benchmark.json();

        assertThat(benchmark.jacksonStreaming()).hasSize(floats).startsWith(first);
        assertThat(benchmark.jacksonTree()).isEqualTo(benchmark.jacksonStreaming());
        assertThat(benchmark.binary()).isEqualTo(TinyMlp.numbers(floats)[0]);
        assertThat(benchmark.jsonSkipped()).isEqualTo(TinyMlp.jsonBody(floats).length);
        assertThat(benchmark.blocksInUse()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 384, 12_288})
    void write_anySize_asLongAsJacksons(int floats) throws IOException {
        var benchmark = new WriteBenchmark();
        benchmark.floats = floats;
        benchmark.prepare();

        // Two writers may write a number differently, such as 1.0E-4 and 1.0e-4.
        assertThat((double) benchmark.json())
                .isCloseTo(benchmark.jackson(), within(0.001 * floats));
        assertThat(benchmark.binary()).isGreaterThan(4 * floats);
        benchmark.release();
        assertThat(benchmark.blocksInUse()).isZero();
    }

    @Test
    void tokenize_theSentence_gives32Tokens() {
        var state = new EncodeBenchmark.Text();
        assertThat(new EncodeBenchmark().tokenize(state)).isEqualTo(EncodeBenchmark.Text.TOKENS);
        assertThat(state.blocksInUse()).isZero();
        state.release();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png"})
    void image_eitherFormat_givesPixelsOfThreeChannels(String format) {
        var state = new EncodeBenchmark.Picture();
        state.format = format;
        assertThat(new EncodeBenchmark().image(state)).isEqualTo(3 * 224 * 224);
        assertThat(state.blocksInUse()).isZero();
        state.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void gate_eitherWay_letsTheCallerIn(int consumers) {
        var benchmark = new GateBenchmark();
        benchmark.consumers = consumers;
        benchmark.prepare();
        assertThat(benchmark.anybody().name()).isEmpty();
        assertThat(benchmark.key().name()).isEqualTo("consumer-" + (consumers - 1));
    }

    @Test
    void decode_eachStep_givesAValue() {
        var benchmark = new DecodeBenchmark();
        assertThat(benchmark.meanPool()).isBetween(-1f, 1f);
        assertThat(benchmark.softmax()).isBetween(0f, 1f);
        assertThat(benchmark.ctc()).isNotEmpty();
        benchmark.release();
        assertThat(benchmark.blocksInUse()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {InstantRuntime.ENGINE, "onnx"})
    void serving_anyCompany_answersEveryRequest(String engine) {
        var benchmark = new ServingBenchmark();
        benchmark.engine = engine;
        benchmark.prepare();
        var pool = benchmark.serving().pool();

        assertThat(benchmark.alone()).isBetween(0f, 1f);
        assertThat(benchmark.eightCallers()).isEqualTo(benchmark.alone());
        benchmark.inCompany(
                new Blackhole(
                        "Today's password is swordfish. I understand instantiating Blackholes"
                                + " directly is dangerous."));

        benchmark.release();
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void runtime_eitherModel_givesAValue() {
        var benchmark = new RuntimeBenchmark();
        benchmark.rows = 2;
        benchmark.prepare();
        assertThat(benchmark.tinyMlp()).isBetween(0f, 1f);
        assertThat(benchmark.miniLm()).isBetween(-5f, 5f);
        assertThat(benchmark.miniLmFused()).isCloseTo(benchmark.miniLm(), within(0.02f));
        benchmark.release();
        assertThat(benchmark.blocksInUse()).isZero();
    }

    @Test
    void worker_eitherPlace_givesTheSame() throws IOException {
        for (WorkerBenchmark.Place place : WorkerBenchmark.Place.values()) {
            var benchmark = new WorkerBenchmark();
            benchmark.place = place;
            benchmark.load();
            assertThat(benchmark.tinyMlp()).isBetween(0f, 1f);
            assertThat(benchmark.megabyte())
                    .isEqualTo(TinyMlp.numbers(WorkerBenchmark.MEGABYTE_FLOATS)[0]);
            benchmark.release();
            assertThat(benchmark.blocksInUse()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"endpoint", "code"})
    void reader_eitherWay_readsAllLines(String by) throws IOException {
        var benchmark = new ReaderBenchmark();
        benchmark.by = by;
        benchmark.root = Path.of("../..");
        benchmark.prepare();
        assertThat(benchmark.read()).isEqualTo(9);
        benchmark.release();
    }

    @ParameterizedTest
    @ValueSource(strings = {"model", "step", "guards-1", "guards-11", "bulkhead", "cache"})
    void endpoint_eachWay_answers(String what) throws IOException {
        var benchmark = new EndpointBenchmark();
        benchmark.what = what;
        benchmark.prepare();
        assertThat(benchmark.alone()).isZero();
        assertThat(benchmark.alone()).isZero();
        benchmark.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void parallel_branches_answer(int branches) throws IOException {
        var benchmark = new ParallelBenchmark();
        benchmark.branches = branches;
        benchmark.prepare();
        assertThat(benchmark.record()).isZero();
        benchmark.release();
    }
}
