package dev.berth.placement.verification.replay;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Arguments of the process of a site.
///
/// @param system directory that is read for the scenario
/// @param placement number of the option of each component
/// @param site its number
/// @param memoryBytes to allocate
/// @param variants what was measured of the scenario's models
public record SiteWords(
        String system,
        String scenario,
        List<Integer> placement,
        int site,
        long memoryBytes,
        MeasuredVariants variants) {
    private static final int COUNT = 6;

    public SiteWords {
        placement = List.copyOf(placement);
    }

    public List<String> words() {
        return List.of(
                system,
                scenario,
                placement.stream().map(String::valueOf).collect(Collectors.joining(",")),
                String.valueOf(site),
                String.valueOf(memoryBytes),
                variants.text());
    }

    static SiteWords parse(List<String> words) {
        if (words.size() != COUNT) {
            throw new IllegalArgumentException(
                    words.size() + " arguments (expected: " + COUNT + "; `berth plan` starts it)");
        }
        return new SiteWords(
                words.get(0),
                words.get(1),
                Arrays.stream(words.get(2).split(",", -1)).map(Integer::valueOf).toList(),
                Integer.parseInt(words.get(3)),
                Long.parseLong(words.get(4)),
                MeasuredVariants.parse(words.get(5)));
    }
}
