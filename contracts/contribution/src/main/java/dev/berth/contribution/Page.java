package dev.berth.contribution;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/// A page, script, style or picture that ships with a capability, held in memory. It is shown to
/// everybody, so it says nothing of the system: scripts fetch that from routes. Pages may load
/// scripts, styles and data from their own server only.
///
/// @param path at which it is found, without variables
/// @param content from its position to its limit
public record Page(String path, String contentType, ByteBuffer content) {
    public Page {
        content = content.asReadOnlyBuffer();
    }

    /// A page of a resource. The ending of its name says its type.
    ///
    /// @param owner the class that finds the resource
    /// @throws IllegalStateException if there is no such resource
    public static Page ofResource(String path, Class<?> owner, String resource) {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(
                        "page " + resource + " is missing beside " + owner.getName());
            }
            return new Page(path, contentType(resource), ByteBuffer.wrap(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String contentType(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default ->
                    throw new IllegalStateException(
                            "page " + name + " (expected: .html, .css, .js or .svg)");
        };
    }
}
