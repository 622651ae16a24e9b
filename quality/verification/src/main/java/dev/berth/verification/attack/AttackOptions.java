package dev.berth.verification.attack;

import java.util.ArrayList;
import java.util.List;

/// Which attacks are made.
///
/// @param only names, or beginnings of names; all attacks where there are none
/// @param reportOnly whether harm is told and no more
record AttackOptions(List<String> only, boolean reportOnly) {
    static final String HELP =
            """
            usage: quality/verification/attacks [options]
              --only NAME      attacks whose names begin so; may be given several times (all)
              --report-only    end well although there was harm
            """;

    AttackOptions {
        only = List.copyOf(only);
    }

    /// @throws IllegalArgumentException for words that the help does not have
    static AttackOptions parse(List<String> words) {
        List<String> only = new ArrayList<>();
        boolean reportOnly = false;
        for (int i = 0; i < words.size(); i++) {
            switch (words.get(i)) {
                case "--report-only" -> reportOnly = true;
                case "--only" -> {
                    if (++i == words.size()) {
                        throw new IllegalArgumentException("--only without a value\n" + HELP);
                    }
                    only.add(words.get(i));
                }
                case String other ->
                        throw new IllegalArgumentException("no option " + other + "\n" + HELP);
            }
        }
        return new AttackOptions(only, reportOnly);
    }

    boolean isSelected(String name) {
        return only.isEmpty() || only.stream().anyMatch(name::startsWith);
    }
}
