package dev.berth.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Listeners that take, block, fail, and end.
final class PredictionEventsTest {
    private static final DeclaredShape ROWS =
            new DeclaredShape(List.of(Dimension.dynamic("N"), Dimension.fixed(1)));
    private static final Signature SIGNATURE =
            new Signature(
                    Optional.of("N"),
                    List.of(Field.of("x", ElementType.INT64, ROWS)),
                    List.of(Field.of("y", ElementType.INT64, ROWS)));
    private static final Problem LATE =
            Problem.of(ProblemCode.DEADLINE_EXCEEDED, "late", "allow more time");

    private final TensorPool pool = new TensorPool();

    @AfterEach
    void nothingLeaked() {
        assertThat(pool.blocksInUse()).isZero();
    }

    /// Takes what it is interested in; blocks while the latch is shut.
    private static class Listener implements PredictionListener {
        final String name;
        final Interest interest;
        final List<PredictionEvent> events = new CopyOnWriteArrayList<>();
        final List<List<Map<String, Object>>> inputs = new CopyOnWriteArrayList<>();
        final CountDownLatch opened;
        volatile boolean closed;

        Listener(String name, Interest interest, CountDownLatch opened) {
            this.name = name;
            this.interest = interest;
            this.opened = opened;
        }

        Listener(String name, Interest interest) {
            this(name, interest, new CountDownLatch(0));
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Interest interest() {
            return interest;
        }

        @Override
        public void onPrediction(PredictionEvent event) throws Exception {
            opened.await();
            inputs.add(event.payload().map(PredictionPayload::inputRecords).orElse(List.of()));
            events.add(event);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /// Its end waits for what listeners have still to do, however slow the machine is.
    private static PredictionEvents open(PredictionListener... listeners) {
        return open(Duration.ofHours(1), listeners);
    }

    private static PredictionEvents open(Duration closeTime, PredictionListener... listeners) {
        return PredictionEvents.open(
                List.of(listeners),
                task -> Thread.ofPlatform().daemon().unstarted(task),
                InstantSource.system(),
                closeTime);
    }

    private NamedTensors tensors(String name, long... values) {
        var tensors = new NamedTensors();
        tensors.put(name, Tensor.ofLongs(pool, Shape.of(values.length, 1), values));
        return tensors;
    }

    private void predict(PredictionEvents events, String model, long value) {
        try (NamedTensors inputs = tensors("x", value);
                NamedTensors outputs = tensors("y", 2 * value)) {
            PredictionRecorder recorder =
                    events.begin(
                            PredictionTarget.Kind.MODEL,
                            ModelReference.of(model, "1"),
                            SIGNATURE,
                            "request-" + value,
                            "shop",
                            inputs);
            if (recorder != null) {
                recorder.succeeded(outputs, List.of(), List.of());
            }
        }
    }

    private static PredictionRecorder begin(PredictionEvents events, NamedTensors inputs) {
        return Objects.requireNonNull(
                events.begin(
                        PredictionTarget.Kind.MODEL,
                        ModelReference.of("a", "1"),
                        SIGNATURE,
                        "r",
                        "",
                        inputs));
    }

    /// Without the test kit, which is made of this module: the limit of the test ends it.
    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void events_ofInterest_comeInOrderWithWhatWasAskedFor() {
        var all = new Listener("all", Interest.everything().withPayload());
        var facts = new Listener("facts", Interest.everything().withNames(Set.of("b")));
        try (PredictionEvents events = open(all, facts)) {
            for (int i = 0; i < 10; i++) {
                predict(events, i % 2 == 0 ? "a" : "b", i);
            }
        }
        assertThat(all.events).hasSize(10);
        assertThat(all.events).extracting(PredictionEvent::id).isSorted().doesNotHaveDuplicates();
        assertThat(all.inputs.get(3)).containsExactly(Map.of("x", List.of(3L)));
        assertThat(facts.events)
                .extracting(PredictionEvent::requestId)
                .containsExactly("request-1", "request-3", "request-5", "request-7", "request-9");
        assertThat(facts.events).allMatch(event -> event.payload().isEmpty());
        assertThat(facts.events).allMatch(event -> event.records() == 1);
        assertThat(all.closed && facts.closed).isTrue();
    }

    @Test
    void share_ofPredictions_isAboutThatAndTheSameForAll() {
        var tenth = new Listener("tenth", Interest.everything().withShare(0.1));
        var fifth = new Listener("fifth", Interest.everything().withShare(0.2));
        var none = new Listener("none", Interest.everything().withShare(0));
        try (PredictionEvents events = open(tenth, fifth, none)) {
            for (int i = 0; i < 5000; i++) {
                predict(events, "a", i);
            }
        }
        // Nine standard deviations.
        assertThat(tenth.events.size()).isBetween(300, 700);
        assertThat(fifth.events).containsAll(tenth.events);
        assertThat(none.events).isEmpty();
    }

    @Test
    void listener_thatBlocksForEver_losesEventsAndHoldsNoMoreThanItsRoom() {
        var opened = new CountDownLatch(1);
        var stuck =
                new Listener(
                        "stuck",
                        Interest.everything().withPayload().withRoom(100, 1 << 20),
                        opened);
        var quick = new Listener("quick", Interest.everything());
        var hub = open(Duration.ofMillis(10), stuck, quick);
        for (int i = 0; i < 1000; i++) {
            predict(hub, "a", i);
        }
        // Those that wait, and the one that the listener has.
        assertThat(pool.blocksInUse()).isBetween(200L, 202L);
        await(() -> hub.statistics().get(1).delivered() == 1000);
        // Does not wait for the one that is stuck, which would be forever.
        hub.close();
        ListenerStatistics lost = hub.statistics().getFirst();
        assertThat(lost.listener()).isEqualTo("stuck");
        assertThat(lost.delivered()).isZero();
        assertThat(lost.lost()).isBetween(999L, 1000L);
        assertThat(hub.statistics().get(1)).isEqualTo(new ListenerStatistics("quick", 1000, 0));
        // Interrupted by the end.
        await(() -> pool.blocksInUse() == 0 && stuck.closed);
    }

    @Test
    void bytes_thatWait_areBounded() {
        var opened = new CountDownLatch(1);
        var stuck =
                new Listener(
                        "stuck",
                        Interest.everything().withPayload().withRoom(1000, 64 << 10),
                        opened);
        try (PredictionEvents events = open(stuck);
                NamedTensors large = tensors("x", new long[2048])) {
            for (int i = 0; i < 100; i++) {
                begin(events, large).failed(LATE, List.of("guard:x"), List.of());
            }
            // 16 KiB each: four wait, one is with the listener.
            assertThat(events.statistics().getFirst().lost()).isBetween(95L, 96L);
            opened.countDown();
            await(() -> stuck.events.size() >= 4);
        }
        assertThat(stuck.events)
                .allSatisfy(
                        event -> {
                            assertThat(event.problem()).contains(LATE);
                            assertThat(event.annotations()).containsExactly("guard:x");
                            assertThat(event.payload().orElseThrow().outputs()).isEmpty();
                        });
    }

    @Test
    void slice_ofALargeBlock_isCopied_soThatTheBlockIsGivenBack() {
        var opened = new CountDownLatch(1);
        var stuck = new Listener("stuck", Interest.everything().withPayload(), opened);
        try (PredictionEvents events = open(stuck)) {
            try (NamedTensors large = tensors("x", new long[4096]);
                    NamedTensors row = large.row(17)) {
                begin(events, row).failed(LATE, List.of(), List.of());
            }
            assertThat(pool.blocksInUse()).isZero();
            opened.countDown();
        }
        assertThat(stuck.inputs).containsExactly(List.of(Map.of("x", List.of(0L))));
    }

    @Test
    void listener_thatThrows_losesThatEventAlone() {
        var failing =
                new Listener("failing", Interest.everything().withPayload()) {
                    @Override
                    public void onPrediction(PredictionEvent event) throws Exception {
                        if (event.requestId().equals("request-3")) {
                            throw new java.io.IOException("disk full");
                        }
                        if (event.requestId().equals("request-5")) {
                            throw new StackOverflowError();
                        }
                        super.onPrediction(event);
                    }
                };
        var events = open(failing);
        for (int i = 0; i < 10; i++) {
            predict(events, "a", i);
        }
        events.close();
        assertThat(failing.events).hasSize(8);
        assertThat(events.statistics()).containsExactly(new ListenerStatistics("failing", 8, 2));
    }

    @Test
    void close_deliversWhatWaits_andLosesWhatComesLater() {
        var listener = new Listener("late", Interest.everything().withPayload());
        var events = open(listener);
        for (int i = 0; i < 500; i++) {
            predict(events, "a", i);
        }
        events.close();
        assertThat(listener.events).hasSize(500);
        assertThat(listener.closed).isTrue();
        predict(events, "a", 1);
        events.close();
        assertThat(events.statistics()).containsExactly(new ListenerStatistics("late", 500, 1));
    }

    @Test
    void discard_givesTheInputsBack() {
        try (PredictionEvents events =
                        open(new Listener("any", Interest.everything().withPayload()));
                NamedTensors inputs = tensors("x", 1)) {
            begin(events, inputs).discard();
            assertThat(events.statistics()).containsExactly(new ListenerStatistics("any", 0, 0));
        }
    }

    @Test
    void names_thatAreNoNamesOrTheSame_areRefused() {
        for (String name : List.of("", "Audit", "with space", "a".repeat(64))) {
            assertThatThrownBy(() -> open(new Listener(name, Interest.everything())))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("expected: letters");
        }
        assertThatThrownBy(
                        () ->
                                open(
                                        new Listener("audit", Interest.everything()),
                                        new Listener("audit", Interest.everything())))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("'audit'");
    }
}
