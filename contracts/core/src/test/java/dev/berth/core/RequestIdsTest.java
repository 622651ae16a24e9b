package dev.berth.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RequestIdsTest {
    /// The example of RFC 9562, appendix A.6: 22 February 2022, 19:22:22 GMT.
    private static final long RFC_MILLIS = 0x017F22E279B0L;

    private final AtomicLong millis = new AtomicLong(RFC_MILLIS);
    private final InstantSource clock = () -> Instant.ofEpochMilli(millis.get());

    private RequestIds withBits(long bits) {
        return new RequestIds(clock, bits(bits));
    }

    private static RandomGenerator bits(long bits) {
        return () -> bits;
    }

    @Test
    void next_exampleOfTheRfc_beginsWithItsTimestamp() {
        assertThat(withBits(0).next()).startsWith("017f22e2-79b0-7");
    }

    @Test
    void next_allRandomBitsSet_keepsVersionAndVariant() {
        UUID id = UUID.fromString(withBits(-1).next());
        assertThat(List.of(id.version(), id.variant())).containsExactly(7, 2);
    }

    @Test
    void next_noRandomBitSet_keepsVersionAndVariant() {
        UUID id = UUID.fromString(withBits(0).next());
        assertThat(List.of(id.version(), id.variant())).containsExactly(7, 2);
    }

    @Test
    void next_randomBits_areTheLowest62() {
        UUID id = UUID.fromString(withBits(0xffff_0123_4567_89abL).next());
        assertThat(id.getLeastSignificantBits()).isEqualTo(0xbfff_0123_4567_89abL);
    }

    @Test
    void next_anyId_isWrittenInThirtySixLowerCaseCharacters() {
        assertThat(withBits(-1).next())
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }

    @Test
    void next_sameMillisecond_countsUp() {
        RequestIds ids = withBits(0);
        assertThat(List.of(ids.next().substring(0, 18), ids.next().substring(0, 18)))
                .containsExactly("017f22e2-79b0-7000", "017f22e2-79b0-7001");
    }

    @Test
    void next_moreThan4096InAMillisecond_staysInOrder() {
        RequestIds ids = withBits(0);
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            made.add(ids.next());
        }
        assertThat(made).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void next_clockGoesBack_staysInOrder() {
        RequestIds ids = withBits(0);
        String before = ids.next();
        millis.addAndGet(-60_000);
        assertThat(ids.next()).isGreaterThan(before);
    }

    @Test
    void next_clockGoesOn_followsIt() {
        RequestIds ids = withBits(0);
        ids.next();
        millis.incrementAndGet();
        assertThat(ids.next()).startsWith("017f22e2-79b1-7000");
    }

    @Test
    void next_fourThreads_makesNoIdTwice() throws InterruptedException, ExecutionException {
        RequestIds ids = withBits(0);
        Callable<List<String>> maker =
                () -> {
                    List<String> made = new ArrayList<>();
                    for (int i = 0; i < 20_000; i++) {
                        made.add(ids.next());
                    }
                    return made;
                };
        Set<String> all = new HashSet<>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var made : threads.invokeAll(List.of(maker, maker, maker, maker))) {
                all.addAll(made.get());
            }
        }
        assertThat(all).hasSize(80_000);
    }

    @Test
    void isAllowed_aKeyOrToken_isNot() {
        assertThat(RequestIds.isAllowed("berth_5f1d3c0a_AbCdEfGhIjKl")).isFalse();
        assertThat(RequestIds.isAllowed("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJz.c2ln")).isFalse();
        assertThat(RequestIds.isAllowed("berth_run-7")).isTrue();
    }
}
