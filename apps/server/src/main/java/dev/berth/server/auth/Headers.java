package dev.berth.server.auth;

import io.vertx.core.http.HttpHeaders;

/// The headers that are checked, in the form with the fastest lookup.
public final class Headers {
    /// Source: draft-ietf-httpapi-ratelimit-headers-11.
    public static final CharSequence RATE_LIMIT = HttpHeaders.createOptimized("ratelimit");

    public static final CharSequence RATE_LIMIT_POLICY =
            HttpHeaders.createOptimized("ratelimit-policy");

    /// The host that a caller of HTTP/2 names.
    public static final CharSequence AUTHORITY = HttpHeaders.PSEUDO_AUTHORITY;

    static final CharSequence ORIGIN = HttpHeaders.ORIGIN;
    static final CharSequence AUTHORIZATION = HttpHeaders.AUTHORIZATION;
    static final CharSequence API_KEY = HttpHeaders.createOptimized("x-api-key");

    /// Source: W3C Fetch Metadata Request Headers; scripts cannot set it.
    static final CharSequence FETCH_SITE = HttpHeaders.createOptimized("sec-fetch-site");

    private Headers() {}

    /// Whether the value of this header is a secret.
    ///
    /// @param name in lower case
    public static boolean isCredential(CharSequence name) {
        return isSame(name, AUTHORIZATION) || isSame(name, API_KEY);
    }

    private static boolean isSame(CharSequence a, CharSequence b) {
        return a.length() == b.length() && CharSequence.compare(a, b) == 0;
    }
}
