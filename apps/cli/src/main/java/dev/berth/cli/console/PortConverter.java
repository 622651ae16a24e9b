package dev.berth.cli.console;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Option converter for listening ports, validated before models are loaded in vain.
public final class PortConverter implements ITypeConverter<Integer> {
    private static final int PORT_MAX = 65_535;

    @Override
    public Integer convert(String text) {
        if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= PORT_MAX) {
            return Integer.valueOf(text);
        }
        throw new TypeConversionException(
                "'" + text + "' is no port (expected: 0 to " + PORT_MAX + ", 0 for any free one)");
    }
}
