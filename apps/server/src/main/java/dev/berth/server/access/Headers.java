package dev.berth.server.access;

import io.vertx.core.http.HttpHeaders;

/// The headers that are looked at, in the form that is found fastest.
final class Headers {
    static final CharSequence HOST = HttpHeaders.HOST;
    static final CharSequence ORIGIN = HttpHeaders.ORIGIN;
    static final CharSequence AUTHORIZATION = HttpHeaders.AUTHORIZATION;
    static final CharSequence API_KEY = HttpHeaders.createOptimized("x-api-key");

    /// Source: W3C Fetch Metadata Request Headers; scripts cannot set it.
    static final CharSequence FETCH_SITE = HttpHeaders.createOptimized("sec-fetch-site");

    private Headers() {}
}
