package dev.berth.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FrequentTextsTest {
    private static List<String> frequent(List<String> added, int count) {
        var texts = new FrequentTexts(count);
        for (int i = 0; i < added.size(); i++) {
            texts.add(added.get(i), StableHash.ofWord(i));
        }
        List<String> found = new ArrayList<>();
        texts.forEachFrequent((text, times) -> found.add(text + " " + times));
        return found;
    }

    @Test
    void frequent_fewTexts_areExactInOrderOfCodePoints() {
        String last = "\ud83d\ude00";
        String first = "\uff5e";
        assertThat(frequent(List.of("once", last, first, "b", last, "b", first, "b"), 20))
                .containsExactly("b 3", first + " 2", last + " 2");
        assertThat(frequent(List.of("a", "a", "b", "b"), 1)).containsExactly("a 2");
    }

    @Test
    void frequent_manyTexts_areEstimated() {
        List<String> added = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            added.add(i % 4 == 0 ? "quarter" : "text " + i);
        }
        List<String> found = frequent(added, 1);
        assertThat(found).singleElement().asString().startsWith("quarter ");
        assertThat(Long.parseLong(found.getFirst().substring(8))).isBetween(5_000L, 15_000L);
    }
}
