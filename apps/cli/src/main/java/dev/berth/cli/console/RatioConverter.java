package dev.berth.cli.console;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Option converter for ratios: a number from 0 to 1.
public final class RatioConverter implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
        if (text.matches("[0-9]{1,3}(\\.[0-9]{1,12})?")) {
            double ratio = Double.parseDouble(text);
            if (ratio <= 1) {
                return ratio;
            }
        }
        throw new TypeConversionException(
                "'" + text + "' (expected: a number from 0 to 1, such as 0.01)");
    }
}
