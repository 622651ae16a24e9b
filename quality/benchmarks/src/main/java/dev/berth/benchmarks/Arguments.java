package dev.berth.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Parsed command-line arguments: options with a value, and switches.
public final class Arguments {
    private final String help;
    private final Map<String, List<String>> values = new HashMap<>();
    private final Set<String> switches = new HashSet<>();

    private Arguments(String help) {
        this.help = help;
    }

    /// Parses the arguments.
    ///
    /// @param help names every option at the start of a line, as `--name VALUE`, or `--name` for a
    ///   switch
    /// @throws IllegalArgumentException for an option that is not in the help, or lacks its value
    public static Arguments parse(List<String> words, String help) {
        var arguments = new Arguments(help);
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (arguments.isListed(word + "  ")) {
                arguments.switches.add(word);
            } else if (!word.startsWith("--") || !arguments.isListed(word + " ")) {
                throw arguments.error("no option " + word);
            } else if (i + 1 == words.size()) {
                throw arguments.error(word + " without a value");
            } else {
                arguments
                        .values
                        .computeIfAbsent(word, name -> new ArrayList<>())
                        .add(words.get(++i));
            }
        }
        return arguments;
    }

    private boolean isListed(String beginning) {
        return help.lines().anyMatch(line -> line.strip().startsWith(beginning));
    }

    public boolean has(String name) {
        return switches.contains(name);
    }

    /// The last value of an option.
    public Optional<String> text(String name) {
        return values.containsKey(name)
                ? Optional.of(values.get(name).getLast())
                : Optional.empty();
    }

    /// All values of an option, in order.
    public List<String> texts(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }

    /// The last number of an option.
    ///
    /// @throws IllegalArgumentException if it is no number of at least 1
    public int number(String name, int otherwise) {
        return text(name).map(this::positive).orElse(otherwise);
    }

    /// The last duration of an option in seconds.
    ///
    /// @throws IllegalArgumentException if it is no number of at least 1
    public Duration seconds(String name, int otherwise) {
        return Duration.ofSeconds(number(name, otherwise));
    }

    private int positive(String text) {
        int number;
        try {
            number = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            number = 0;
        }
        if (number < 1) {
            throw error(text + " (expected: a number >= 1)");
        }
        return number;
    }

    /// An error in the arguments, followed by the help.
    public IllegalArgumentException error(String what) {
        return new IllegalArgumentException(what + "\n" + help);
    }
}
