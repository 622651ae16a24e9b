package dev.berth.features.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class WriterMarkTest {
    private final WriterMark harbour = new WriterMark("harbour-1");

    @Test
    void mark_ofEachBatch_isAnotherAndOfItsProcess() {
        byte[] first = harbour.next(null);
        byte[] second = harbour.next(first);
        assertThat(text(first)).isEqualTo("harbour-1, batch 1");
        assertThat(text(second)).isEqualTo("harbour-1, batch 2");
        assertThat(harbour.isOf(first)).isTrue();
        assertThat(harbour.isOf(null)).isFalse();
    }

    @Test
    void mark_afterThatOfAnotherProcess_countsOn() {
        byte[] other = new WriterMark("harbour-12").next(harbour.next(null));
        assertThat(text(other)).isEqualTo("harbour-12, batch 2");
        // The name of one begins with that of the other.
        assertThat(harbour.isOf(other)).isFalse();
        assertThat(text(harbour.next(other))).isEqualTo("harbour-1, batch 3");
    }

    @Test
    void mark_thatIsDamagedOrHasNoNumber_startsAgain() {
        for (String noted :
                new String[] {"", "harbour-1", "x, batch ", "x, batch 99999999999999999999"}) {
            assertThat(text(harbour.next(noted.getBytes(StandardCharsets.UTF_8))))
                    .isEqualTo("harbour-1, batch 1");
        }
    }

    private static String text(byte[] mark) {
        return new String(mark, StandardCharsets.UTF_8);
    }
}
