package dev.berth.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every [StateStore] does.
abstract class StateStoreContract {
    static final StateKey TOPIC = new StateKey("traffic", "topic");
    static final StateKey OTHER = new StateKey("traffic", "other");
    static final StateKey ELSEWHERE = new StateKey("experiment", "topic");

    /// A store of the same state at each call, as several processes have.
    abstract StateStore open();

    static StateChange change(String value) {
        return new StateChange(
                Instant.parse("2026-11-30T12:00:00.123Z"),
                new ChangedBy("ann", "mallory"),
                "for " + value,
                value);
    }

    private static List<String> values(List<StateEntry> entries) {
        return entries.stream().map(entry -> entry.change().value()).toList();
    }

    @Test
    void log_withoutEntries_isEmpty() {
        try (StateStore store = open()) {
            assertThat(store.findLast(TOPIC)).isEmpty();
            assertThat(store.read(TOPIC, 1, 10)).isEmpty();
        }
    }

    @Test
    void append_isTheLastEntryForEveryReader_withWhoWhenAndWhy() {
        try (StateStore store = open();
                StateStore reader = open()) {
            StateEntry first = store.append(TOPIC, change("1"));
            assertThat(first).isEqualTo(new StateEntry(TOPIC, 1, change("1")));
            assertThat(reader.findLast(TOPIC)).contains(first);
            StateEntry second = reader.append(TOPIC, change("2"));
            assertThat(second.number()).isEqualTo(2);
            assertThat(store.findLast(TOPIC)).contains(second);
            assertThat(store.findLast(OTHER)).isEmpty();
            assertThat(store.findLast(ELSEWHERE)).isEmpty();
        }
        try (StateStore later = open()) {
            assertThat(later.read(TOPIC, 1, 10))
                    .containsExactly(
                            new StateEntry(TOPIC, 1, change("1")),
                            new StateEntry(TOPIC, 2, change("2")));
        }
    }

    @Test
    void texts_ofAnyCharacters_areKept_butWhatNoDatabaseTakes() {
        String text = "'; drop table berth_state; -- \" \\ \n {} ? $1 Größe \uD83D\uDE00";
        var change = new StateChange(Instant.EPOCH, new ChangedBy(text, text + "2"), text, text);
        try (StateStore store = open()) {
            var _ = store.append(new StateKey("traffic", text), change);
            assertThat(store.findLast(new StateKey("traffic", text)))
                    .map(StateEntry::change)
                    .contains(change);
            var cut = new StateChange(Instant.EPOCH, ChangedBy.known("a\0\uD83D"), "b\0", "");
            assertThat(store.append(TOPIC, cut).change().why()).isEqualTo("b\uFFFD");
            assertThat(store.findLast(TOPIC))
                    .map(entry -> entry.change().who().known())
                    .contains("a\uFFFD\uFFFD");
        }
    }

    @Test
    void value_thatIsTooLong_isRejectedAndOfTheLimitIsKept() {
        assertThatThrownBy(() -> change("x".repeat(65_537))).hasMessageContaining("65536");
        try (StateStore store = open()) {
            String longest = "\u20AC".repeat(65_536);
            var _ = store.append(TOPIC, change(longest));
            assertThat(store.findLast(TOPIC).orElseThrow().change().value()).isEqualTo(longest);
        }
    }

    @Test
    void compareAndAppend_lastIsAnother_writesNothing() {
        try (StateStore store = open()) {
            assertThat(store.compareAndAppend(TOPIC, 1, change("0"))).isEmpty();
            assertThat(store.compareAndAppend(TOPIC, 0, change("1"))).isPresent();
            assertThat(store.compareAndAppend(TOPIC, 0, change("2"))).isEmpty();
            assertThat(store.compareAndAppend(TOPIC, 1, change("3"))).isPresent();
            assertThat(values(store.read(TOPIC, 1, 10))).containsExactly("1", "3");
        }
    }

