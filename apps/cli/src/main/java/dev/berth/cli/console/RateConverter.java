package dev.berth.cli.console;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Option converter for calls per second: a decimal number above 0.
public final class RateConverter implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
        if (text.matches("[0-9]{1,9}([.][0-9]{1,9})?") && Double.parseDouble(text) > 0) {
            return Double.valueOf(text);
        }
        throw new TypeConversionException(
                "'" + text + "' (expected: a number above 0, like 50 or 0.5)");
    }
}
