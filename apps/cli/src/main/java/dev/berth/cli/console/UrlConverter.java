package dev.berth.cli.console;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Option converter for the address of a receiver, validated before models are loaded in vain.
public final class UrlConverter implements ITypeConverter<URI> {
    @Override
    public URI convert(String text) {
        try {
            var address = new URI(text);
            if (text.matches("https?://.*") && address.getHost() != null) {
                return address;
            }
        } catch (URISyntaxException e) {
            // Reported below.
        }
        throw new TypeConversionException(
                "'" + text + "' is no URL (expected: like http://localhost:4318)");
    }
}
