package dev.berth.serving.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.serving.queue.QueueSimulation.Request;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDequeTest {
    private final RequestDeque<Request> line = new RequestDeque<>();

    /// Against a deque, which scans for the entry to remove.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void anyOperations_keepTheOrderOfADeque(int seed) {
        var random = new Random(seed);
        var expected = new ArrayDeque<Request>();
        List<Request> known = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> {
                    var request = new Request(i);
                    known.add(request);
                    expected.addLast(request);
                    line.add(request);
                }
                case 3 -> {
                    if (!expected.isEmpty()) {
                        assertThat(line.remove(line.oldest())).isTrue();
                        expected.removeFirst();
                    }
                }
                case 4 -> {
                    if (!expected.isEmpty()) {
                        assertThat(line.remove(line.newest())).isTrue();
                        expected.removeLast();
                    }
                }
                default -> {
                    if (!known.isEmpty()) {
                        Request any = known.get(random.nextInt(known.size()));
                        assertThat(line.remove(any)).isEqualTo(expected.remove(any));
                    }
                }
            }
            assertThat(line).containsExactlyElementsOf(expected);
            assertThat(line.size()).isEqualTo(expected.size());
            assertThat(line.isEmpty()).isEqualTo(expected.isEmpty());
        }
    }

    @Test
    void remove_ofAnotherLine_leavesItThere() {
        var other = new RequestDeque<Request>();
        var request = new Request(1);
        other.add(request);

        assertThat(line.remove(request)).isFalse();
        assertThat(other).containsExactly(request);
        assertThatThrownBy(() -> line.add(request)).isInstanceOf(IllegalStateException.class);
    }

    /// With a walk along the others it would take far longer than a test may.
    @Test
    void remove_manyFromTheMiddle_needsNoWalkForEach() {
        int count = 1_000_000;
        List<Request> requests = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            var request = new Request(i);
            requests.add(request);
            line.add(request);
        }
        int removed = 0;
        // From the middle outwards: the last to leave are at both ends.
        for (int i = 0; i < count; i++) {
            int at = count / 2 + (i % 2 == 0 ? i / 2 : -(i + 1) / 2);
            removed += line.remove(requests.get(at)) ? 1 : 0;
        }
        assertThat(removed).isEqualTo(count);
        assertThat(line).isEmpty();
    }
}
