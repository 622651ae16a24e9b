package dev.berth.verification.attack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Options of the attack suite.
///
/// @param only names or prefixes; empty for all attacks
/// @param answerMax time limit of valid calls
/// @param reportOnly whether to report harm without failing
record AttackOptions(List<String> only, Duration answerMax, boolean reportOnly) {
    static final String HELP =
            """
            usage: quality/verification/attacks [options]
              --only NAME      attacks by name prefix; repeatable (all)
              --answer-max MS  time limit of a valid call (1000)
              --report-only    succeed even if there was harm
            """;

    AttackOptions {
        only = List.copyOf(only);
    }

    /// @throws IllegalArgumentException for unknown arguments
    static AttackOptions parse(List<String> words) {
        List<String> only = new ArrayList<>();
        Duration answerMax = Duration.ofSeconds(1);
        boolean reportOnly = false;
        for (int i = 0; i < words.size(); i++) {
            switch (words.get(i)) {
                case "--report-only" -> reportOnly = true;
                case "--only" -> only.add(value(words, ++i));
                case "--answer-max" ->
                        answerMax = Duration.ofMillis(Long.parseLong(value(words, ++i)));
                case String other ->
                        throw new IllegalArgumentException("no option " + other + "\n" + HELP);
            }
        }
        return new AttackOptions(only, answerMax, reportOnly);
    }

    private static String value(List<String> words, int index) {
        if (index == words.size()) {
            throw new IllegalArgumentException(words.getLast() + " without a value\n" + HELP);
        }
        return words.get(index);
    }

    boolean isSelected(String name) {
        return only.isEmpty() || only.stream().anyMatch(name::startsWith);
    }
}
