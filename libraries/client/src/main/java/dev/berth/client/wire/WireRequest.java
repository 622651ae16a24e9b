package dev.berth.client.wire;

import java.util.LinkedHashMap;
import java.util.Map;

/// HTTP request, shared by all attempts.
public final class WireRequest {
    private final String method;
    private final String path;
    private final Map<String, String> headers;
    private final byte[] body;

    private WireRequest(String method, String path, Map<String, String> headers, byte[] body) {
        this.method = method;
        this.path = path;
        this.headers = headers;
        this.body = body;
    }

    public static WireRequest get(String path) {
        return new WireRequest("GET", path, Map.of(), new byte[0]);
    }

    static WireRequest post(String path, Map<String, String> headers, byte[] body) {
        return new WireRequest("POST", path, Map.copyOf(headers), body);
    }

    /// Copy with more headers.
    public WireRequest with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new WireRequest(method, path, all, body);
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    public Map<String, String> headers() {
        return headers;
    }

    /// Not a copy; must not be modified.
    byte[] body() {
        return body;
    }

    /// Without headers, which may contain a key.
    @Override
    public String toString() {
        return method + " " + path;
    }
}
