package dev.berth.cli.console;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// The address of a receiver; refused before a model is loaded for nothing.
public final class UrlConverter implements ITypeConverter<URI> {
    @Override
    public URI convert(String text) {
        try {
            var address = new URI(text);
            if (text.matches("https?://.*") && address.getHost() != null) {
                return address;
            }
        } catch (URISyntaxException e) {
            // Said below, in our own words.
        }
        throw new TypeConversionException(
                "'" + text + "' is no URL (expected: like http://localhost:4318)");
    }
}
