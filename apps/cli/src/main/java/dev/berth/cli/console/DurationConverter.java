package dev.berth.cli.console;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Option converter for durations in the form of packages: `500ms`, `30s`, `5m`, `1h`, `1d`.
public final class DurationConverter implements ITypeConverter<Duration> {
    /// Below 2^62 nanoseconds, so that sums with the clock do not overflow.
    private static final Pattern FORM =
            Pattern.compile("(?=[0-9]{1,9}m?s|[0-9]{1,6}[mh]$|[0-9]{1,4}d)([0-9]+)(ms|s|m|h|d)");

    @Override
    public Duration convert(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is no duration (expected: like 500ms, 30s, 5m)");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
