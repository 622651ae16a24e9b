package dev.berth.server.http;

import io.netty.buffer.Unpooled;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The pages that ship with the server, in memory. Immutable.
public final class Assets {
    static final Set<String> NAMES =
            Set.of(
                    "docs.html",
                    "docs.css",
                    "docs.js",
                    "dom.js",
                    "features.js",
                    "later.js",
                    "lineage.js",
                    "models.js",
                    "request.js",
                    "search.js",
                    "statistics.js",
                    "texts.js",
                    "index.html");

    private final Map<String, byte[]> contents;

    private Assets(Map<String, byte[]> contents) {
        this.contents = Map.copyOf(contents);
    }

    public static Assets load() {
        Map<String, byte[]> contents = new HashMap<>();
        for (String name : NAMES) {
            contents.put(name, bytes(name));
        }
        return new Assets(contents);
    }

    private static byte[] bytes(String name) {
        try (InputStream in = Assets.class.getResourceAsStream("/dev/berth/server/pages/" + name)) {
            if (in == null) {
                throw new IllegalStateException(
                        "page " + name + " is missing from the server's jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void answer(HttpServerExchange exchange, String name) {
        byte[] content = contents.get(name);
        if (content == null) {
            throw new IllegalStateException("no page " + name);
        }
        exchange.header("cache-control", "no-cache");
        exchange.header("x-content-type-options", "nosniff");
        exchange.header(
                "content-security-policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data: 'self';"
                        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        exchange.answer(contentType(name), BufferInternal.buffer(Unpooled.wrappedBuffer(content)));
    }

    private static String contentType(String name) {
        return switch (name.substring(name.lastIndexOf('.'))) {
            case ".css" -> "text/css; charset=utf-8";
            case ".js" -> "text/javascript; charset=utf-8";
            default -> "text/html; charset=utf-8";
        };
    }
}
