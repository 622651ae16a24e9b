package dev.berth.cli.console;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Option converter for byte sizes of any magnitude: `65536`, `500k`, `64M`, `16G`, `1T`, in powers
/// of 1024.
public final class ManyBytesConverter implements ITypeConverter<Long> {
    /// At most seven digits where there is a suffix, so that no product overflows.
    private static final Pattern FORM = Pattern.compile("([0-9]{1,7})([kKmMgGtT])|([0-9]{1,18})");

    @Override
    public Long convert(String text) {
        Matcher matcher = FORM.matcher(text);
        if (matcher.matches()) {
            long bytes =
                    matcher.group(2) == null
                            ? Long.parseLong(matcher.group(3))
                            : Long.parseLong(matcher.group(1)) << shift(matcher.group(2));
            if (bytes >= 1) {
                return bytes;
            }
        }
        throw new TypeConversionException(
                "'" + text + "' is no number of bytes (expected: 1 or more, like 500M, 8G)");
    }

    private static int shift(String suffix) {
        return switch (suffix) {
            case "k", "K" -> 10;
            case "m", "M" -> 20;
            case "g", "G" -> 30;
            default -> 40;
        };
    }
}
