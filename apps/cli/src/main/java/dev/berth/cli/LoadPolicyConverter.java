package dev.berth.cli;

import dev.berth.serving.LoadPolicy;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// When models are loaded: `at-start`, `on-demand`.
final class LoadPolicyConverter implements ITypeConverter<LoadPolicy> {
    @Override
    public LoadPolicy convert(String text) {
        return switch (text) {
            case "at-start" -> LoadPolicy.AT_START;
            case "on-demand" -> LoadPolicy.ON_DEMAND;
            default ->
                    throw new TypeConversionException(
                            "'" + text + "' (expected: at-start or on-demand)");
        };
    }
}
