package dev.berth.cli.console;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Option converter for byte sizes that fit into one buffer: `65536`, `500k`, `64M`, `1G`, in
/// powers of 1024.
public final class BytesConverter implements ITypeConverter<Integer> {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,10})([kKmMgG]?)");

    @Override
    public Integer convert(String text) {
        Matcher matcher = FORM.matcher(text);
        if (matcher.matches()) {
            long bytes = Long.parseLong(matcher.group(1)) << shift(matcher.group(2));
            if (bytes >= 1 && bytes <= Integer.MAX_VALUE) {
                return (int) bytes;
            }
        }
        throw new TypeConversionException(
                "'"
                        + text
                        + "' is no number of bytes (expected: 1 to below 2G, like 65536, 500k, 64M)");
    }

    private static int shift(String suffix) {
        return switch (suffix) {
            case "" -> 0;
            case "k", "K" -> 10;
            case "m", "M" -> 20;
            default -> 30;
        };
    }
}
