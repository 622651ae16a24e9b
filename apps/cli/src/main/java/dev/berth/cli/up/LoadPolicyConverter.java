package dev.berth.cli.up;

import dev.berth.serving.lifecycle.LoadPolicy;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Option converter for the load policy: `eager` or `on-demand`.
final class LoadPolicyConverter implements ITypeConverter<LoadPolicy> {
    @Override
    public LoadPolicy convert(String text) {
        return switch (text) {
            case "eager" -> LoadPolicy.AT_START;
            case "on-demand" -> LoadPolicy.ON_DEMAND;
            default ->
                    throw new TypeConversionException(
                            "'" + text + "' (expected: eager or on-demand)");
        };
    }
}
