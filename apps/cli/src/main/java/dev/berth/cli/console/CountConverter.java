package dev.berth.cli.console;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Option converter for counts: whole numbers from 1.
public final class CountConverter implements ITypeConverter<Integer> {
    private static final int COUNT_MAX = 1_000_000_000;

    @Override
    public Integer convert(String text) {
        if (text.matches("[0-9]{1,10}")) {
            long count = Long.parseLong(text);
            if (count >= 1 && count <= COUNT_MAX) {
                return (int) count;
            }
        }
        throw new TypeConversionException(
                "'" + text + "' (expected: a whole number from 1 to " + COUNT_MAX + ")");
    }
}