    @Test
    void compareAndAppend_ofManyAtOnce_losesNone() throws Exception {
        int writers = 4;
        int each = 25;
        List<Future<?>> running = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(writers)) {
            for (int writer = 0; writer < writers; writer++) {
                running.add(threads.submit(() -> count(each)));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        try (StateStore store = open()) {
            List<String> expected =
                    IntStream.rangeClosed(1, writers * each).mapToObj(String::valueOf).toList();
            assertThat(values(store.read(TOPIC, 1, 1_000))).isEqualTo(expected);
        }
    }

    /// Adds 1 to what the log says, so many times.
    private void count(int times) {
        try (StateStore store = open()) {
            for (int i = 0; i < times; ) {
                Optional<StateEntry> last = store.findLast(TOPIC);
                long number = last.map(StateEntry::number).orElse(0L);
                int value = last.map(entry -> Integer.parseInt(entry.change().value())).orElse(0);
                if (store.compareAndAppend(TOPIC, number, change("" + (value + 1))).isPresent()) {
                    i++;
                }
            }
        }
    }

    @Test
    void read_longLog_isPaged() {
        try (StateStore store = open()) {
            Iterator<StateChange> changes =
                    IntStream.rangeClosed(1, 2_500).mapToObj(i -> change("" + i)).iterator();
            assertThat(store.takeOver(TOPIC, 1, changes)).isTrue();
            List<StateEntry> page = store.read(TOPIC, 1_501, StateStore.PAGE_MAX);
            assertThat(page).hasSize(1_000);
            assertThat(page.getFirst()).isEqualTo(new StateEntry(TOPIC, 1_501, change("1501")));
            assertThat(store.read(TOPIC, 2_499, 1_000)).hasSize(2);
            assertThatThrownBy(() -> store.read(TOPIC, 1, 1_001)).hasMessageContaining("1001");
        }
    }

    @Test
    void takeOver_logHasEntries_writesNothing() {
        try (StateStore store = open()) {
            assertThat(store.takeOver(TOPIC, 301, List.of(change("301"), change("302")).iterator()))
                    .isTrue();
            assertThat(store.takeOver(TOPIC, 1, List.of(change("x")).iterator())).isFalse();
            assertThat(store.append(TOPIC, change("303")).number()).isEqualTo(303);
            assertThat(values(store.read(TOPIC, 1, 10))).containsExactly("301", "302", "303");
        }
    }

    @Test
    void takeOver_failsInTheMiddle_writesNothing() {
        Iterator<StateChange> broken =
                IntStream.rangeClosed(1, 1_200)
                        .mapToObj(
                                i -> {
                                    if (i == 1_100) {
                                        throw new IllegalStateException("damaged");
                                    }
                                    return change("" + i);
                                })
                        .iterator();
        try (StateStore store = open()) {
            assertThatThrownBy(() -> store.takeOver(TOPIC, 1, broken)).hasMessage("damaged");
            assertThat(store.findLast(TOPIC)).isEmpty();
            assertThat(store.append(TOPIC, change("1")).number()).isEqualTo(1);
        }
    }

    @Test
    void poll_reportsWhatIsNew_ofTheKindAlone() {
        try (StateStore store = open();
                StateStore writer = open()) {
            StatePosition position =
                    store.poll("traffic", StatePosition.START)
                            .map(StateUpdate::position)
                            .orElse(StatePosition.START);
            var _ = writer.append(TOPIC, change("1"));
            var _ = writer.append(TOPIC, change("2"));
            StateUpdate update = store.poll("traffic", position).orElseThrow();
            assertThat(values(update.last())).containsExactly("2");
            assertThat(store.poll("traffic", update.position())).isEmpty();

            var _ = writer.append(OTHER, change("3"));
            StateUpdate next = store.poll("traffic", update.position()).orElseThrow();
            assertThat(next.isComplete()).isFalse();
            assertThat(values(next.last())).containsExactly("3");

            var _ = writer.append(ELSEWHERE, change("4"));
            assertThat(store.poll("traffic", next.position()).orElseThrow().last()).isEmpty();

            StateUpdate all = store.poll("traffic", StatePosition.START).orElseThrow();
            assertThat(all.isComplete()).isTrue();
            assertThat(values(all.last())).containsExactlyInAnyOrder("2", "3");
        }
    }

    @Test
    void close_thenUsed_isAProblem() {
        StateStore store = open();
        var _ = store.append(TOPIC, change("1"));
        store.close();
        assertThatThrownBy(() -> store.findLast(TOPIC))
                .hasMessageContaining("state-unavailable")
                .hasMessageContaining("closed");
    }
}
