package dev.berth.deploy.command;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Value of an option, for the model or endpoint of a name or for the only one: `VALUE` or
/// `NAME=VALUE`.
///
/// @param option for messages
/// @param name empty for the only one, or all
record NamedText(String option, Optional<String> name, String value) {
    private static final Pattern RATE =
            Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?)(?:/(s|m|h))?");
    private static final Pattern DURATION =
            Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?)(us|ms|s|m)");
    private static final Pattern RATIO = Pattern.compile("([0-9]{1,4}(?:\\.[0-9]{1,6})?)(%)?");
    private static final Pattern BYTES = Pattern.compile("([0-9]{1,12})([kMG])?");

    static NamedText parse(String option, String text) {
        Matcher matcher = Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*)=(.*)").matcher(text);
        return matcher.matches()
                ? new NamedText(option, Optional.of(matcher.group(1)), matcher.group(2))
                : new NamedText(option, Optional.empty(), text);
    }

    static NamedText unnamed(String option, String text) {
        return new NamedText(option, Optional.empty(), text);
    }

    /// Per second.
    double rate() {
        Matcher matcher = RATE.matcher(value);
        if (matcher.matches() && Double.parseDouble(matcher.group(1)) > 0) {
            double number = Double.parseDouble(matcher.group(1));
            return switch (String.valueOf(matcher.group(2))) {
                case "m" -> number / 60;
                case "h" -> number / 3600;
                default -> number;
            };
        }
        throw wrong("a rate above 0, like 2000/s or 30/m");
    }

    /// In seconds.
    double seconds() {
        Matcher matcher = DURATION.matcher(value);
        if (matcher.matches() && Double.parseDouble(matcher.group(1)) > 0) {
            double number = Double.parseDouble(matcher.group(1));
            return switch (matcher.group(2)) {
                case "us" -> number / 1e6;
                case "ms" -> number / 1e3;
                case "s" -> number;
                default -> number * 60;
            };
        }
        throw wrong("a duration above 0, like 50ms or 1.5s");
    }

    double ratio() {
        Matcher matcher = RATIO.matcher(value);
        if (matcher.matches()) {
            double number = Double.parseDouble(matcher.group(1));
            return matcher.group(2) == null ? number : number / 100;
        }
        throw wrong("a share, like 30% or 0.3");
    }

    int count() {
        if (value.matches("[0-9]{1,6}")) {
            return Integer.parseInt(value);
        }
        throw wrong("a whole number");
    }

    int countFromOne() {
        int count = count();
        if (count < 1) {
            throw wrong("1 or more");
        }
        return count;
    }

    long bytes() {
        Matcher matcher = BYTES.matcher(value);
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            return switch (String.valueOf(matcher.group(2))) {
                case "k" -> number << 10;
                case "M" -> number << 20;
                case "G" -> number << 30;
                default -> number;
            };
        }
        throw wrong("bytes, or with k, M, G, like 500M");
    }

    /// The entries of `key=value,key=value`.
    Map<String, NamedText> entries(List<String> keys) {
        Map<String, NamedText> entries = new TreeMap<>();
        for (String part : value.split(",", -1)) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? part : part.substring(0, equals);
            if (equals < 0 || !keys.contains(key)) {
                throw wrong("entries of " + String.join(", ", keys) + ", like " + EXAMPLE);
            }
            entries.put(
                    key,
                    new NamedText(
                            option + " " + key, Optional.empty(), part.substring(equals + 1)));
        }
        if (entries.size() != keys.size()) {
            throw wrong("each of " + String.join(", ", keys) + " once, like " + EXAMPLE);
        }
        return entries;
    }

    /// The entry of a key, of those that [#entries] requires.
    static NamedText entry(Map<String, NamedText> entries, String key) {
        NamedText entry = entries.get(key);
        if (entry == null) {
            throw new IllegalStateException("no entry " + key);
        }
        return entry;
    }

    static final String EXAMPLE = "mean=9ms,p99=12ms,peak=250/s,processors=2";

    private ProblemException wrong(String expected) {
        return new ProblemException(
                ProblemCode.USAGE,
                String.format(Locale.ROOT, "%s '%s' (expected: %s)", option, value, expected),
                "correct " + option);
    }
}
